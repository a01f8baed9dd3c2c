"""What a widget is made of: its module, its data and its sentence; and references as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from qingfeng.content.basis import Library
from qingfeng.words.model import Basis

Json = dict[str, object]


@dataclass(frozen=True)
class WidgetData:
    """A widget to be: the module that plays it, its data, and its sentence without a browser."""

    module: str
    data: Json
    sentence: str


def references(bases: Iterable[Basis], on: str, library: Library) -> list[Json]:
    """References as people read them."""
    return [asdict(library.reference(basis, on)) for basis in bases]
