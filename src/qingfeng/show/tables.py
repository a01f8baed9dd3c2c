"""A table that reads well everywhere: plain text, accessible HTML, and a DataFrame on request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas

Value = str | int | Decimal | date | None


@dataclass(frozen=True)
class Table:
    """Rows under a head, with a caption. Numbers and dates stay what they are for a workbook;
    `texts` gives every cell as it is read, `frame` gives the rows to pandas."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    @cached_property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The cells as people read them."""
        return tuple(tuple(map(shown, row)) for row in self.rows)

    @property
    def frame(self) -> pandas.DataFrame:
        """The rows as a DataFrame of text, columns named by the head."""
        import pandas

        return pandas.DataFrame(list(self.texts), columns=list(self.head))

    def __repr__(self) -> str:
        lines = [self.caption, "｜".join(self.head)]
        return "\n".join([*lines, *("｜".join(row) for row in self.texts)])

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(h)}</th>' for h in self.head)
        body = "".join(f"<tr>{_cells(row, self.head)}</tr>" for row in self.texts)
        return (
            f'<table class="qf-table"><caption>{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def shown(value: Value) -> str:
    """A cell in words: no trailing zeros, no exponent, nothing for None."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Picture:
    """An inline SVG with its content in words."""

    svg: str
    words: str

    def __repr__(self) -> str:
        return self.words

    def _repr_html_(self) -> str:
        return f'<figure class="qf-figure" tabindex="0">{self.svg}</figure>'


def _cells(row: tuple[str, ...], head: tuple[str, ...]) -> str:
    """The cells of a row; each names its column, since a phone shows rows as cards."""
    first, *rest = (escape(cell).replace("\n", "<br>") for cell in row)
    cells = (f'<td data-head="{escape(name)}">{cell}</td>' for name, cell in zip(head[1:], rest, strict=True))
    return f'<th scope="row">{first}</th>' + "".join(cells)
