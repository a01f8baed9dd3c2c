"""A table as Word XML, written in one go: python-docx goes through all cells for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from qingfeng.show.documents.styles import CELL, HEAD_CELL, TEXT_WIDTH
from qingfeng.show.tables import Table

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Twentieths of a point: a Latin sign of 10.5 points, what a cell keeps free at its sides, the least.
_SIGN, _SIDES, _LEAST = 107, 227, 624
_LONGEST = 34
_HEAD_FILL = "F2ECDF"
_CHINESE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
# Word itself sets a thin space between Chinese and figures; ours would make it a wide one.
_SPACES = re.compile(rf"(?<=[{_CHINESE}]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[{_CHINESE}])")
# Signs that XML does not allow.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(words: str) -> str:
    """Words as Word wants them: no sign that XML forbids, no space between Chinese and figures."""
    return _SPACES.sub("", _CONTROL.sub("", words))


def table_xml(table: Table) -> str:
    """The table with lines, its caption as its name, its head marked to come again on every page,
    and no row broken over two."""
    centred = [_is_short(table, i) for i in range(len(table.head))]
    widths = _widths(table, centred)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    name = escape(plain(table.caption))
    rows = [_row([plain(text) for text in table.head], widths, [True] * len(widths), HEAD_CELL, _HEAD_FILL)]
    for row, texts in zip(table.rows, table.texts, strict=True):
        style = HEAD_CELL if row[0] == "合计" else CELL
        rows.append(_row([plain(text) for text in texts], widths, centred, style, ""))
    return (
        f'<w:tbl xmlns:w="{_NAMESPACE}"><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="0020" w:firstRow="1"/><w:tblCaption w:val="{name}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(
    texts: Sequence[str], widths: Sequence[int], centred: Sequence[bool], style: str, head_fill: str
) -> str:
    """A row; with a fill it is the head."""
    cells = "".join(
        _cell(text, width, "center" if in_the_middle else "left", style, head_fill)
        for text, width, in_the_middle in zip(texts, widths, centred, strict=True)
    )
    head = "<w:tblHeader/>" if head_fill else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def _cell(text: str, width: int, side: str, style: str, fill: str) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{side}"/></w:pPr><w:r>{lines}</w:r></w:p>'
        "</w:tc>"
    )


# --- widths --------------------------------------------------------------------------------


def _is_short(table: Table, place: int) -> bool:
    """Whether a column holds numbers, days or words so short that they stand in the middle."""
    cells = [row[place] for row in table.rows]
    return all(not isinstance(cell, str) or len(cell) <= 6 for cell in cells)


def _widths(table: Table, centred: Sequence[bool]) -> list[int]:
    """Widths that fill the page: short columns as wide as they need, the others share the rest."""
    page = round(TEXT_WIDTH.twips)
    needed = [_needed(table, i) for i in range(len(table.head))]
    short = sum(width for width, is_short in zip(needed, centred, strict=True) if is_short)
    long, rest = sum(needed) - short, page - short
    if long and rest >= long // 2:
        pairs = zip(needed, centred, strict=True)
        return [width if is_short else width * rest // long for width, is_short in pairs]
    return [width * page // sum(needed) for width in needed]


def _needed(table: Table, place: int) -> int:
    """How wide a column would be with nothing wrapped but a head in two lines."""
    head = _signs(table.head[place])
    cells: Iterator[int] = (_signs(row[place]) for row in table.texts)
    longest = max([head if head <= 4 else (head + 1) // 2, *cells])
    return max(_LEAST, min(longest, _LONGEST) * _SIGN + _SIDES)


def _signs(text: str) -> int:
    """The length of a text, a Chinese sign counting two."""
    return max((sum(1 if c.isascii() else 2 for c in line) for line in text.split("\n")), default=0)
