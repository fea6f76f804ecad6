"""Files that were cut, doubled, shuffled, with wrong bytes: refused or told, never a crash, never another number."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import InputRejected
from quartier.kernel.presence import Presence
from quartier.kernel.text import Text
from quartier.sources.privacy import person_rows
from quartier.sources.tables import Context, KnownIndicator, Mapping, Marker, Staged, apply, open_table, recognise

CODES = [f"{number:03d}" for number in range(1, 25)]
CONTEXT = Context(
    {("quarter", "2020"): pd.DataFrame({"code": CODES, "name": [f"Viertel {code}" for code in CODES]})},
    (
        KnownIndicator("residents", Text("Einwohner"), IndicatorKind.COUNT, decimals=0),
        KnownIndicator("share", Text("Quote"), IndicatorKind.SHARE, Text("%")),
    ),
)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def german(value: float) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def table(seed: int) -> tuple[str, dict[tuple[str, str], dict[str, float]]]:
    """A German CSV text and its figures: (code, indicator) -> {period: value}."""
    draw = random.Random(seed)
    lines = ["Schlüssel;Name;Jahr;Einwohner;Quote"]
    truth: dict[tuple[str, str], dict[str, float]] = {}
    for code in CODES:
        count, share = draw.randrange(1_000_000), round(draw.uniform(1, 99), 2)
        lines.append(f"{code};Viertel {code};2020;{german(count)[:-3]};{german(share)}")
        truth[code, "residents"], truth[code, "share"] = {"2020": float(count)}, {"2020": share}
    return "\n".join(lines) + "\n", truth


def read(data: bytes, answers: dict[str, str]) -> Staged | None:
    """The whole way; None when it was refused in words."""
    try:
        book = open_table(data, "lieferung.csv")
        person_rows(book.shown[0])
        mapping = recognise(book.shown[0], CONTEXT).mapping
    except InputRejected as refused:
        assert refused.problems
        return None
    for key in mapping.open:
        if key in answers:
            mapping = mapping.answered(key, answers[key])
    assert Mapping.from_json(mapping.to_json()) == mapping
    return apply(book, mapping, CONTEXT)


ANSWERS = {"marks:.": "thousands", "marks:,": "decimal", "scale:5": "1"}


def figures(staged: Staged) -> dict[tuple[str, str], dict[str, float]]:
    found: dict[tuple[str, str], dict[str, float]] = {}
    for item in staged.observations:
        there = item.frame[item.frame["presence"] == Presence.VALUE]
        for unit, period, value in there[["unit", "period", "value"]].itertuples(index=False):
            found.setdefault((unit, item.indicator), {})[period] = value
    return found


@FEW
@given(seed=st.integers(0, 10_000), codec=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16"]))
def test_every_encoding_gives_the_same_figures(seed: int, codec: str) -> None:
    text, truth = table(seed)
    staged = read(text.encode(codec), ANSWERS)
    assert staged is not None
    assert figures(staged) == truth
    assert staged.publishable


@FEW
@given(seed=st.integers(0, 10_000), order=st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_figures(seed: int, order: random.Random) -> None:
    text, truth = table(seed)
    head, *rows = text.splitlines()
    order.shuffle(rows)
    staged = read("\n".join([head, *rows]).encode(), ANSWERS)
    assert staged is not None
    assert figures(staged) == truth


@FEW
@given(seed=st.integers(0, 10_000), doubled=st.integers(1, 24))
def test_doubled_rows_are_told_and_change_nothing(seed: int, doubled: int) -> None:
    text, truth = table(seed)
    lines = text.splitlines()
    staged = read("\n".join([*lines, lines[doubled]]).encode(), ANSWERS)
    assert staged is not None
    assert figures(staged) == truth
    assert "row-twice" in {problem.code for problem in staged.problems}


@FEW
@given(seed=st.integers(0, 10_000), at=st.integers(60, 700))
def test_a_cut_file_gives_no_figure_that_was_not_there_but_in_its_last_row(seed: int, at: int) -> None:
    """A number cut in two cannot be told from a shorter number; every row above the cut is as it was."""
    text, truth = table(seed)
    data = text.encode()[:at]
    last = data.decode(errors="ignore").rsplit("\n", 1)[-1].split(";")[0]
    staged = read(data, ANSWERS)
    if staged is not None:
        for key, values in figures(staged).items():
            assert key[0] == last or values == truth[key]


@FEW
@given(
    seed=st.integers(0, 10_000),
    wrong=st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_wrong_bytes_never_crash_and_never_touch_other_rows(seed: int, wrong: list[tuple[int, int]]) -> None:
    text, truth = table(seed)
    data = bytearray(text.encode())
    start = data.index(b"\n") + 1
    touched = set()
    for position, byte in wrong:
        at = start + position % (len(data) - start)
        touched.add(bytes(data[:at]).count(b"\n") - 1)
        data[at] = byte
    staged = read(bytes(data), ANSWERS)
    changed = {CODES[row] for row in touched if row < len(CODES)}
    if staged is None or len(bytes(data).split(b"\n")) != len(text.split("\n")) or b'"' in data or b"\r" in data:
        return
    for key, values in figures(staged).items():
        if key[0] not in changed and key in truth and "2020" in values:
            assert values["2020"] == truth[key]["2020"] or not staged.publishable


@FEW
@given(data=st.binary(max_size=400))
def test_any_bytes_are_refused_or_told(data: bytes) -> None:
    read(data, {})


@FEW
@given(head=st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]), data=st.binary(max_size=400))
def test_any_bytes_after_a_spreadsheet_mark_are_refused(head: bytes, data: bytes) -> None:
    try:
        open_table(head + data, "a.xlsx")
    except InputRejected as refused:
        assert refused.problems


@FEW
@given(text=st.text(alphabet='0123456789.,; -*x\n"äA', max_size=300))
def test_any_text_is_refused_or_told(text: str) -> None:
    read(("Schlüssel;Jahr;Einwohner\n" + text).encode(), {})


@FEW
@given(value=st.floats(0, 1e9).map(lambda v: round(v, 2)), style=st.sampled_from(["de", "en", "plain", "space"]))
def test_a_number_in_any_style_is_read_as_it_was_meant_or_asked(value: float, style: str) -> None:
    written = {
        "de": german(value),
        "en": f"{value:,.2f}",
        "plain": f"{value:.2f}",
        "space": f"{value:,.2f}".replace(",", " "),
    }
    rows = f"001\t2020\t{written[style]}\n002\t2020\t{written[style]}\n"
    book = open_table(("Schlüssel\tJahr\tEinwohner\n" + rows).encode(), "a.csv")
    mapping = recognise(book.shown[0], CONTEXT).mapping
    assert not mapping.open  # two decimals settle it
    frame = apply(book, mapping, CONTEXT).observations[0].frame
    assert np.allclose(frame["value"], value, rtol=1e-15, atol=0)


@FEW
@given(
    markers=st.lists(st.tuples(st.text(min_size=1, max_size=5), st.sampled_from(list(Marker))), max_size=4),
    rows=st.lists(st.integers(1, 9), max_size=3),
    period=st.sampled_from(["", "2020", "2020-12-31"]),
)
def test_a_mapping_comes_back_from_json(markers: list[tuple[str, Marker]], rows: list[int], period: str) -> None:
    mapping = Mapping(
        "Blatt", tuple(rows), markers=tuple(markers), period=period, renames=(("a", "b"),), day_first=True
    )
    assert Mapping.from_json(mapping.to_json()) == mapping
