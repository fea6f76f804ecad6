"""Reader of SQL dumps: hand-written statements, expected rows read off by hand."""

from __future__ import annotations

from quartier.sources import sql_inserts

DUMP = """/* a comment; with INSERT INTO nothing VALUES (1); */
CREATE TABLE IF NOT EXISTS place (
  id INT, name VARCHAR NOT NULL, geom GEOMETRY(POLYGON, 4326), PRIMARY KEY(id), FOREIGN KEY(id) REFERENCES x(id)
);
INSERT INTO place VALUES
(1, 'Dorf''s Ecke; (alt)', NULL), -- the end of a row
(2, 'Weiße Höhe', NULL);
INSERT INTO figures (year, place_id, count, rate) VALUES (2011, 1, 3, -0.5),
(2012, NULL, NULL, 1e1);
"""


def test_rows_with_their_columns_and_lines() -> None:
    tables, problems = sql_inserts.read(DUMP, "a.sql")
    assert problems == []
    assert tables["figures"].columns == ["year", "place_id", "count", "rate"]
    assert tables["figures"].rows == [(2011, 1, 3, -0.5), (2012, None, None, 10.0)]
    assert tables["figures"].lines == [8, 9]


def test_columns_come_from_create_table_where_insert_names_none() -> None:
    tables, _ = sql_inserts.read(DUMP, "a.sql")
    assert tables["place"].columns == ["id", "name", "geom"]


def test_quotes_semicolons_and_brackets_inside_text() -> None:
    tables, _ = sql_inserts.read(DUMP, "a.sql")
    assert [row[1] for row in tables["place"].rows] == ["Dorf's Ecke; (alt)", "Weiße Höhe"]


def test_a_file_that_is_cut_off_is_told_with_its_line() -> None:
    _, problems = sql_inserts.read(DUMP[: DUMP.index("(2012")], "a.sql")
    assert [(item.code, item.row) for item in problems] == [("cut-off", 8)]
    assert "figures" in problems[0].message


def test_a_row_with_too_few_values_is_told_and_not_kept() -> None:
    tables, problems = sql_inserts.read("INSERT INTO t (a, b) VALUES (1, 2),\n(3);", "a.sql")
    assert tables["t"].rows == [(1, 2)]
    assert [(item.code, item.row) for item in problems] == [("row", 2)]
    assert "2 values (a, b)" in str(problems[0])


def test_words_are_no_values_and_nothing_is_executed() -> None:
    tables, problems = sql_inserts.read("INSERT INTO t (a) VALUES (now());\nDROP TABLE t;", "a.sql")
    assert tables["t"].rows == []
    assert problems
