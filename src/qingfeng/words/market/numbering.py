"""How numbers of merchants and records are written, so that one thing has one number."""

from __future__ import annotations

import unicodedata


def plain_number(text: str) -> str:
    """A number without white space, full-width signs and small letters: ｓ００１ is S001."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
