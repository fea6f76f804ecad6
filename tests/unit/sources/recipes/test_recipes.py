"""Reading recipes: what is wrong is told with line and column, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from quartier.kernel.errors import InputRejected, NotFound
from quartier.sources.recipes import editions, find_recipe, read_recipe, shipped_names, shipped_text

PLAIN = """\
recipe: 1
key: own
name: Eigener Index
index: total
indicators:
  a: {}
  b: {direction: -1}
normalise: {method: z, ddof: 0}
scores:
  total: {of: {a: 1, b: 2}}
"""


def problems(text: str, edition: str | None = None) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(InputRejected) as caught:
        read_recipe(text, "own.yaml", edition)
    return [(problem.code, problem.row, problem.column) for problem in caught.value.problems]


def test_the_seven_shipped_recipes_read_in_every_edition() -> None:
    assert set(shipped_names()) == {"mss", "imd", "gisd", "svi", "townsend", "coinr-asem", "plain"}
    for name in shipped_names():
        for edition in editions(shipped_text(name), name) or (None,):
            recipe = find_recipe(name if edition is None else f"{name}:{edition}")
            assert recipe.key == name
            assert recipe.main in [score.key for score in recipe.scores]
            assert recipe.source
            assert recipe.name.en


def test_a_small_recipe_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(PLAIN, encoding="utf-8")
    recipe = find_recipe(str(tmp_path / "own.yaml"))
    assert recipe.columns == ("a", "b")
    assert recipe.indicator("b").direction == -1
    assert recipe.score("total").parts == (("a", 1.0), ("b", 2.0))


def test_every_problem_is_told_at_once_with_line_and_column() -> None:
    text = """\
recipe: 1
key: own
nmae: Eigener Index
index: total
indicators:
  a: {direction: 2}
  b: {transfrom: ln}
normalise: {method: z}
scores:
  total: {of: {a: one}, aggregate: median}
"""
    assert problems(text) == [
        ("field-missing", 1, "1"),
        ("field-unknown", 3, "1"),
        ("field-invalid", 6, "18"),
        ("field-unknown", 7, "7"),
        ("field-missing", 8, "12"),
        ("field-invalid", 10, "19"),
        ("field-invalid", 10, "36"),
    ]


def test_a_message_says_what_was_meant() -> None:
    with pytest.raises(InputRejected, match=r"own\.yaml, row 3, column 1: .*'nmae'.*expected 'name'\?"):
        read_recipe(PLAIN.replace("name:", "nmae:"), "own.yaml")
    with pytest.raises(InputRejected, match=r"there is no 'bb' \(is 'b' meant\?\)"):
        read_recipe(PLAIN.replace("b: 2", "bb: 2"), "own.yaml")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("b: 2", "c: 2"), "unknown-part"),
        (("{a: 1, b: 2}", "{a: 0, b: 0}"), "weights-invalid"),
        (("index: total", "index: all"), "unknown-score"),
        (("  b: {direction: -1}", "  b: {direction: -1}\n  unused: {}"), "unused-indicator"),
        (("a: {}", "a: {denominator: n}"), "half-rate"),
        (("a: {}", "a: {column: x, numerator: y}"), "two-sources"),
        (("a: {}", "a: {shrink: {area: town}}"), "half-rate"),
        (("{of: {a: 1, b: 2}}", "{of: {a: 1, b: 2, total: 1}}"), "circle"),
        (("{of: {a: 1, b: 2}}", "{of: {a: 1, b: 2}, shares: [0.6, 0.9]}"), "bounds-invalid"),
        (("{of: {a: 1, b: 2}}", "{of: {a: 1, b: 2}, aggregate: power}"), "field-missing"),
        (("{of: {a: 1, b: 2}}", "{of: {a: 1, b: 2}, weights: budget}"), "budget-invalid"),
        (("scores:", "impute: {method: group-mean}\nscores:"), "field-missing"),
        (("scores:", "exclude: {small: {reason: klein}}\nscores:"), "empty-rule"),
        (("scores:", "exclude: {small: {reason: klein, units: [a], below: 3}}\nscores:"), "field-missing"),
        (("scores:", "matrices: {m: {rows: total.c, columns: total.c}}\nscores:"), "unknown-classes"),
        (("key: own", "key: own\nkey: two"), "double-field"),
        (("a: {}", "a: &x {}"), "anchor-or-fine"),
        (("{of:", "{of"), "yaml"),
    ],
)
def test_contradictions(change: tuple[str, str], code: str) -> None:
    text = PLAIN.replace(*change)
    if code == "anchor-or-fine":
        assert read_recipe(text, "own.yaml").indicators
        text = text.replace("b: {direction: -1}", "b: *x")
        code = "alias"
    assert code in [found for found, _, _ in problems(text)]


def test_classes_are_checked() -> None:
    classes = "{c: {method: breaks, breaks: [1, 0], labels: [x]}, g: {method: group, of: later, groups: [[1]]}}"
    text = PLAIN.replace("{of: {a: 1, b: 2}}", f"{{of: {{a: 1, b: 2}}, classes: {classes}}}")
    assert [code for code, _, _ in problems(text)] == ["breaks-invalid", "labels-differ", "unknown-classes"]


def test_classes_need_their_parameters() -> None:
    """Quantile type and ddof have no silent default: published indices differ in them."""
    classes = "{c: {method: quantile, count: 5}, d: {method: sd, breaks: [0]}}"
    text = PLAIN.replace("{of: {a: 1, b: 2}}", f"{{of: {{a: 1, b: 2}}, classes: {classes}}}")
    assert [code for code, _, _ in problems(text)] == ["field-missing", "field-missing"]


def test_editions_differ_by_their_fields_alone() -> None:
    text = PLAIN + "edition: 2021\neditions:\n  2019: {indicators: {c: }, scores: {total: {of: {c: }}}}\n  2021: {}\n"
    text = text.replace("a: {}", "a: {}\n  c: {}").replace("{a: 1,", "{c: 1, a: 1,")
    assert editions(text, "own.yaml") == ("2019", "2021")
    assert read_recipe(text, "own.yaml").columns == ("a", "c", "b")
    assert read_recipe(text, "own.yaml", "2019").columns == ("a", "b")
    assert problems(text, "1999") == [("no-edition", 14, "3")]
    assert problems(PLAIN, "1999")[0][0] == "no-edition"


def test_codes_keep_their_leading_zeros() -> None:
    """In YAML 1.1, 01011101 without quotes is an octal number."""
    text = PLAIN.replace("scores:", "exclude: {o: {reason: x, units: [01011101, '02']}}\nscores:")
    assert read_recipe(text, "own.yaml").exclusions[0].units == ("01011101", "02")


def test_what_is_no_file_and_no_name() -> None:
    with pytest.raises(NotFound, match=r"neither a file nor one of .*mss"):
        find_recipe("nothing")
    with pytest.raises(NotFound, match="there are"):
        shipped_text("nothing")


@pytest.mark.parametrize("text", ["", "- 1\n", "recipe: [", "\x00", "a: 1\n---\nb: 2\n"])
def test_what_is_no_recipe_at_all(text: str) -> None:
    assert problems(text)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_bytes("name: Grün".encode("latin-1"))
    with pytest.raises(InputRejected, match="UTF-8"):
        find_recipe(str(tmp_path / "own.yaml"))
