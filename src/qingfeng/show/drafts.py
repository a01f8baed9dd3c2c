"""A draft of a document: its words and tables, before they become Word, a sheet or a preview."""

from __future__ import annotations

from dataclasses import dataclass

from qingfeng.show.tables import Table


@dataclass(frozen=True)
class Section:
    """A part under a heading: paragraphs, then tables."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A document: title, issue ("" where it has none), who issues it, the day in words, its parts,
    what is attached, and remarks at the foot."""

    title: str
    issue: str
    unit: str
    day: str
    sections: tuple[Section, ...]
    attached: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in order."""
        return tuple(table for section in self.sections for table in section.tables)


def preview(draft: Draft, caption: str) -> Table:
    """A draft as a table of headings and words, as a page shows it."""
    rows = [(section.heading, "\n".join(_words(section))) for section in draft.sections]
    rows += [("附件", one) for one in draft.attached]
    return Table(caption, ("一段", "写什么"), tuple(rows))


def _words(section: Section) -> list[str]:
    """Paragraphs, and the rows of matters; of a table of counts only its name."""
    lines = list(section.paragraphs)
    for table in section.tables:
        if table.head[0] == "编号":
            lines += [_row(table, i) for i in range(len(table.rows))]
        else:
            lines.append(f"［表］{table.caption}")
    return lines


def _row(table: Table, place: int) -> str:
    """A row in words: a number or a day says what it is."""
    told = []
    cells = zip(table.head, table.rows[place], table.texts[place], strict=True)
    for head, value, text in list(cells)[1:]:
        if text:
            told.append(text if isinstance(value, str) else f"{head} {text}")
    return "，".join(told)
