"""From a checked document to the frozen recipe of `methods.composite.recipe`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quartier.kernel.text import Text
from quartier.methods.composite import recipe as words
from quartier.sources.recipes.located import Located

Fields = Mapping[str, Any]


def text_of(value: Any, default: str = "") -> Text:
    """A plain text stands for German; a mapping has ``de`` and perhaps ``en``."""
    if isinstance(value, Mapping):
        return Text.from_dict(value)
    return Text(str(value) if value is not None else default)


def build(document: Located, edition: str, order: list[str]) -> words.Recipe:
    """The recipe of one edition; `order` names the scores so that parts come before the whole."""
    fields: Fields = document.plain()
    scores = {key: _score(key, part) for key, part in fields["scores"].items()}
    return words.Recipe(
        key=fields["key"],
        name=text_of(fields["name"]),
        edition=edition,
        indicators=tuple(_indicator(key, part) for key, part in fields["indicators"].items()),
        scores=tuple(scores[key] for key in order),
        main=fields["index"],
        high_means=fields.get("high_means", "burden"),
        description=text_of(fields.get("description")),
        source=fields.get("source", ""),
        unit=fields.get("unit"),
        by=fields.get("by"),
        exclusions=tuple(_exclusion(part) for part in _parts(document, "exclude")),
        impute=words.Impute(**_with(fields.get("impute", {}), method=words.Imputation)),
        outliers=words.TreatOutliers(**_with(fields.get("outliers", {}), method=words.Outliers)),
        normalise=_normalise(fields.get("normalise", {"method": "none"})),
        matrices=tuple(_matrix(key, part) for key, part in fields.get("matrices", {}).items()),
        missing=_texts(document, "missing"),
        suppressed=_texts(document, "suppressed"),
    )


def _with(fields: Fields, **kinds: Any) -> dict[str, Any]:
    """Fields as keyword arguments; those in `kinds` become their enumeration."""
    return {key: kinds[key](value) if key in kinds else value for key, value in fields.items()}


def _parts(document: Located, field: str) -> list[Located]:
    return list(document.value[field].value.values()) if field in document.value else []


def _texts(document: Located, field: str) -> tuple[str, ...]:
    """Scalars as they were written: codes keep their leading zeros."""
    return tuple(part.text for part in document.value[field].value) if field in document.value else ()


def _quantity(value: Any) -> words.Quantity | None:
    if value is None:
        return None
    if isinstance(value, str):
        return words.Quantity((value,))
    if isinstance(value, list):
        return words.Quantity(tuple(value))
    return words.Quantity(tuple(value["plus"]), tuple(value.get("minus", ())))


def _normalise(fields: Fields) -> words.Normalise:
    plain = _with(fields, method=words.Normalisation)
    if "base" in plain:
        plain["base"] = words.BaseRows(plain["base"]["column"], str(plain["base"]["equals"]))
    return words.Normalise(**plain)


def _indicator(key: str, fields: Fields | None) -> words.Indicator:
    plain = dict(fields or {})
    plain["name"] = text_of(plain.get("name"), key)
    plain["definition"] = text_of(plain.get("definition"))
    plain["numerator"] = _quantity(plain.get("numerator"))
    plain["denominator"] = _quantity(plain.get("denominator"))
    if plain["numerator"] is None:
        plain.setdefault("column", key)
    if "transform" in plain:
        plain["transform"] = words.Transform(plain["transform"])
    if "normalise" in plain:
        plain["normalise"] = _normalise(plain["normalise"])
    if "shrink" in plain:
        plain["shrink"] = words.Shrinkage(**plain["shrink"])
    if "bounds" in plain:
        plain["bounds"] = tuple(plain["bounds"])
    return words.Indicator(key=key, **plain)


def _exclusion(node: Located) -> words.Exclusion:
    fields = node.plain()
    return words.Exclusion(
        reason=text_of(fields["reason"]),
        units=_texts(node, "units"),
        column=fields.get("column"),
        below=fields.get("below"),
        above=fields.get("above"),
        equals=_texts(node, "equals"),
    )


def _classes(key: str, fields: Fields) -> words.Classes:
    plain = _with(fields, method=words.ClassMethod, name=text_of, breaks=tuple)
    plain.setdefault("name", Text(key))
    plain["groups"] = tuple(tuple(group) for group in fields.get("groups", ()))
    plain["labels"] = tuple(text_of(label) for label in fields.get("labels", ()))
    return words.Classes(key=key, **plain)


def _score(key: str, fields: Fields) -> words.Score:
    shares = fields.get("shares")
    return words.Score(
        key=key,
        name=text_of(fields.get("name"), key),
        parts=tuple((part, float(weight)) for part, weight in fields["of"].items()),
        weighting=words.Weighting(fields.get("weights", "given")),
        budgets=tuple((part, tuple(points)) for part, points in fields.get("budget", {}).items()),
        aggregation=words.Aggregation(fields.get("aggregate", "mean")),
        power=float(fields.get("power", 1.0)),
        penalty=fields.get("penalty", 1),
        share_bounds=(float(shares[0]), float(shares[1])) if shares else None,
        takes=fields.get("takes", "score"),
        then=_normalise(fields.get("then", {"method": "none"})),
        classes=tuple(_classes(name, part) for name, part in fields.get("classes", {}).items()),
        minimum_share=float(fields.get("minimum_share", 1.0)),
    )


def _matrix(key: str, fields: Fields) -> words.Matrix:
    rows, columns = (tuple(fields[side].split(".")) for side in ("rows", "columns"))
    return words.Matrix(
        key=key,
        name=text_of(fields.get("name"), key),
        rows=(rows[0], rows[1]),
        columns=(columns[0], columns[1]),
        attention=tuple((pair[0], pair[1]) for pair in fields.get("attention", ())),
    )
