"""A table that reads well everywhere: plain text, accessible HTML, and a DataFrame on request."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Table:
    """Rows of text under a head, with a caption; `frame` gives them to pandas."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def frame(self) -> pandas.DataFrame:
        """The rows as a DataFrame of text, columns named by the head."""
        import pandas

        return pandas.DataFrame(list(self.rows), columns=list(self.head))

    def __repr__(self) -> str:
        lines = [self.caption, "｜".join(self.head)]
        return "\n".join([*lines, *("｜".join(row) for row in self.rows)])

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(h)}</th>' for h in self.head)
        body = "".join(f"<tr>{_cells(row, self.head)}</tr>" for row in self.rows)
        return (
            f'<table class="qf-table"><caption>{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


@dataclass(frozen=True)
class Picture:
    """An inline SVG with its content in words."""

    svg: str
    words: str

    def __repr__(self) -> str:
        return self.words

    def _repr_html_(self) -> str:
        return f'<figure class="qf-figure">{self.svg}</figure>'


def _cells(row: tuple[str, ...], head: tuple[str, ...]) -> str:
    """The cells of a row; each names its column, since a phone shows rows as cards."""
    first, *rest = (escape(cell).replace("\n", "<br>") for cell in row)
    cells = (f'<td data-head="{escape(name)}">{cell}</td>' for name, cell in zip(head[1:], rest, strict=True))
    return f'<th scope="row">{first}</th>' + "".join(cells)
