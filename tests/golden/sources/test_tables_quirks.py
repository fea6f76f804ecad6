"""Real files with the quirks that the READMEs of the shared data name: each loads right or is reported in words.

Expected values: row counts, codes, names and figures as the READMEs state them or as they stand in the files (read by
`csv` and the stated encoding, not by the code under test).
"""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from quartier.kernel.declared import IndicatorKind
from quartier.kernel.presence import Presence
from quartier.kernel.text import Text
from quartier.sources.privacy import person_rows
from quartier.sources.tables import Context, KnownIndicator, Proposal, Role, Staged, apply, open_table, recognise

pytestmark = pytest.mark.shared
COUNT, SHARE, INDEX, CLASS = IndicatorKind.COUNT, IndicatorKind.SHARE, IndicatorKind.INDEX, IndicatorKind.CLASS


def units(data: bytes, code: str, name: str | None, delimiter: str = ",", codec: str = "utf-8-sig") -> pd.DataFrame:
    rows = list(csv.DictReader(io.StringIO(data.decode(codec)), delimiter=delimiter))
    frame = pd.DataFrame({"code": [row[code].strip() for row in rows], "name": [row[name or code] for row in rows]})
    return frame.drop_duplicates("code").reset_index(drop=True)


def known(name: str, kind: IndicatorKind = SHARE, unit: str = "") -> KnownIndicator:
    return KnownIndicator(name.casefold(), Text(name), kind, Text(unit))


def load(path: Path, context: Context, answers: dict[str, str] | None = None) -> tuple[Proposal, Staged]:
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    book = open_table(data, path.name)
    proposal = recognise(book.shown[0], context)
    mapping = proposal.mapping
    for key, answer in (answers or {}).items():
        mapping = mapping.answered(key, answer)
    return proposal, apply(book, mapping, context)


def codes(staged: Staged, severity: str = "error") -> set[str]:
    return {problem.code for problem in staged.problems if problem.severity == severity}


@pytest.fixture(scope="module")
def berlin(shared: Path) -> Context:
    raw = shared / "data/berlin_lor"
    new = units((raw / "mss2021_raw/LOR_2021.csv").read_bytes(), "Planungsraum (Nummer)", "Planungsraum (Name)")
    old = units((raw / "gssa/gssa_2022_planungsraeume.csv").read_bytes(), "plrID", "plrNAME")
    return Context(
        {("planning-area", "2021"): new, ("planning-area", "2019"): old},
        (
            known("k02_single_parent_households"), known("inhabitants", COUNT), known("S1"),
            known("z_d3_percentage_transfer_payments_recipients", INDEX),
            known("health_and_social_index", INDEX), known("GESIx", INDEX), known("k01_youth_unemployment"),
            known("SI_N", CLASS),
            known("s1_percentage_unemployed"),
        ),
    )  # fmt: skip


def test_berlin_dash_in_k02_is_asked(shared: Path, berlin: Context) -> None:
    path = shared / "data/berlin_lor/mss_gold/berlin-monitoring-social-urban-development-2017-00-4-1-planning-areas.csv"
    proposal, staged = load(path, berlin, {"period": "2016-12-31", "marker:-": "missing"})
    assert "marker:-" in [question.key for question in proposal.questions]
    frame = next(item.frame for item in staged.observations if item.indicator.startswith("k02"))
    assert set(frame["presence"]) == {Presence.MISSING}


def test_berlin_2021_table_with_447_of_542_rows_says_so(shared: Path, berlin: Context) -> None:
    path = shared / "data/berlin_lor/mss_gold/berlin-monitoring-social-urban-development-2021-00-2-1-planning-areas.csv"
    _, staged = load(path, berlin, {"period": "2020-12-31"})
    assert [(m.geography, m.units, m.of) for m in staged.matched] == [("2021", 447, 542)]
    assert "units-absent" in codes(staged, "warning")


def test_berlin_shifted_columns_with_words_among_numbers_are_reported(shared: Path, berlin: Context) -> None:
    path = shared / "data/berlin_lor/mss_gold/berlin-monitoring-social-urban-development-2021-00-3-districts.csv"
    book = open_table(path.read_bytes(), path.name)
    mapping = recognise(book.shown[0], berlin).mapping.answered("period", "2020-12-31")
    shifted = next(c for c in mapping.columns if c.header.startswith("z_d3"))
    mapping = mapping.with_column(
        replace(shifted, role=Role.VALUE, indicator="z_d3_percentage_transfer_payments_recipients")
    )
    staged = apply(book, mapping, berlin)
    words = {p.found for p in staged.problems if p.code == "not-a-number" and p.column == shifted.header}
    assert words <= {"mittel", "niedrig", "hoch", "sehr niedrig", "sehr hoch"} and len(words) >= 3


def test_berlin_header_rows_that_became_data_are_reported(shared: Path, berlin: Context) -> None:
    path = shared / "data/berlin_lor/mss_gold/berlin-monitoring-social-urban-development-2015-00-4-1-planning-areas.csv"
    _, staged = load(path, berlin, {"period": "2014-12-31", "marker:-": "missing"})
    assert [(item.text, item.first_row) for item in staged.unmatched if item.text == "00Nummer"] == [("00Nummer", 2)]
    assert "00000000" in [item.text for item in staged.skipped]
    assert "00000000" not in set(staged.observations[0].frame["unit"])


def test_berlin_9999_is_missing_and_no_number(shared: Path, berlin: Context) -> None:
    _, staged = load(shared / "data/berlin_lor/mss2021_raw/mss_2021_indizes.csv", berlin)
    frame = next(item.frame for item in staged.observations if item.indicator == "si_n")
    assert int((frame["presence"] == Presence.MISSING).sum()) == 6
    assert frame["value"].min() >= 1
    assert set(frame["period"]) == {"2020-12"}


def test_berlin_lost_leading_zeros_of_gssa_are_restored_and_told(shared: Path, berlin: Context) -> None:
    path = shared / "data/berlin_lor/gssa/berlin-lor-health-and-social-structure-atlas-2022-00-planning-areas.csv"
    proposal, staged = load(path, berlin, {"period": "2022"})
    assert proposal.mapping.pad == 8
    frame = staged.observations[0].frame.set_index("unit")
    assert frame.loc["01011101", "value"] == 0.87645614  # written .87645614
    assert "codes-padded" in codes(staged, "note")


def test_berlin_numbers_without_leading_zero(shared: Path, berlin: Context) -> None:
    _, staged = load(shared / "data/berlin_lor/gssa/gssa_2022_planungsraeume.csv", berlin)
    frame = staged.observations[0].frame.set_index(["unit", "period"])
    assert frame.loc[("01011101", "2013"), "value"] == 0.70700312
    assert frame.loc[("01011101", "2022"), "value"] == 0.87645614
    assert set(frame["geography"]) == {"2019"}


def test_berlin_schlossstrasse_stands_twice_and_is_never_joined_by_name(berlin: Context) -> None:
    old = berlin.geographies["planning-area", "2019"]
    named = old.assign(
        name=old["name"].str.replace(r"str\.$", "straße", regex=True)
    )  # the list abbreviates one of the two
    twice = sorted(named.loc[named["name"] == "Schloßstraße", "code"])
    assert len(twice) == 2  # README
    context = Context({("planning-area", "2019"): named}, berlin.indicators)
    rows = "Planungsraum;Jahr;Inhabitants\nSchillerpromenade;2020;5\nGroßer Tiergarten;2020;5\nSchloßstraße;2020;5\n"
    book = open_table(rows.encode(), "a.csv")
    staged = apply(book, recognise(book.shown[0], context).mapping, context)
    found = [problem for problem in staged.problems if problem.code == "name-ambiguous"]
    assert [(problem.row, problem.found) for problem in found] == [(4, "Schloßstraße")]
    assert sorted(code for code, _ in staged.unmatched[-1].suggestions[:2]) == twice


def test_koeln_school_index_is_code_page_850_and_ohne_is_no_number(shared: Path) -> None:
    data = (shared / "data/koeln/schools_nrw/schulsozialindex_raw.csv").read_bytes()
    schools = [
        row for row in csv.DictReader(io.StringIO(data.decode("cp850")), delimiter=";") if row["Gemeinde"] == "Köln"
    ]
    assert len(schools) == 230  # README
    context = Context(
        {
            ("school", "2024"): pd.DataFrame(
                {"code": [s["Schulnummer"] for s in schools], "name": [s["Kurzbezeichnung"] for s in schools]}
            )
        },
        (KnownIndicator("step", Text("Sozialindexstufe"), CLASS, classes=tuple(range(1, 10))),),
    )
    book = open_table(data, "schulsozialindex_raw.csv")
    assert book.findings[0].value == "DOS (850)"
    assert person_rows(book.shown[0]) == []
    proposal = recognise(book.shown[0], context)
    assert {question.key for question in proposal.questions} == {"period", "others"}
    assert dict(proposal.mapping.markers) == {"ohne": "not-applicable"}
    staged = apply(book, proposal.mapping.answered("period", "2024-08-01/P1Y").answered("others", "skip"), context)
    assert staged.publishable
    assert [(m.units, m.of) for m in staged.matched] == [(230, 230)]
    assert staged.skipped_rows == 4157 - 230
    found = dict(zip(staged.observations[0].frame["unit"], staged.observations[0].frame["value"], strict=True))
    for school in schools:
        step = school["Sozialindexstufe"]
        assert (
            (found[school["Schulnummer"]] == float(step)) if step != "ohne" else pd.isna(found[school["Schulnummer"]])
        )


def test_koeln_school_list_with_sep_line_and_trailing_delimiter(shared: Path) -> None:
    book = open_table((shared / "data/koeln/schools_nrw/schuldaten_raw.csv").read_bytes(), "schuldaten_raw.csv")
    sheet = book.shown[0]
    assert [finding.value for finding in book.findings] == ["UTF-8", ";"]
    assert (sheet.rows, sheet.width) == (5637 + 2, 25)  # README: 5637 schools x 24; sep line, head, extra column
    assert sheet.cell(1, 1) == "" and sheet.cell(2, 1) == "Schulnummer"
    assert person_rows(sheet) == []
    key = open_table((shared / "data/koeln/schools_nrw/schulformen.csv").read_bytes(), "schulformen.csv").shown[0]
    assert key.cell(3, 1) == "02"


@pytest.fixture(scope="module")
def koeln(shared: Path) -> Context:
    folder = shared / "data/koeln/population"
    rows = list(csv.DictReader(io.StringIO((folder / "bevoelkerung.csv").read_text("utf-8"))))
    names = {row["raum_id"]: row["raum"] for row in rows}
    level = {"city": [c for c in names if c == "000"], "district": [c for c in names if "000" < c < "100"],
             "part": [c for c in names if c > "100"]}  # fmt: skip
    return Context(
        {
            (key, "2012"): pd.DataFrame({"code": listed, "name": [names[c] for c in listed]})
            for key, listed in level.items()
        },
        (
            known("zahl", COUNT),
            known("Einwohner insgesamt", COUNT),
            known("Wahlberechtigte", COUNT),
            known("Wahlbeteiligung"),
        ),
    )


def test_koeln_three_levels_in_one_column_and_their_sums_agree(shared: Path, koeln: Context) -> None:
    """README: Stadt = Bezirke = Stadtteile in all 304 series-years; here the series of all residents."""
    lines = (shared / "data/koeln/population/bevoelkerung.csv").read_text("utf-8").splitlines(keepends=True)
    book = open_table(
        "".join([lines[0], *(line for line in lines[1:] if line.startswith("010.005."))]).encode(), "b.csv"
    )
    proposal = recognise(book.shown[0], koeln)
    assert [question.key for question in proposal.questions] == ["indicator"]
    staged = apply(book, proposal.mapping.answered("indicator", "einwohner insgesamt"), koeln)
    assert {(m.level, m.units, m.of) for m in staged.matched} == {("city", 1, 1), ("district", 9, 9), ("part", 86, 86)}
    assert len(staged.totals) == 2 * 8 and all(total.agrees for total in staged.totals)
    assert staged.publishable


def test_koeln_names_with_slash_and_hyphen_are_the_same(shared: Path, koeln: Context) -> None:
    _, staged = load(shared / "data/koeln/population/2012_Altersgruppen_Stadtteil.csv", koeln, {"period": "2012-12-31"})
    assert [(m.units, m.of) for m in staged.matched] == [(86, 86)]
    named = open_table("Stadtteil;Jahr;Zahl\nAltstadt-Süd;2012;5\nNeustadt-Nord;2012;4\n".encode(), "a.csv")
    assert apply(named, recognise(named.shown[0], koeln).mapping, koeln).matched[0].units == 2


def test_koeln_election_joins_by_name_with_decimal_comma(shared: Path, koeln: Context) -> None:
    proposal, staged = load(shared / "data/koeln/elections2013/result_stadtteil.csv", koeln, {"period": "2013-09-22"})
    assert proposal.mapping.of_role(Role.UNIT)[0].by == "name"  # the column Nr is empty
    assert staged.matched[0].of == 86
    turnout = next(item.frame for item in staged.observations if item.indicator == "wahlbeteiligung")
    assert turnout.set_index("unit").loc["103", "value"] == 76.70  # Altstadt/Nord: 9772 of 12740


def test_koeln_districts_lost_their_zeros(shared: Path, koeln: Context) -> None:
    proposal, staged = load(
        shared / "data/koeln/population/2012_Altersgruppen_Stadtbezirk.csv", koeln, {"period": "2012-12-31"}
    )
    assert proposal.mapping.pad == 3
    assert staged.observations[0].frame.set_index("unit").loc["001", "value"] == 127827


@pytest.mark.parametrize("year", ["2001", "2011"])
def test_townsend_padded_codes_unnamed_index_and_changing_heads(shared: Path, year: str) -> None:
    path = shared / f"data/townsend/Scores- {year} UK Local Authority.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    code, name = ("Zone.Code", "Zone.Name") if year == "2001" else ("geo_code", "geo_label")
    context = Context({("la", year): units(path.read_bytes(), code, name)}, (known("TDS", INDEX),))
    proposal, staged = load(path, context, {"period": year})
    assert proposal.mapping.of_role(Role.UNIT)[0].header == code
    assert staged.matched[0].units == len({row[code] for row in rows}) == staged.matched[0].of
    first = rows[0]
    assert staged.observations[0].frame.set_index("unit").loc[first[code].strip(), "value"] == float(first["TDS"])
    assert ("codes-trimmed" in codes(staged, "note")) == (year == "2011")


@pytest.mark.parametrize("year", ["2014", "2016", "2018", "2020"])
def test_svi_minus_999_is_missing_and_the_identifier_is_found(shared: Path, year: str) -> None:
    path = shared / f"data/cdc_svi_pa/{year}svi_pa_co_cdc.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    context = Context(
        {("county", "2020"): units(path.read_bytes(), "FIPS", "COUNTY")}, (known("E_UNINSUR", COUNT), known("EP_UNEMP"))
    )
    text = path.read_text("utf-8-sig").replace(f",{rows[3]['EP_UNEMP']},", ",-999,")
    book = open_table(text.encode(), path.name)
    mapping = recognise(book.shown[0], context).mapping.answered("period", year)
    assert mapping.of_role(Role.UNIT)[0].header in ("FIPS", "STCNTY")
    staged = apply(book, mapping, context)
    frame = next(item.frame for item in staged.observations if item.indicator == "ep_unemp")
    assert len(frame) == 67
    assert frame.loc[frame["presence"] == Presence.VALUE, "value"].min() >= 0


def test_scottish_stars_are_suppressed(shared: Path) -> None:
    path = shared / "data/uk_imd/imd2020_scotland_dz11_indicators.csv.gz"
    data = gzip.decompress(path.read_bytes())
    context = Context(
        {("datazone", "2011"): units(data, "dz11_code", None)},
        (known("Attendance"), known("Attainment", INDEX), known("crime_count", INDEX)),
    )
    proposal, staged = load(path, context, {"period": "2020", "scale:15": "100"})
    assert "scale:15" in [question.key for question in proposal.questions]  # Attendance is a share of 0 to 1
    hidden = {
        item.indicator: int((item.frame["presence"] == Presence.SUPPRESSED).sum()) for item in staged.observations
    }
    assert hidden == {"attendance": 567, "attainment": 189, "crime_count": 500}  # README
    assert staged.matched[0].units == 6976


def test_unemployed_of_koeln_as_old_xls_opens_with_its_merged_heads(shared: Path) -> None:
    book = open_table((shared / "data/koeln/unemployment_city/13211-03ir.xls").read_bytes(), "13211-03ir.xls")
    sheet = book.shown[0]
    assert (book.kind, sheet.rows, sheet.width) == ("xls", 84, 37)
    assert sheet.cell(7, 4) == "Januar (31.)" and sheet.cell(9, 2) == "Insgesamt"


def test_no_shared_table_looks_like_rows_of_persons(shared: Path) -> None:
    names = ("koeln/schools_nrw/nrw_schools_cologne_duesseldorf_all.csv", "koeln/schools_nrw/schuldaten_raw.csv",
             "berlin_lor/mss2021_raw/LOR_2021.csv", "koeln/unemployment_city/13211-03ir.csv",
             "berlin_lor/population/berlin-lor-population-2024-02-t2-planning-areas.csv",
             "townsend/Scores- 2001 UK Ward.csv",
             "koeln/elections2013/result_stadtteil.csv", "cdc_svi_pa/2020svi_dictionary.xlsx")  # fmt: skip
    for name in names:
        for sheet in open_table((shared / "data" / name).read_bytes(), name).sheets:
            assert person_rows(sheet) == [], name


def test_unemployed_of_koeln_is_a_table_about_the_whole_town(shared: Path) -> None:
    """No column names a unit: the question is answered once (January 2000: 56,175, the first row of the file)."""
    path = shared / "data/koeln/unemployment_city/13211-03ir.csv"
    town = pd.DataFrame({"code": ["05315000"], "name": ["Köln"]})
    context = Context({("city", "2024"): town}, (known("gesamt", COUNT),))
    proposal, staged = load(path, context, {"whole": "city/2024/05315000"})
    assert "whole" in [question.key for question in proposal.questions]
    frame = staged.observations[0].frame.set_index("period")
    assert frame.loc["2000-01-31", "value"] == 56175 and set(frame["unit"]) == {"05315000"}
    assert len(frame) == len(path.read_text("utf-8").strip().splitlines()) - 1


def test_scotland_tied_ranks_stay_as_they_are(shared: Path) -> None:
    """Ranks that stand twice are values like any other (README: 471 in the income domain)."""
    data = gzip.decompress((shared / "data/uk_imd/imd2020_scotland_dz11.csv.gz").read_bytes())
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    head = next(name for name in rows[0] if "income" in name.lower() and "rank" in name.lower())
    code = next(name for name in rows[0] if "code" in name.lower())
    context = Context({("datazone", "2011"): units(data, code, None)}, (known(head, INDEX),))
    book = open_table(data, "imd.csv")
    mapping = recognise(book.shown[0], context).mapping
    for key in mapping.open:
        mapping = mapping.answered(key, "2020" if key == "period" else "decimal")
    staged = apply(book, mapping, context)
    values = staged.observations[0].frame["value"]
    assert values.tolist() == [float(row[head]) for row in rows]
    assert int(values.duplicated().sum()) == 471
