"""The catalogue of Flensburg: what its 23 tables of figures measure."""

from __future__ import annotations

from quartier.kernel.declared import Dimension, Indicator, IndicatorKind, Member, Polarity, TargetGroup
from quartier.kernel.text import Text

SOURCE = "flensburg-sozialatlas"
_COUNT, _SHARE, _RATE = IndicatorKind.COUNT, IndicatorKind.SHARE, IndicatorKind.RATE
_BURDEN, _RELIEF, _NEUTRAL = Polarity.BURDEN, Polarity.RELIEF, Polarity.NEUTRAL
_NONE = Text("")
_PERSONS = Text("Personen", "persons")
_RESIDENTS = Text("Einwohnerinnen und Einwohner", "residents")
_ADULTS = Text("Einwohnerinnen und Einwohner von 18 bis unter 65 Jahren", "residents aged 18 to under 65")
_UNEMPLOYED = Text("Arbeitslose", "unemployed persons")
_EMPLOYABLE = Text(
    "erwerbsfähige Regelleistungsberechtigte (SGB II)", "employable persons entitled to standard benefits (SGB II)"
)


def dimensions(labels: dict[str, str]) -> tuple[Dimension, ...]:
    """Merkmale; German names of members are upstream's own labels where it has some."""
    return (
        *_PLAIN,
        Dimension(
            "benefit",
            Text("Leistung", "Benefit"),
            _labelled(labels, "beneficiaries_age_15_to_under_65_by_district", BENEFITS),
        ),
        Dimension("household", Text("Lebensform", "Household type"), _labelled(labels, "household_type", HOUSEHOLDS)),
        Dimension("support", Text("Hilfeart", "Kind of support"), _labelled(labels, "child_education_support", HELPS)),
    )


def _labelled(labels: dict[str, str], table: str, items: tuple[tuple[str, str, str, str], ...]) -> tuple[Member, ...]:
    return tuple(Member(key, Text(labels.get(f"{table}.{column}", de), en)) for key, column, de, en in items)


def _members(items: tuple[tuple[str, str, str], ...]) -> tuple[Member, ...]:
    return tuple(Member(key, Text(de, en)) for key, de, en in items)


def _residence_status() -> Dimension:
    permanent = "permanent"
    return Dimension(
        "residence-status",
        Text("Aufenthaltsstatus", "Residence status"),
        (
            Member(permanent, Text("langfristiges Aufenthaltsrecht", "permanent residence")),
            Member("eu", Text("nach dem Freizügigkeitsgesetz/EU", "under the EU freedom of movement act"), permanent),
            Member("third-country", Text("Drittstaatsangehörige", "third-country nationals"), permanent),
            Member("temporary", Text("ohne langfristiges Aufenthaltsrecht", "without permanent residence")),
            Member("asylum-seeker", Text("im Asylverfahren", "asylum seekers")),
            Member("tolerated", Text("Duldung", "suspension of deportation")),
        ),
    )


_AGES = (
    ("0-17", "unter 18 Jahre", "under 18", None),
    ("18-64", "18 bis unter 65 Jahre", "18 to under 65", None),
    ("65+", "65 Jahre und älter", "65 and older", None),
    ("18-29", "18 bis unter 30 Jahre", "18 to under 30", "18-64"),
    ("30-44", "30 bis unter 45 Jahre", "30 to under 45", "18-64"),
    ("45-64", "45 bis unter 65 Jahre", "45 to under 65", "18-64"),
    ("65-79", "65 bis unter 80 Jahre", "65 to under 80", "65+"),
    ("80+", "80 Jahre und älter", "80 and older", "65+"),
)
_PLAIN = (
    Dimension("age", Text("Alter", "Age"), tuple(Member(key, Text(de, en), up) for key, de, en, up in _AGES)),
    Dimension("sex", Text("Geschlecht", "Sex"), _members((("m", "männlich", "male"), ("f", "weiblich", "female")))),
    Dimension(
        "citizenship",
        Text("Staatsangehörigkeit", "Citizenship"),
        _members((("foreign", "ausländisch", "foreign"), ("german", "deutsch", "German"))),
    ),
    _residence_status(),
    Dimension(
        "employability",
        Text("Erwerbsfähigkeit", "Employability"),
        _members((("yes", "erwerbsfähig", "employable"), ("no", "nicht erwerbsfähig", "not employable"))),
    ),
)
STATUSES = (
    ("permanent", "permanent_residency"),
    ("eu", "permanent_residency_according_eu_freedom_movement_act"),
    ("third-country", "permanent_residency_third_country_nationality"),
    ("temporary", "without_permanent_residency"),
    ("asylum-seeker", "asylum_seeker"),
    ("tolerated", "suspension_of_deportation"),
)
BENEFITS = (
    ("sgb2", "employable_with_benefits", "erwerbsfähige Leistungsberechtigte SGB II", "employable, SGB II"),
    ("sgb3", "unemployment_benefits", "Arbeitslose SGB III", "unemployed, SGB III"),
    ("sgb12-basic", "basic_income", "Grundsicherung SGB XII", "basic security, SGB XII"),
    ("sgb12-living", "assisting_benefits", "Hilfe zum Lebensunterhalt SGB XII", "subsistence aid, SGB XII"),
)
HOUSEHOLDS = (
    ("man", "male_living_alone", "Alleinlebender Mann", "man living alone"),
    ("woman", "female_living_alone", "Alleinlebende Frau", "woman living alone"),
    ("single-father", "single_father", "Alleinerziehender Mann", "single father"),
    ("single-mother", "single_mother", "Alleinerziehende Frau", "single mother"),
    ("couple", "couples_without_children", "Paare ohne Kinder", "couples without children"),
    ("couple-children", "couples_with_children", "Paare mit Kindern", "couples with children"),
    ("other", "other_way_of_life", "Sonstige Lebensform", "other"),
)
HELPS = (
    ("29", "educational_assistance", "soziale Gruppenarbeit", "social group work (SGB VIII § 29)"),
    ("30", "parenting_counselor", "Erziehungsbeistand", "child guidance assistance (§ 30)"),
    ("31", "pedagogical_family_assistance", "Sozialpädagogische Familienhilfe", "family assistance (§ 31)"),
    ("32", "child_day_care_facility", "Tagesgruppe", "day group (§ 32)"),
    ("33", "full_time_care", "Vollzeitpflege", "foster care (§ 33)"),
    ("34", "residential_education", "Heimerziehung", "residential care (§ 34)"),
    ("35a", "integration_assistance", "Eingliederungshilfe", "integration assistance (§ 35a)"),
    ("27", "additional_support", "sonstige Hilfen", "other support (§ 27 (2))"),
)
HOUSING_HELP = (
    ("housing-advice", "general_consulting", "Wohnungshilfe: Beratungen", "Housing assistance: consultations"),
    ("rent-arrears", "notices_of_rent_arrears", "Mitteilungen über Mietrückstände", "Notices of rent arrears"),
    (
        "terminations-arrears",
        "termination_rent_arrears",
        "Kündigungen wegen Mietrückständen",
        "Terminations for rent arrears",
    ),
    ("terminations-conduct", "termination_for_conduct", "Kündigungen wegen Verhaltens", "Terminations for conduct"),
    ("eviction-suits", "action_for_eviction", "Räumungsklagen", "Eviction suits"),
    ("eviction-notices", "eviction_notice", "Räumungsankündigungen", "Eviction notices"),
    ("evictions", "eviction_carried", "Durchgeführte Räumungen", "Evictions carried out"),
)
UNEMPLOYED_SHARES = (
    ("unemployed-sgb3-share", "percentage_sgb_iii", "nur im SGB III", "under SGB III only"),
    ("unemployed-sgb2-share", "percentage_sgb_ii", "im SGB II", "under SGB II"),
    (
        "unemployed-foreign-share",
        "percentage_foreign_citizenship",
        "mit ausländischem Pass",
        "with foreign citizenship",
    ),
    ("unemployed-women-share", "percentage_female", "Frauen", "women"),
    ("unemployed-under-25-share", "percentage_age_under_25", "unter 25 Jahren", "under 25"),
)
SGB2_SHARES = (
    ("sgb2-women-share", "percentage_females", "Frauen", "women"),
    ("sgb2-single-parent-share", "percentage_single_parents", "Alleinerziehende", "single parents"),
    ("sgb2-foreign-share", "percentage_foreign_citizenship", "mit ausländischem Pass", "with foreign citizenship"),
)


def target_groups() -> tuple[TargetGroup, ...]:
    return (
        TargetGroup("children", Text("Kinder und Jugendliche", "Children and young people"), {"age": ("0-17",)}),
        TargetGroup("older", Text("Ältere Menschen", "Older people"), {"age": ("65+",)}),
        TargetGroup(
            "single-parents",
            Text("Alleinerziehende", "Single parents"),
            {"household": ("single-father", "single-mother")},
            Text("Ein Elternteil trägt Erwerb und Sorge allein.", "One parent carries both earning and caring."),
        ),
    )


def indicators(titles: dict[str, tuple[str, str]]) -> tuple[Indicator, ...]:
    """All indicators; upstream's own remark on a table stands in the notes."""

    def remark(table: str) -> Text:
        return Text(titles.get(table, ("", ""))[1])

    return (
        *_people(remark("fl_residents_by_district")),
        *_work(remark("fl_employed_with_pension_insurance_by_district"), remark("fl_unemployed_residents_by_district")),
        *_benefits(remark("fl_beneficiaries_age_15_to_under_65_by_district")),
        *_homes(remark("fl_housing_assistance_cases_by_district"), remark("fl_risk_homelessness_by_district")),
        *_families(),
        Indicator(
            "residence-status",
            Text("Nicht-deutsche Staatsangehörige nach Aufenthaltsstatus", "Non-German nationals by residence status"),
            Text(
                "Nicht-deutsche Staatsangehörige am 31.12. nach Angaben der Einwanderungsbehörde; eine Gesamtzahl ist "
                "nicht geliefert.",
                "Non-German nationals on 31 December according to the immigration office; no total was delivered.",
            ),
            _COUNT,
            _PERSONS,
            SOURCE,
            ("residence-status", "migration"),
            decimals=0,
            dimensions=("residence-status",),
            notes=remark("fl_non_german_nationals_residence_status"),
        ),
    )


def _count(
    key: str,
    name: Text,
    definition: Text,
    topics: tuple[str, ...],
    unit: Text = _PERSONS,
    polarity: Polarity = _NEUTRAL,
    dimensions: tuple[str, ...] = (),
    synonyms: tuple[str, ...] = (),
    notes: Text = _NONE,
) -> Indicator:
    return Indicator(
        key, name, definition, _COUNT, unit, SOURCE, topics, polarity,
        decimals=0, dimensions=dimensions, synonyms=synonyms, notes=notes,
    )  # fmt: skip


def _share(
    key: str,
    name: Text,
    numerator: Text,
    denominator: Text,
    topics: tuple[str, ...],
    polarity: Polarity = _NEUTRAL,
    synonyms: tuple[str, ...] = (),
    notes: Text = _NONE,
) -> Indicator:
    definition = Text(
        f"{numerator.de}, bezogen auf {denominator.de}, in Prozent.",
        f"{numerator.en[:1].upper()}{numerator.en[1:]} relative to {denominator.en}, in per cent.",
    )
    return Indicator(
        key, name, definition, _SHARE, Text("%"), SOURCE, topics, polarity,
        numerator=numerator, denominator=denominator, factor=100.0, synonyms=synonyms, notes=notes,
    )  # fmt: skip


def _people(remark: Text) -> tuple[Indicator, ...]:
    main = Text("Personen mit Haupt- oder alleiniger Wohnung.", "Persons with their main or only residence.")
    rest = Text(
        "Was im Stadtgebiet keinem Stadtteil zugeordnet ist, steht als eigene Einheit, berechnet aus dem gelieferten "
        "Stadtwert.",
        "What belongs to no Stadtteil stands as a unit of its own, computed from the delivered city total.",
    )
    return (
        _count("population", Text("Einwohnerinnen und Einwohner", "Residents"), main, ("population", "age"),
               dimensions=("age",), synonyms=("Bevölkerung", "population"),
               notes=Text(f"{rest.de} {remark.de}", rest.en)),
        _count("children-under-7", Text("Kinder unter 7 Jahren", "Children under 7"), main, ("children", "age")),
        _count("residents-60-plus", Text("Personen ab 60 Jahren", "Persons aged 60 and over"), main, ("age",)),
        _share("under-18-share", Text("Anteil unter 18-Jähriger", "Share of under-18s"),
               Text("Personen unter 18 Jahren", "persons under 18"), _RESIDENTS, ("age", "children"),
               synonyms=("Kinder und Jugendliche",)),
        _share("18-64-share", Text("Anteil der 18- bis unter 65-Jährigen", "Share aged 18 to under 65"),
               Text("Personen von 18 bis unter 65 Jahren", "persons aged 18 to under 65"), _RESIDENTS, ("age",)),
        _share("65-plus-share", Text("Anteil ab 65-Jähriger", "Share aged 65 and over"),
               Text("Personen ab 65 Jahren", "persons aged 65 and over"), _RESIDENTS, ("age",),
               synonyms=("Ältere", "Senioren")),
        *_births_and_migration(),
    )  # fmt: skip


def _births_and_migration() -> tuple[Indicator, ...]:
    return (
        _count("births", Text("Geburten", "Births"),
               Text("Lebendgeborene im Kalenderjahr.", "Live births in the calendar year."), ("population", "children"),
               unit=Text("Geburten", "births")),
        Indicator("birth-rate", Text("Geburtenquote", "Birth rate"),
                  Text("Geburten je 1.000 Frauen, wie geliefert; welche Altersjahre der Frauen zählen, sagt die Quelle "
                       "nicht.",
                       "Births per 1,000 women, as delivered; the source does not say which ages of women count."),
                  _RATE, Text("je 1.000", "per 1,000"), SOURCE, ("population", "children"), factor=1000.0,
                  numerator=Text("Geburten", "births"),
                  notes=Text("Die Geburtenzahlen 2011 passen in den meisten Stadtteilen nicht zur Quote des Jahres.",
                             "The births of 2011 do not fit the rate of the same year in most Stadtteile.")),
        Indicator("old-age-ratio", Text("Altenquotient", "Old-age ratio"),
                  Text("Ältere je 100 Personen im mittleren Alter, wie geliefert; die Altersgrenzen nennt die Quelle "
                       "nicht.",
                       "Older persons per 100 persons of middle age, as delivered; the source does not name the ages."),
                  _RATE, Text("je 100", "per 100"), SOURCE, ("age",), factor=100.0),
        _count("migration-background", Text("Personen mit Migrationshintergrund", "Persons with migration background"),
               Text("Personen mit Migrationshintergrund, nach deutscher oder ausländischer Staatsangehörigkeit.",
                    "Persons with migration background, by German or foreign citizenship."),
               ("migration", "origin"), dimensions=("citizenship",)),
        _share("migration-background-share",
               Text("Anteil mit Migrationshintergrund", "Share with migration background"),
               Text("Personen mit Migrationshintergrund", "persons with migration background"), _RESIDENTS,
               ("migration", "origin")),
    )  # fmt: skip


def _work(employment: Text, unemployment: Text) -> tuple[Indicator, ...]:
    shares = (
        _share(key, Text(f"Arbeitslose: Anteil {de}", f"Unemployed: share {en}"),
               Text(f"Arbeitslose {de}", f"unemployed {en}"), _UNEMPLOYED, ("unemployment",),
               notes=Text("Prozentwerte wie geliefert; die Anzahl ist die einzige ganze Zahl, die zu Prozentwert und "
                          "Arbeitslosenzahl passt.",
                          "Percentages as delivered; the count is the only whole number that fits both figures."))
        for key, _, de, en in UNEMPLOYED_SHARES
    )  # fmt: skip
    return (
        _count("employed", Text("Sozialversicherungspflichtig Beschäftigte", "Employees subject to social insurance"),
               Text("Sozialversicherungspflichtig Beschäftigte am Wohnort.",
                    "Employees subject to social insurance, at their place of residence."),
               ("employment", "work-income"), polarity=_RELIEF, notes=employment),
        _share("employment-rate", Text("Beschäftigungsquote (Wohnort)", "Employment rate (place of residence)"),
               Text("sozialversicherungspflichtig Beschäftigte", "employees subject to social insurance"),
               Text("Einwohnerinnen und Einwohner von 15 bis unter 65 Jahren", "residents aged 15 to under 65"),
               ("employment", "work-income"), polarity=_RELIEF, synonyms=("Erwerbstätigkeit", "Beschäftigung"),
               notes=Text(f"Der Nenner ist nicht geliefert. {employment.de}", "The denominator was not delivered.")),
        _count("unemployed", Text("Arbeitslose", "Unemployed persons"),
               Text("Arbeitslose am 30. Juni nach der Statistik der Bundesagentur für Arbeit.",
                    "Registered unemployed on 30 June, statistics of the Federal Employment Agency."),
               ("unemployment", "work-income"), polarity=_BURDEN, notes=unemployment),
        _share("unemployed-share", Text("Arbeitslosenanteil (18 bis unter 65)", "Unemployed share (18 to under 65)"),
               _UNEMPLOYED, _ADULTS, ("unemployment", "work-income"), polarity=_BURDEN,
               synonyms=("Arbeitslosenquote", "Arbeitslosigkeit"), notes=unemployment),
        *shares,
    )  # fmt: skip


def _benefits(remark: Text) -> tuple[Indicator, ...]:
    shares = (
        _share(key, Text(f"SGB II: Anteil {de}", f"SGB II: share {en}"), Text(f"darunter {de}", f"of whom {en}"),
               _EMPLOYABLE, ("minimum-income", *(("single-parents",) if "parent" in key else ())))
        for key, _, de, en in SGB2_SHARES
    )  # fmt: skip
    return (
        _count("sgb2", Text("Regelleistungsberechtigte nach SGB II", "Persons entitled to standard benefits (SGB II)"),
               Text("Regelleistungsberechtigte nach SGB II, erwerbsfähige und nicht erwerbsfähige.",
                    "Persons entitled to standard benefits under SGB II, employable or not."),
               ("minimum-income", "work-income"), polarity=_BURDEN, dimensions=("employability",),
               synonyms=("Hartz IV", "Bürgergeld", "Grundsicherung für Arbeitsuchende", "Armut", "Kinderarmut"),
               notes=Text("Nicht erwerbsfähig sind überwiegend Kinder unter 15 Jahren.",
                          "Most of those not employable are children under 15.")),
        _share("sgb2-rate", Text("SGB-II-Quote (unter 65 Jahre)", "SGB II rate (under 65)"),
               Text("Regelleistungsberechtigte nach SGB II", "persons entitled to standard benefits (SGB II)"),
               Text("Einwohnerinnen und Einwohner unter 65 Jahren", "residents under 65"),
               ("minimum-income", "work-income"), polarity=_BURDEN,
               synonyms=("Hartz IV", "Bürgergeld", "Armut", "Armutsquote")),
        *shares,
        _count("minimum-income-15-64",
               Text("Leistungsbezug SGB II, III, XII (15 bis unter 65)", "Benefits SGB II, III, XII (15 to under 65)"),
               Text("Personen von 15 bis unter 65 Jahren mit Leistungen nach SGB II, III oder XII.",
                    "Persons aged 15 to under 65 with benefits under SGB II, III or XII."),
               ("minimum-income", "work-income"), polarity=_BURDEN, dimensions=("benefit",), notes=remark),
        _share("minimum-income-15-64-share",
               Text("Anteil mit Leistungsbezug (15 bis unter 65)", "Share with benefits (15 to under 65)"),
               Text("Personen mit Leistungen nach SGB II, III oder XII", "persons with such benefits"),
               Text("Einwohnerinnen und Einwohner von 15 bis unter 65 Jahren", "residents aged 15 to under 65"),
               ("minimum-income", "work-income"), polarity=_BURDEN,
               notes=Text(f"Der Nenner ist nicht geliefert. {remark.de}", "The denominator was not delivered.")),
        _count("basic-security", Text("Grundsicherung nach SGB XII", "Basic security (SGB XII)"),
               Text("Empfängerinnen und Empfänger von Grundsicherung im Alter und bei Erwerbsminderung.",
                    "Recipients of basic security in old age and with reduced earning capacity."),
               ("minimum-income", "work-income"), polarity=_BURDEN, dimensions=("sex", "age"),
               synonyms=("Altersarmut", "Grundsicherung im Alter")),
        _count("debt-advice", Text("In der Schuldnerberatung beratene Personen", "Persons advised on debt"),
               Text("Im Jahr in der Schuldnerberatung beratene Personen.", "Persons advised on debt in the year."),
               ("debt", "work-income"), polarity=_BURDEN, dimensions=("household",), synonyms=("Überschuldung",)),
    )  # fmt: skip


def _homes(assistance: Text, homelessness: Text) -> tuple[Indicator, ...]:
    return (
        _count("housing-benefit", Text("Personen mit Wohngeld", "Persons with housing benefit"),
               Text("Wohngeldempfängerinnen und -empfänger.", "Recipients of housing benefit."), ("housing-cost",),
               polarity=_BURDEN, synonyms=("Wohngeld",)),
        _share("housing-benefit-share", Text("Wohngeldquote", "Housing benefit rate"),
               Text("Personen mit Wohngeld", "persons with housing benefit"), _RESIDENTS, ("housing-cost",),
               polarity=_BURDEN),
        *(_count(key, Text(de, en),
                 Text(f"{de} im Jahr; Werte unter 4 sind geheim.", f"{en} in the year; values under 4 are hidden."),
                 ("housing-loss",), unit=Text("Fälle", "cases"), polarity=_BURDEN, notes=assistance)
          for key, _, de, en in HOUSING_HELP),
        _count("risk-of-homelessness",
               Text("Von Wohnungslosigkeit bedrohte Haushalte", "Households at risk of homelessness"),
               Text("Haushalte mit Räumungsklage im Jahr; Werte unter 4 sind geheim gehalten.",
                    "Households with an eviction suit in the year; values under 4 are hidden."),
               ("housing-loss",), unit=Text("Haushalte", "households"), polarity=_BURDEN, notes=homelessness),
    )  # fmt: skip


def _families() -> tuple[Indicator, ...]:
    return (
        _count("child-raising-support", Text("Hilfen zur Erziehung", "Child-raising support"),
               Text("Jahresdurchschnitt der Hilfen nach SGB VIII.", "Annual mean of support cases under SGB VIII."),
               ("youth-welfare", "family"), unit=Text("Hilfen", "cases"), dimensions=("support",),
               synonyms=("HzE", "Jugendhilfe")),
    )  # fmt: skip
