"""What can be printed: sheets, the fields a user fills in, and the lines that stand on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qingfeng.words.model import NOWHERE, Basis, Origin, Place

FieldKind = Literal["text", "choice", "date"]
Paper = Literal["A4", "A3"]
Orientation = Literal["portrait", "landscape"]
Colour = Literal["plain", "red", "yellow", "green", "blue"]
# What a sheet says may also be that the page is silent.
PrintOrigin = Origin | Literal["报道未写"]


@dataclass(frozen=True, slots=True)
class PrintField:
    """Something to fill in; left empty it is a blank line, or boxes to tick for a choice.

    `most` is the greatest number of characters; `rows` more than 1 allows new lines.
    """

    id: str
    label: str
    kind: FieldKind
    help: str
    most: int
    rows: int
    choices: tuple[str, ...]
    default: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class PrintLine:
    """A sentence on a sheet, with a short head where it has one, and where it comes from."""

    id: str
    head: str
    text: str
    origin: PrintOrigin
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class PrintSheet:
    """A printable sheet; `origin` is the note about sources at its foot.

    `template` names the layout, `colour` the paper it is printed on.
    """

    name: str
    title: str
    about: str
    template: str
    colour: Colour
    paper: Paper
    orientation: Orientation
    origin: str
    fields: tuple[PrintField, ...]
    lines: tuple[PrintLine, ...]
    at: Place = NOWHERE

    def field(self, name: str) -> PrintField | None:
        """The field with this id or label."""
        return next((one for one in self.fields if name in (one.id, one.label)), None)

    @property
    def papers(self) -> tuple[str, ...]:
        """The sizes it can be printed in, its own first."""
        chosen = self.field("paper")
        return chosen.choices if chosen else (self.paper,)


@dataclass(frozen=True, slots=True)
class PrintBook:
    """A file of sheets: the case whose facts 原文 refers to, and the day of the rules cited."""

    title: str
    case: str
    on: str
    sheets: tuple[PrintSheet, ...]
    at: Place = NOWHERE
