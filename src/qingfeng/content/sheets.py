"""Tables as offices have them: Excel or CSV, read by Chinese headings, every fault told at once.

Merged title rows, blank rows, full-width digits, dates as text, units in a cell and a sheet that
is not the first are all taken as they come. The file is only read.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from qingfeng.content.cells import Cell, Column, Unfit, read_cell
from qingfeng.words.model import Place
from qingfeng.words.problems import ContentError, Problem, nearest, problem

Grid = Sequence[Sequence[object]]

_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")
_FOOTERS = ("合计", "总计", "小计", "备注", "说明", "填表人", "制表人", "审核人", "注")
_ROWS_LOOKED_AT_FOR_A_HEAD = 20


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table: the name of its sheet and its columns; an optional table may be missing."""

    id: str
    title: str
    columns: tuple[Column, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its place, and its cells by column id (None where blank)."""

    at: Place
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        """A text or choice cell; "" where blank."""
        value = self.cells.get(column)
        return "" if value is None else str(value)

    def number(self, column: str) -> Decimal:
        """A number cell, exact; 0 where blank."""
        value = self.cells.get(column)
        return Decimal(0) if value is None else Decimal(value)  # type: ignore[arg-type]

    def day(self, column: str) -> date:
        """A required date cell."""
        value = self.cells[column]
        assert isinstance(value, date)
        return value

    def day_or_none(self, column: str) -> date | None:
        """A date cell that may be blank."""
        value = self.cells.get(column)
        return value if isinstance(value, date) else None

    def flag(self, column: str) -> bool:
        """A yes-no cell; no where blank."""
        return self.cells.get(column) is True


Tables = Mapping[str, tuple[Row, ...]]


def read_tables(path: Path, specs: Sequence[TableSpec]) -> Tables:
    """The rows of each table of a file, by table id.

    Raises ContentError with every fault: an unreadable file, a missing sheet or column, and
    each cell that does not hold what its column asks for, by sheet, row and column letter.
    """
    sheets = _sheets(path)
    found: dict[str, tuple[Row, ...]] = {}
    faults: list[Problem] = []
    for spec in specs:
        chosen = _sheet_of(spec, sheets)
        if chosen is None:
            found[spec.id] = ()
            if spec.required:
                faults.append(_no_sheet(path, spec, sheets))
            continue
        name, grid = chosen
        where = f"{path.name}［{name}］" if name else path.name
        found[spec.id] = _rows(spec, grid, where, faults)
    if faults:
        raise ContentError(faults)
    return found


def rows_of(spec: TableSpec, given: Iterable[Mapping[str, object]], where: str) -> tuple[Row, ...]:
    """Rows from cells by column id, as a page sends them; ContentError with every fault."""
    faults: list[Problem] = []
    grid = [[one.get(column.id) for column in spec.columns] for one in given]
    rows = _data_rows(spec, grid, {c.id: i for i, c in enumerate(spec.columns)}, 0, where, faults)
    if faults:
        raise ContentError(faults)
    return rows


# --- files ---------------------------------------------------------------------------


def _sheets(path: Path) -> list[tuple[str, Grid]]:
    """Every sheet of a file with its cells."""
    if not path.is_file():
        raise _unreadable(path, "找不到这个文件", "检查文件名和所在文件夹。")
    if path.suffix.lower() not in _ENDINGS:
        mend = "用 Excel 或者 WPS 另存为 .xlsx 或者 .csv。"
        raise _unreadable(path, f"不认识“{path.suffix}”这种文件", mend)
    if path.suffix.lower() == ".csv":
        return [("", _csv(path))]
    return list(_workbook(path))


def _csv(path: Path) -> Grid:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        mark = max(",\t;", key=text[:4096].count)
        return list(csv.reader(io.StringIO(text), delimiter=mark))
    raise _unreadable(path, "文件的编码认不出来", "用 Excel 另存为“CSV UTF-8”，或者直接存成 .xlsx。")


def _workbook(path: Path) -> Iterator[tuple[str, Grid]]:
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        errors = _error_cells(path) if path.suffix.lower() in (".xlsx", ".xlsm") else {}
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            grid: list[list[object]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
            for row, column, value in errors.get(name, ()):
                grid[row][column] = value
            yield name, _unmerged(grid, sheet.merged_cell_ranges or [])
    except ContentError:
        raise
    except Exception as error:  # The library has one error class a format.
        mend = "用 Excel 或者 WPS 打开它，另存为 .xlsx（不要加密）再试。"
        raise _unreadable(path, "这个文件打不开，可能已损坏或者加了密码", mend) from error


def _error_cells(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    """Cells that hold #REF! and the like, by sheet: calamine gives them as blank ones."""
    import zipfile

    with zipfile.ZipFile(path) as packed:
        names = [n for n in packed.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]
        if not any(b't="e"' in packed.read(name) for name in names):
            return {}
    import openpyxl

    found: dict[str, list[tuple[int, int, str]]] = {}
    for sheet in openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "e" and cell.row and cell.column:
                    place = (cell.row - 1, cell.column - 1, str(cell.value))
                    found.setdefault(sheet.title, []).append(place)
    return found


def _unmerged(grid: list[list[object]], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> Grid:
    """The cells with those merged downwards filled in (one unit over several rows)."""
    for (top, left), (bottom, right) in merged:
        if left != right or bottom >= len(grid):
            continue
        for row in range(top + 1, bottom + 1):
            if left < len(grid[row]):
                grid[row][left] = grid[top][left]
    return grid


def _unreadable(path: Path, what: str, mend: str) -> ContentError:
    return ContentError([Problem(path.name, 1, "T900", what, mend)])


def _no_sheet(path: Path, spec: TableSpec, sheets: Sequence[tuple[str, Grid]]) -> Problem:
    names = "、".join(name for name, _ in sheets if name) or path.name
    heads = "、".join(c.heading for c in spec.columns if c.required)
    what = f"没有找到“{spec.title}”这张表（看过的有：{names}）"
    return Problem(path.name, 1, "T901", what, f"表头要有这些列：{heads}。可以用 --template 取一份空表。")


# --- finding the table -----------------------------------------------------------------


def _sheet_of(spec: TableSpec, sheets: Sequence[tuple[str, Grid]]) -> tuple[str, Grid] | None:
    """The sheet named after the table, or else the one whose head fits best."""
    named = [s for s in sheets if _plain(s[0]) == _plain(spec.title)]
    if named:
        return named[0]
    fits = [(_head(spec, grid)[1], -i) for i, (_, grid) in enumerate(sheets)]
    most, number = max(fits, default=(0, 0))
    needed = sum(column.required for column in spec.columns)
    return sheets[-number] if most * 2 > needed else None


def _head(spec: TableSpec, grid: Grid) -> tuple[int, int]:
    """The row that looks most like the head, and how many required columns it names."""
    best = (0, 0)
    for i, cells in enumerate(grid[:_ROWS_LOOKED_AT_FOR_A_HEAD]):
        names = {_plain(str(cell)) for cell in cells if cell not in (None, "")}
        fit = sum(column.required and bool(_names(column) & names) for column in spec.columns)
        if fit > best[1]:
            best = (i, fit)
    return best


def _names(column: Column) -> set[str]:
    return {_plain(name) for name in (column.heading, *column.also)}


def _plain(text: str) -> str:
    """A heading without white space, stars, and what stands in brackets."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s*：:]|\(.*?\)|【.*?】", "", folded).casefold()


def _rows(spec: TableSpec, grid: Grid, where: str, faults: list[Problem]) -> tuple[Row, ...]:
    head, _ = _head(spec, grid)
    heads = [_plain(str(cell)) if cell is not None else "" for cell in (grid[head] if grid else [])]
    places: dict[str, int] = {}
    for column in spec.columns:
        at = [i for i, name in enumerate(heads) if name in _names(column)]
        if len(at) > 1:
            what = f"表头里“{column.heading}”出现了 {len(at)} 次（{'、'.join(map(_letter, at))} 列）"
            faults.append(Problem(where, head + 1, "T903", what, "只留一列。"))
        if at:
            places[column.id] = at[0]
        elif column.required:
            shown = [str(c) for c in (grid[head] if grid else []) if c not in (None, "")]
            mend = f"在表头补上这一列。{nearest(column.heading, shown)}" if shown else "在表头补上这一列。"
            faults.append(Problem(where, head + 1, "T902", f"缺少“{column.heading}”这一列", mend))
    if any(column.required and column.id not in places for column in spec.columns):
        return ()
    told = len(faults)
    rows = _without_example(spec, _data_rows(spec, grid, places, head + 1, where, faults))
    if not rows and spec.required and len(faults) == told:
        what = f"“{spec.title}”里没有一行数据"
        faults.append(Problem(where, head + 1, "T906", what, "在表头下面填数据。"))
    return rows


def _data_rows(
    spec: TableSpec, grid: Grid, places: Mapping[str, int], start: int, where: str, faults: list[Problem]
) -> tuple[Row, ...]:
    rows: list[Row] = []
    seen: dict[tuple[str, Cell], int] = {}
    columns = [(c, places[c.id]) for c in spec.columns if c.id in places]
    empty = (None, "")
    for number in range(start, len(grid)):
        cells = grid[number]
        held = [cells[i] if i < len(cells) else None for _, i in columns]
        if all(v in empty or (isinstance(v, str) and not v.strip()) for v in held) or _is_footer(cells):
            continue
        at = Place(where, number + 1)
        values: dict[str, Cell] = {}
        for (column, place), raw in zip(columns, held, strict=True):
            try:
                values[column.id] = value = read_cell(column, raw)
            except Unfit as unfit:
                what = f"{_letter(place)} 列“{column.heading}”：{unfit.what}"
                faults.append(problem(at, "T904", what, unfit.mend))
                continue
            if column.unique and value is not None:
                if (column.id, value) in seen:
                    first = seen[column.id, value]
                    what = f"{_letter(place)} 列“{column.heading}”：“{value}”在第 {first} 行已经有了"
                    faults.append(problem(at, "T905", what, "改成不重复的，或者删去一行。"))
                seen[column.id, value] = number + 1
        rows.append(Row(at, values))
    return tuple(rows)


def _without_example(spec: TableSpec, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows without the example row of a template that nobody changed."""
    example = {c.id: read_cell(c, c.example) for c in spec.columns if c.example}
    if not example:
        return rows
    return tuple(row for row in rows if any(row.cells.get(i) != value for i, value in example.items()))


def _is_footer(cells: Sequence[object]) -> bool:
    """A line below the data: 合计, 备注, 填表人 … and little else."""
    filled = [c for c in cells if c not in (None, "")]
    first = _plain(str(filled[0])) if filled and isinstance(filled[0], str) else ""
    return any(first == word or (first.startswith(word) and len(filled) == 1) for word in _FOOTERS)


def _letter(place: int) -> str:
    """A, B, …, Z, AA from 0, 1, …"""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


__all__ = ["Cell", "Column", "Row", "TableSpec", "Tables", "read_tables", "rows_of"]
