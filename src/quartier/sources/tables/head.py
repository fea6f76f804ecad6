"""Where the head ends and the data begin: title rows, header rows (several, merged, filled), notes at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quartier.sources.tables.markers import is_marker
from quartier.sources.tables.marks import looks_numeric
from quartier.sources.tables.periods import read_period
from quartier.sources.tables.sheet import Sheet

_TOP = 60
_SAMPLE = 400
_NOTE = re.compile(
    r"(quelle|anmerkung|hinweis|stand|datenbasis|copyright|source|note|legende|erstellt|daten)\b|©|\*|\d\)", re.I
)


@dataclass(frozen=True, slots=True)
class Head:
    """Rows and columns of a sheet by what they are; row numbers of the spreadsheet."""

    titles: tuple[str, ...]
    header_rows: tuple[int, ...]
    first_row: int
    last_row: int
    """0: to the end."""
    headers: tuple[tuple[str, ...], ...]
    """For each column the texts of its head, top to bottom, without repetition."""
    numeric: frozenset[int]
    """Columns (1-based) whose cells are mostly numbers."""

    def text(self, column: int) -> str:
        """The head of a column in one line."""
        return " / ".join(self.headers[column - 1])


def sample_rows(sheet: Sheet, count: int = _SAMPLE) -> list[int]:
    """First rows, last rows, and rows spread evenly between them."""
    if sheet.rows <= count + 120:
        return list(range(1, sheet.rows + 1))
    step = max(1, sheet.rows // count)
    chosen = {*range(1, _TOP + 1), *range(_TOP, sheet.rows, step), *range(sheet.rows - 40, sheet.rows + 1)}
    return sorted(chosen)


def read_head(sheet: Sheet) -> Head:
    """Find head and data of a sheet."""
    rows = sample_rows(sheet)
    grid = sheet.take(rows)
    body = grid[len(grid) // 3 :] if len(grid) > 6 else grid[1:] or grid
    numeric = frozenset(c for c in range(sheet.width) if _mostly_numeric([row[c] for row in body]))
    years = frozenset(c for c in numeric if _mostly_years([row[c] for row in body]))
    top = grid[: min(_TOP, len(grid))]
    first = _first_data(top, numeric, years)
    titles, header_rows, first = _split_head(top[:first])
    headers = _headers([top[row] for row in header_rows], sheet.width)
    return Head(
        titles=titles,
        header_rows=tuple(row + 1 for row in header_rows),
        first_row=first + 1,
        last_row=_last_data(sheet, numeric),
        headers=headers,
        numeric=frozenset(column + 1 for column in numeric),
    )


def _mostly_numeric(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    figure = [is_marker(cell) or looks_numeric(cell) for cell in filled]
    if not any(figure):
        return False
    if sum(figure) >= 0.6 * len(figure) and any(map(looks_numeric, filled)):
        return True
    below = figure[figure.index(True) :]  # in a short table the head is a large part of the cells
    return len(figure) - len(below) <= 6 and len(below) >= 2 and all(below)


def _mostly_years(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(read_period(cell) is not None for cell in filled) >= 0.6 * len(filled)


def _first_data(top: list[list[str]], numeric: frozenset[int], years: frozenset[int]) -> int:
    """Position of the first row that holds figures."""
    for position, row in enumerate(top):
        cells = [(column, row[column]) for column in numeric if row[column].strip()]
        if not cells or _counts_columns(row):
            continue
        data = sum(_is_data(cell, column in years) for column, cell in cells)
        if data >= 0.5 * len(cells):
            return position
    if numeric:
        return len(top)
    return next((i + 1 for i, row in enumerate(top) if sum(bool(cell.strip()) for cell in row) > 1), 0)


def _is_data(cell: str, year_column: bool) -> bool:
    if is_marker(cell):
        return True
    if not looks_numeric(cell):
        return False
    return year_column or read_period(cell) is None


def _counts_columns(row: Sequence[str]) -> bool:
    """A row that numbers the columns (1, 2, 3 ...), as printed tables have it."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(filled) >= 3 and filled in (
        [str(i) for i in range(1, len(filled) + 1)],
        [str(i) for i in range(len(filled))],
    )


def _split_head(rows: list[list[str]]) -> tuple[tuple[str, ...], list[int], int]:
    """Title texts, the positions of the header rows among the rows above the figures, and of the first data row.

    A lonely text below the head (Bezirk Nord) is a heading inside the data.
    """
    positions = list(range(len(rows)))
    while len(positions) > 1 and _is_heading(rows[positions[-1]]) and any(map(_is_wide, rows[: positions[-1]])):
        positions.pop()
    first = len(positions)
    while positions and not any(cell.strip() for cell in rows[positions[-1]]):
        positions.pop()
    header: list[int] = []
    for position in reversed(positions):
        different = {cell.strip() for cell in rows[position] if cell.strip()}
        if not different or (header and _is_title(rows[position], different)):
            break
        if not _counts_columns(rows[position]):
            header.insert(0, position)
    above = positions[: header[0]] if header else positions
    titles = dict.fromkeys(cell.strip() for row in above for cell in rows[row] if cell.strip())
    return tuple(titles), header, first


def _is_wide(row: Sequence[str]) -> bool:
    return len({cell.strip() for cell in row if cell.strip()}) > 1


def _is_heading(row: Sequence[str]) -> bool:
    return bool(row[0].strip()) and len(row) > 1 and not any(cell.strip() for cell in row[1:])


def _is_title(row: Sequence[str], different: set[str]) -> bool:
    """One text in the first column (spread or not) is a title, no head of columns."""
    return len(different) == 1 and bool(row[0].strip()) and len(row) > 1


def headers_of(sheet: Sheet, rows: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """For each column the texts of its head in the named rows."""
    return _headers([sheet.grid(row, row)[0] for row in rows], sheet.width)


def _headers(rows: list[list[str]], width: int) -> tuple[tuple[str, ...], ...]:
    filled = [_fill_right(row, rows[-1]) if position < len(rows) - 1 else row for position, row in enumerate(rows)]
    return tuple(
        tuple(dict.fromkeys(" ".join(row[column].split()) for row in filled if row[column].strip()))
        for column in range(width)
    )


def _fill_right(row: Sequence[str], last: Sequence[str]) -> list[str]:
    """Group heads stand in their first column alone where merged cells were lost: carry them to the right."""
    filled: list[str] = []
    carried = ""
    for cell, below in zip(row, last, strict=True):
        carried = cell if cell.strip() else carried
        filled.append(cell if cell.strip() or not below.strip() else carried)
    return filled


def _last_data(sheet: Sheet, numeric: frozenset[int]) -> int:
    """Last row before notes; 0 when the data go to the end."""
    start = max(1, sheet.rows - 60)
    grid = sheet.grid(start)
    end = len(grid)
    while end > 1 and _is_note(grid[end - 1], grid[end - 2], numeric):
        end -= 1
    return 0 if end == len(grid) else start + end - 1


def _is_note(row: Sequence[str], above: Sequence[str], numeric: frozenset[int]) -> bool:
    filled = {cell.strip() for cell in row if cell.strip()}
    if not filled:
        return True
    if len(filled) > 2 or any(looks_numeric(row[column]) for column in numeric if column > 0):
        return False
    text = max(filled, key=len)
    lonely = len(filled) == 1 and not looks_numeric(text)
    return lonely and (bool(_NOTE.match(text)) or len(text) > 60 or not any(cell.strip() for cell in above))
