"""A work of the wall as an SVG of our own: brush-like text in columns from the right, a seal, a frame.

The signs are real text, one place each; the letters come from the fonts of the reader's machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from qingfeng.show.pictures import EDGE, INK, RED, svg

WIDE, TALL = 300, 420
_SILK, _SHEET, _ROD = "#eadfc6", "#fffaf0", "#6b4f2a"
_KAI = "'Kaiti SC','STKaiti','KaiTi','TW-Kai','FangSong','Noto Serif CJK SC','Source Han Serif SC',serif"
_SONG = "'Noto Serif CJK SC','Source Han Serif SC','Songti SC','SimSun',serif"
_FONTS = {
    "楷书": _KAI,
    "行书": f"'Xingkai SC','STXingkai',{_KAI}",
    "草书": f"'Xingkai SC','STXingkai',{_KAI}",
    "隶书": f"'Baoli SC','STLiti','LiSu',{_KAI}",
    "篆书": _SONG,
}
# How far signs lean, in degrees, and how far they stray from their column.
_LEAN = {"行书": 2, "草书": 4}
_TOP, _BOTTOM, _LEFT, _RIGHT = 58, 362, 84, 266
_LONGEST, _LARGEST = 10, 54
# From the first small sign to the seal.
_SMALL_ROOM = 148


def scroll(text: str, script: str, seal: str, signature: str, label: str) -> str:
    """A hanging scroll: the text without its marks, `signature` written small ("" for none), the
    seal of one or two signs; `label` is what a screen reader says."""
    body = [_mount(), *_columns(columns(text), script)]
    body += _small(signature, _LEFT - 26, _TOP + 96)
    body.append(_seal(seal))
    return svg(WIDE, TALL, label, "".join(body))


def columns(text: str) -> tuple[str, ...]:
    """The columns of a text without its marks: its sentences where two or three of them fit, else
    its phrases, four of them two by two, more of them joined and cut into four."""
    sentences = tuple(re.sub(r"\W+", "", one) for one in re.split(r"[。；？！]", text))
    sentences = tuple(one for one in sentences if one)
    if len(sentences) in (2, 3) and all(len(one) <= _LONGEST for one in sentences):
        return sentences
    phrases = [phrase for phrase in re.split(r"\W+", text) if phrase]
    parts = _joined([part for phrase in phrases for part in _even(phrase, _LONGEST)])
    pairs = tuple("".join(parts[i : i + 2]) for i in range(0, len(parts), 2))
    if len(parts) == 4 and all(len(pair) <= _LONGEST for pair in pairs):
        return pairs
    if len(parts) <= 4:
        return tuple(parts)
    whole = "".join(phrases)
    return _even(whole, max(_LONGEST, -(-len(whole) // 4)))


def _even(phrase: str, longest: int) -> tuple[str, ...]:
    """A phrase in parts of about the same length, none longer than `longest`."""
    count = -(-len(phrase) // longest)
    size = -(-len(phrase) // count) if count else 1
    return tuple(phrase[i : i + size] for i in range(0, len(phrase), size))


def _joined(parts: list[str]) -> list[str]:
    """The parts with the shortest neighbours joined while they stay within the longest column."""
    longest = max(map(len, parts), default=0)
    while len(parts) > 2:
        sizes = [len(a) + len(b) for a, b in pairwise(parts)]
        if min(sizes) > longest:
            break
        i = sizes.index(min(sizes))
        parts = [*parts[:i], parts[i] + parts[i + 1], *parts[i + 2 :]]
    return parts


def _mount() -> str:
    """Silk, sheet and the two rods."""
    return (
        f'<rect x="14" y="18" width="272" height="384" fill="{_SILK}" stroke="{EDGE}" stroke-width="1.5"/>'
        f'<rect x="32" y="40" width="236" height="340" fill="{_SHEET}" stroke="{EDGE}"/>'
        f'<rect x="4" y="10" width="292" height="10" rx="5" fill="{_ROD}"/>'
        f'<rect x="4" y="400" width="292" height="12" rx="6" fill="{_ROD}"/>'
    )


def _columns(parts: Sequence[str], script: str) -> list[str]:
    deepest = max((len(part) for part in parts), default=1)
    wide = (_RIGHT - _LEFT) / max(len(parts), 1)
    size = min(_LARGEST, int(wide * 0.86), int((_BOTTOM - _TOP) / deepest * 0.9))
    step = min((_BOTTOM - _TOP) / deepest, size * 1.28)
    start = (_TOP + _BOTTOM - step * deepest) / 2
    made = []
    for i, part in enumerate(parts):
        middle = _RIGHT - wide * (i + 0.5)
        made.append(_column(part, script, middle, start, step, size))
    return made


def _column(part: str, script: str, middle: float, start: float, step: float, size: int) -> str:
    """A column, one place a sign; a running hand leans and strays a little, always the same way."""
    lean = _LEAN.get(script, 0)
    turns = [_swing(sign, i, lean) for i, sign in enumerate(part)]
    xs = " ".join(f"{middle - size / 2 + turn * 0.6:.1f}" for turn in turns)
    ys = " ".join(f"{start + step * i + size * 0.88 + (step - size) / 2:.1f}" for i in range(len(part)))
    rotate = f' rotate="{" ".join(map(str, turns))}"' if lean else ""
    weight = ' font-weight="700"' if script == "篆书" else ""
    ink = f'fill="{INK}" stroke="{INK}" stroke-width="0.7" stroke-linejoin="round"'
    font = f'font-size="{size}" font-family="{_FONTS[script]}"{weight}'
    return f'<text x="{xs}" y="{ys}"{rotate} {font} {ink}>{escape(part)}</text>'


def _swing(sign: str, place: int, lean: int) -> int:
    """A turn between −lean and lean, from the sign and its place."""
    return (ord(sign) + 3 * place) % (2 * lean + 1) - lean if lean else 0


def _small(words: str, x: int, y: int) -> list[str]:
    """A small column at the left, Latin letters and digits one below the other."""
    signs = "".join(words.split())
    if not signs:
        return []
    step = min(16, _SMALL_ROOM // len(signs))
    xs = " ".join([str(x)] * len(signs))
    ys = " ".join(str(y + step * i) for i in range(len(signs)))
    return [
        f'<text x="{xs}" y="{ys}" font-size="13" font-family="{_KAI}" fill="{INK}">{escape(signs)}</text>'
    ]


def _seal(signs: str) -> str:
    """A red seal, its signs from top to bottom."""
    x, y, size = _LEFT - 36, 310, 16
    tall = 10 + (size + 4) * max(len(signs), 1)
    ys = " ".join(str(y + 21 + (size + 4) * i) for i in range(len(signs)))
    xs = " ".join([str(x + 8)] * len(signs))
    return (
        f'<rect x="{x}" y="{y}" width="32" height="{tall + 6}" rx="4" fill="{RED}"/>'
        f'<text x="{xs}" y="{ys}" font-size="{size}" font-family="{_SONG}" font-weight="700" '
        f'fill="{_SHEET}">{escape(signs)}</text>'
    )
