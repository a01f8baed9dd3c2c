"""Whether a file gives an answer away: the one scanner behind every test of leaks.

It reads a blob as it is, with escapes undone, without tags, and with what is packed in it (base64,
hex, gzip) unpacked; in each reading it looks for an item beside its right answer. A list of options
gives nothing away, whatever the right one is, so it raises no alarm.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import urllib.parse
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import get_args

from qingfeng.words.model import ItemType

Right = str | Sequence[str] | Mapping[str, str]
Key = Mapping[str, Right]

_TYPES = set(get_args(ItemType))
_KEYWORD = re.compile(
    r"(?:\b(?:answer|right|correct|key|solution|accept|truth)s?|答案|正解|应选)[\"'*`]*\s*(?:[:=：]|->|→|is\b|是|为)",
    re.I,
)
_RUN = re.compile(r"[^\w]{0,12}[\w.]+(?:[^\w]{1,12}[\w.]+){0,14}")
_FLAG = re.compile(
    r"\b(?:right|correct|answer|is_right|key)[\"']?\s*[:=]\s*[\"']?(?:true|yes|1|对|正确)\b", re.I
)
_OPTION = re.compile(r"\bid[\"']?\s*[:=]\s*[\"']?([\w-]+)")
_PACKED = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){8,}")


def find_keys(blob: bytes, key: Key) -> list[str]:
    """The items of a key (item id to right answer) that a blob gives away, each with how."""
    found: dict[str, None] = {}
    for how, text in _readings(blob):
        found.update(dict.fromkeys(f"{item} {how}" for item in _told(text, key)))
    found.update(dict.fromkeys(f"{item} hashed" for item in _hashed(blob, key)))
    return list(found)


# --- reading -----------------------------------------------------------------------


def _readings(blob: bytes, how: str = "plain", depth: int = 2) -> Iterator[tuple[str, str]]:
    text = blob.decode("utf-8", errors="replace")
    bare = _unescaped(text)
    yield how, text
    yield how, bare
    yield how, re.sub(r"<[^<>]*>", " , ", bare)
    if not depth:
        return
    joined = re.sub(r"\\n|[\s\"',]+(?=[A-Za-z0-9+/=_-]{4})", "", text)
    for one in dict.fromkeys((text, joined)):
        for packed in _PACKED.findall(one):
            yield from _unpacked(_from_base64(packed), "base64", depth)
        for run in _HEX.findall(one):
            yield from _unpacked(bytes.fromhex(run), "hex", depth)


def _unpacked(content: bytes, how: str, depth: int) -> Iterator[tuple[str, str]]:
    if content[:2] in (b"\x1f\x8b", b"\x78\x9c", b"\x78\xda", b"\x78\x01"):
        try:
            content = zlib.decompress(content, wbits=47)
        except zlib.error:
            return
    # Most runs are words and digests; only text is worth a second look.
    if sum(byte > 126 or byte < 9 for byte in content) * 3 < len(content) or b"_" in content:
        yield from _readings(content, how, depth - 1)


def _from_base64(packed: str) -> bytes:
    plain = packed.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(plain[: len(plain) - (len(plain) % 4 == 1)] + "==")


def _unescaped(text: str) -> str:
    """With HTML, percent, backslash and \\u escapes undone, as deep as they are nested."""
    for _ in range(3):
        text = html.unescape(text)
        text = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
        text = re.sub(r"\\+([\"'/])", r"\1", re.sub(r"\\+[nt]", " ", text))
    return urllib.parse.unquote(text) if re.search(r"%[0-9a-fA-F]{2}", text) else text


# --- an item beside its answer ----------------------------------------------------------


def _told(text: str, key: Key) -> Iterator[str]:
    yield from (item for item, right in key.items() if _names_match(text, right))
    if not any(item in text for item in key):
        return
    places = sorted((m.end(), m[0]) for m in re.finditer("|".join(map(re.escape, key)), text))
    ends = [end for end, _ in places[1:]] + [len(text)]
    for (start, item), end in zip(places, ends, strict=True):
        if _said(text[start : min(end, start + 6000)], key[item]):
            yield item
    for value in _json_in(text):
        yield from _in_json(value, key, "")


def _said(tail: str, right: Right) -> bool:
    """Whether what follows an item says its right answer."""
    if isinstance(right, Mapping):
        return False
    if re.match(r"[\"'`\])]{0,3}[\s:=,|>→-]", tail) and _begins(tail, right):
        return True
    if any(_begins(tail[m.end() :], right) for m in _KEYWORD.finditer(tail)):
        return True
    options = list(_OPTION.finditer(tail))
    ends = [*(m.start() for m in options), len(tail)][1:]
    rights = {right} if isinstance(right, str) else set(right)
    marked = {m[1] for m, end in zip(options, ends, strict=True) if _FLAG.search(tail[m.end() : end])}
    return bool(marked) and marked == rights


def _begins(text: str, right: Right) -> bool:
    """Whether a text begins with the answer, and does not go on as a list of options would."""
    run = _RUN.match(text)
    if not run:
        return False
    pieces = re.findall(r"([^\w.]*)([\w.]+)", run[0])
    while pieces and (pieces[0][1] in _TYPES or re.fullmatch(r"[\d.]+", pieces[0][1])):
        pieces.pop(0)
    wanted = [right] if isinstance(right, str) else list(right)
    given = [word for _, word in pieces[: len(wanted)]]
    compact = len(wanted) > 1 and given[:1] and given[0].lower() == "".join(wanted).lower()
    if not compact and not _same(given, wanted):
        return False
    size = 1 if compact else len(wanted)
    gap, following = pieces[size] if len(pieces) > size else ("]", "")
    return bool(re.search(r"[\])}:]", gap)) or "\n- " in gap or not _alike(following, wanted[-1])


def _same(given: Sequence[str], wanted: Sequence[str]) -> bool:
    given, wanted = [g.lower() for g in given], [w.lower() for w in wanted]
    # Short ids are the options of multiple choice, whose order says nothing.
    return given == wanted or (all(len(w) < 3 for w in wanted) and sorted(given) == sorted(wanted))


def _alike(one: str, other: str) -> bool:
    return {one, other} <= {"true", "false"} or (len(one) == len(other) and len(one) < 3) or one[:1] == "x"


def _names_match(text: str, right: Right) -> bool:
    """Steps in their order, or a left side at its right one, without the item's name."""
    between = r"[^\w]{1,12}"
    if isinstance(right, Mapping):
        pairs = (re.escape(a) + r"[\"']?\s*(?:[:=,|]|->|→)\s*[\"']?" + re.escape(b) for a, b in right.items())
        return any(a in text for a in right) and any(re.search(p, text) for p in pairs)
    if isinstance(right, str) or any(len(one) < 3 for one in right) or right[0] not in text:
        return False
    return re.search(between.join(map(re.escape, right)), text) is not None


# --- JSON ----------------------------------------------------------------------------------


def _json_in(text: str) -> Iterator[object]:
    decoder, at = json.JSONDecoder(), 0
    while (found := re.compile(r"[{\[]\s*[\"{\[]").search(text, at)) is not None:
        try:
            value, at = decoder.raw_decode(text, found.start())
            yield value
        except (ValueError, RecursionError):
            at = found.start() + 1


def _in_json(value: object, key: Key, item: str) -> Iterator[str]:
    if isinstance(value, list):
        if value and isinstance(value[0], str) and value[0] in key and _is(value[1:], key[value[0]]):
            yield value[0]
        for one in value:
            yield from _in_json(one, key, item)
    if not isinstance(value, dict):
        return
    named = [v for v in value.values() if isinstance(v, str) and v in key]
    item = named[0] if named else item
    if item and (_states(value, key[item]) or _marks(value, key[item])):
        yield item
    for name, one in value.items():
        if name in key and (_is(one, key[name]) or (isinstance(one, dict) and _states(one, key[name]))):
            yield name
        yield from _in_json(one, key, name if name in key else item)


def _states(value: Mapping[str, object], right: Right) -> bool:
    return any(name != "id" and _is(one, right) for name, one in value.items())


def _is(value: object, right: Right) -> bool:
    if isinstance(value, list) and len(value) in (1, 3) and (len(value) == 1 or value[0] in list(_TYPES)):
        value = (
            value[-1] if not (len(value) == 1 and isinstance(right, Sequence) and right == value) else value
        )
    if isinstance(value, bool):
        return str(value).lower() == right
    if isinstance(right, Mapping):
        return isinstance(value, dict) and bool(value) and value == dict(right)
    if isinstance(right, str):
        return isinstance(value, str) and value.lower() == right.lower()
    return isinstance(value, list) and all(isinstance(v, str) for v in value) and _same(value, right)


def _marks(value: Mapping[str, object], right: Right) -> bool:
    """Whether the right ones of a list of options, and they alone, carry a flag."""
    for listed in value.values():
        if not isinstance(listed, list) or not all(isinstance(o, dict) and "id" in o for o in listed):
            continue
        marked = [str(o["id"]) for o in listed if True in [v for v in o.values() if isinstance(v, bool)]]
        if marked and _is(marked[0] if isinstance(right, str) and len(marked) == 1 else marked, right):
            return True
    return False


# --- digests -----------------------------------------------------------------------------------


def _hashed(blob: bytes, key: Key) -> Iterator[str]:
    text = blob.decode("utf-8", errors="replace")
    runs = {run[:16].lower() for run in re.findall(r"[0-9a-fA-F]{16,}", text)}
    runs |= {run[:20] for run in re.findall(r"[A-Za-z0-9+/_-]{20,}", text)}
    for item, right in key.items():
        if not runs.isdisjoint(_digests(item, json.dumps(right, ensure_ascii=False))):
            yield item


@lru_cache(maxsize=1024)
def _digests(item: str, right_json: str) -> frozenset[str]:
    """The beginnings of what simple hashing makes of an item and its answer."""
    right = json.loads(right_json)
    values = {right_json, right_json.replace(" ", ""), str(right)}
    if isinstance(right, str):
        values.add(right)
    if isinstance(right, list):
        values |= {mark.join(right) for mark in ("", ",", "|", " ", ", ")} | {str(tuple(right))}
    texts = {value for value in values if isinstance(right, list | dict)}
    for value, mark in product(values, ("", ":", "|", "=", ",", " ", "-", "_", "/", "\n", "\x1f", ": ")):
        texts |= {f"{item}{mark}{value}", f"{value}{mark}{item}"}
    texts |= {json.dumps({item: right}, ensure_ascii=False), json.dumps([item, right], ensure_ascii=False)}
    made = set()
    for text, name in product(texts, ("sha256", "md5", "sha1", "sha512", "blake2b")):
        digest = hashlib.new(name, text.encode()).digest()
        plain = base64.b64encode(digest).decode()
        made |= {digest.hex()[:16], plain[:20], plain[:20].replace("+", "-").replace("/", "_")}
    return frozenset(made)
