"""Names and numbers as they are compared: full width, spaces and case do not matter."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_HIDDEN = "某"
_COUNTED = str.maketrans(
    {
        sign: f"{i:02d}"
        for row in ("一二三四五六七八九十", "甲乙丙丁戊己庚辛壬癸")
        for i, sign in enumerate(row)
    }
)
_NOBODY = ("", "无", "不详", "未知")


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """A name, a stall or a number in the form in which it is compared."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).casefold()


@lru_cache(maxsize=65_536)
def order(name: str) -> tuple[str, str]:
    """Where a name stands in a list: 甲 before 乙, 一 before 二, 9 before 10."""
    counted = key(name).translate(_COUNTED)
    return (re.sub(r"\d+", lambda digits: digits[0].zfill(9), counted), name)


def parts(cell: str) -> tuple[str, ...]:
    """What a cell lists, apart by 、 ， ； or /, each once and in its order."""
    found = (part.strip() for part in re.split(r"[、，,；;/]", unicodedata.normalize("NFKC", cell)))
    return tuple(dict.fromkeys(part for part in found if part))


def comparable(name: str) -> bool:
    """Whether a name says who it is: a hidden name (某某) or none meets nobody."""
    return key(name) not in _NOBODY and _HIDDEN not in name
