"""What a recipe says, as frozen data: which indicators make an index, and how. Files are read in `sources.recipes`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from quartier.kernel.text import Text


class Transform(StrEnum):
    """Applied to the raw value before anything else."""

    NONE = "none"
    LN = "ln"
    LN1P = "ln1p"
    LOG10 = "log10"
    SQRT = "sqrt"


class Imputation(StrEnum):
    NONE = "none"
    MEAN = "mean"
    MEDIAN = "median"
    GROUP_MEAN = "group-mean"
    GROUP_MEDIAN = "group-median"
    REGRESSION = "regression"


class Outliers(StrEnum):
    NONE = "none"
    WINSORISE = "winsorise"
    PERCENTILE = "percentile"
    SD = "sd"


class Normalisation(StrEnum):
    NONE = "none"
    Z = "z"
    MIN_MAX = "min-max"
    RANK = "rank"
    PERCENT_RANK = "percent-rank"
    IMD_EXPONENTIAL = "imd-exponential"
    REFERENCE = "reference"
    ADJUSTED_MPI = "adjusted-mpi"


class Weighting(StrEnum):
    GIVEN = "given"
    EQUAL = "equal"
    PCA = "pca"
    BUDGET = "budget"


class Aggregation(StrEnum):
    SUM = "sum"
    MEAN = "mean"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    POWER = "power"
    MAZZIOTTA_PARETO = "mazziotta-pareto"
    BENEFIT_OF_THE_DOUBT = "benefit-of-the-doubt"
    COPELAND = "copeland"


class ClassMethod(StrEnum):
    SD = "sd"
    QUANTILE = "quantile"
    RANK = "rank"
    BREAKS = "breaks"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Quantity:
    """Numerator or denominator: the sum of the columns `plus` less the columns `minus`, in persons, places, euros."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return self.plus + self.minus


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """Small areas are drawn towards the larger area that the column `area` names (IMD)."""

    area: str
    centring: str = "larger"


@dataclass(frozen=True, slots=True)
class BaseRows:
    """Mean, SD, minimum and maximum come from these rows alone: the base year of a series."""

    column: str
    equals: str


@dataclass(frozen=True, slots=True)
class Normalise:
    """One normalisation with its parameters; which of them matter depends on the method."""

    method: Normalisation = Normalisation.NONE
    ddof: int = 0
    mean: float = 0.0
    sd: float = 1.0
    lower: float = 0.0
    upper: float = 1.0
    ties: str = "min"
    constant: float = 23.0
    given_ranks: bool = False
    reference: float | str = "mean"
    form: str = "difference"
    decimals: int | None = None
    base: BaseRows | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One ingredient: a column as it stands, or factor * numerator / denominator. `direction` -1: more lowers."""

    key: str
    name: Text
    column: str | None = None
    numerator: Quantity | None = None
    denominator: Quantity | None = None
    factor: float = 1.0
    zero_denominator: str = "undefined"
    direction: int = 1
    transform: Transform = Transform.NONE
    normalise: Normalise | None = None
    shrink: Shrinkage | None = None
    bounds: tuple[float | None, float | None] = (None, None)
    date: str = ""
    definition: Text = Text("")

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table that this indicator reads."""
        found: list[str] = [self.column] if self.column else []
        for quantity in (self.numerator, self.denominator):
            found += quantity.columns if quantity else ()
        found += [self.shrink.area] if self.shrink else []
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Units that are not rated: by code, or where a column is below, above or equal to something."""

    reason: Text
    units: tuple[str, ...] = ()
    column: str | None = None
    below: float | None = None
    above: float | None = None
    equals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Impute:
    method: Imputation = Imputation.NONE
    group: str | None = None


@dataclass(frozen=True, slots=True)
class TreatOutliers:
    """Winsorising by skewness and kurtosis (COINr), clipping at percentiles or at a number of SD."""

    method: Outliers = Outliers.NONE
    skewness: float = 2.0
    kurtosis: float = 3.5
    most: int = 5
    logarithm: bool = True
    lower: float = 0.0
    upper: float = 100.0
    quantile_type: int = 7
    sd: float = 3.0


@dataclass(frozen=True, slots=True)
class Classes:
    """How a score becomes classes. `breaks` belong to the class below (`right`) or above (`left`) them."""

    key: str
    name: Text
    method: ClassMethod
    breaks: tuple[float, ...] = ()
    count: int = 5
    quantile_type: int = 7
    closed: str = "right"
    ddof: int = 0
    of: str = ""
    groups: tuple[tuple[int, ...], ...] = ()
    highest_first: bool = False
    labels: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """The index itself or one of its domains: parts with weights, aggregated, then normalised again."""

    key: str
    name: Text
    parts: tuple[tuple[str, float], ...]
    weighting: Weighting = Weighting.GIVEN
    budgets: tuple[tuple[str, tuple[float, ...]], ...] = ()
    aggregation: Aggregation = Aggregation.MEAN
    power: float = 1.0
    penalty: int = 1
    share_bounds: tuple[float, float] | None = None
    takes: str = "score"
    then: Normalise = Normalise()
    classes: tuple[Classes, ...] = ()
    minimum_share: float = 1.0


@dataclass(frozen=True, slots=True)
class Matrix:
    """Status x dynamics: two class columns side by side; `attention` lists the pairs that are pointed out."""

    key: str
    name: Text
    rows: tuple[str, str]
    columns: tuple[str, str]
    attention: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """A whole recipe of one edition. `scores` stand in an order in which parts come before the whole."""

    key: str
    name: Text
    edition: str
    indicators: tuple[Indicator, ...]
    scores: tuple[Score, ...]
    main: str
    high_means: str = "burden"
    description: Text = Text("")
    source: str = ""
    unit: str | None = None
    by: str | None = None
    exclusions: tuple[Exclusion, ...] = ()
    impute: Impute = Impute()
    outliers: TreatOutliers = TreatOutliers()
    normalise: Normalise = Normalise()
    matrices: tuple[Matrix, ...] = ()
    missing: tuple[str, ...] = ()
    suppressed: tuple[str, ...] = ()

    def score(self, key: str) -> Score:
        return next(score for score in self.scores if score.key == key)

    def indicator(self, key: str) -> Indicator:
        return next(indicator for indicator in self.indicators if indicator.key == key)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the table must have, in the order of the recipe, each once."""
        wanted: list[str] = [self.unit] if self.unit else []
        wanted += [self.by] if self.by else []
        wanted += [rule.column for rule in self.exclusions if rule.column]
        wanted += [self.impute.group] if self.impute.group else []
        for indicator in self.indicators:
            wanted += indicator.columns
            rule = indicator.normalise or self.normalise
            wanted += [rule.base.column] if rule.base else []
        return tuple(dict.fromkeys(wanted))

    @property
    def number_columns(self) -> tuple[str, ...]:
        """Columns that are read as numbers, sorted."""
        wanted = {c for one in self.indicators for q in (one.numerator, one.denominator) if q for c in q.columns}
        wanted |= {one.column for one in self.indicators if one.column}
        wanted |= {rule.column for rule in self.exclusions if rule.column and not rule.equals}
        return tuple(sorted(wanted))
