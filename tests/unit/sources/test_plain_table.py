"""Plain tables: codes stay text, decimal commas are read, everything wrong is told at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from quartier.kernel.errors import InputRejected, NotFound
from quartier.sources.plain_table import number_columns, read_plain_table


def table(tmp_path: Path, text: str, name: str = "t.csv", encoding: str = "utf-8") -> pd.DataFrame:
    (tmp_path / name).write_bytes(text.encode(encoding))
    return read_plain_table(tmp_path / name)


def test_codes_keep_their_zeros(tmp_path: Path) -> None:
    assert table(tmp_path, "code,x\n01,1\n\n02,2\n")["code"].tolist() == ["01", "02"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    found = table(tmp_path, f"Straße{delimiter}x\nGrün{delimiter}1\n", encoding=encoding)
    assert found.to_dict("list") == {"Straße": ["Grün"], "x": ["1"]}


def test_decimal_commas_where_they_are_meant(tmp_path: Path) -> None:
    found = table(tmp_path, "a;b;c\n1,5;1.234,5;x, y\n2;*;z\n")
    assert found.to_dict("list") == {"a": ["1.5", "2"], "b": ["1234.5", "*"], "c": ["x, y", "z"]}


def test_whole_numbers_of_a_spreadsheet_are_codes(tmp_path: Path) -> None:
    pd.DataFrame({"code": [1011101, 2], "x": [1.5, None]}).to_excel(tmp_path / "t.xlsx", index=False)
    found = read_plain_table(tmp_path / "t.xlsx")
    assert [str(code) for code in found["code"]] == ["1011101", "2"]
    with pytest.raises(InputRejected, match="no such sheet"):
        read_plain_table(tmp_path / "t.xlsx", "Blatt9")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["empty-table"]),
        ("a,a\n1,2\n", ["double-column"]),
        ("a,b\n1\n1,2,3\n", ["row-length", "row-length"]),
    ],
)
def test_broken_tables(tmp_path: Path, text: str, codes: list[str]) -> None:
    with pytest.raises(InputRejected) as caught:
        table(tmp_path, text)
    assert [problem.code for problem in caught.value.problems] == codes


@pytest.mark.parametrize("name", ["t.xlsx", "t.parquet"])
def test_a_file_that_is_not_what_its_name_says(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputRejected, match="cannot be read"):
        table(tmp_path, "a,b\n1,2\n", name)


def test_unknown_files(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_plain_table(tmp_path / "absent.csv")
    with pytest.raises(InputRejected, match="Unknown kind"):
        table(tmp_path, "a\n1\n", "t.docx")


def test_numbers_with_every_problem(tmp_path: Path) -> None:
    found = table(tmp_path, "code,a,b\nx,1,NA\ny,viel,3\n")
    with pytest.raises(InputRejected, match=r"t.csv, row 3, column a: .*'viel'"):
        number_columns(found, ["a", "b"], "t.csv", "code")
    with pytest.raises(InputRejected, match="column c: The table lacks"):
        number_columns(found, ["a", "c"], "t.csv")
    assert number_columns(found, ["b"], "t.csv", "code")["b"].isna().to_dict() == {"x": True, "y": False}
