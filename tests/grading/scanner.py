"""Finds an answer key wherever it may have slipped: plain, encoded, hashed, in metadata or outputs."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping

_NEAR = 60


def find_keys(blob: bytes, key: Mapping[str, object]) -> list[str]:
    """The items of `key` (item id to right answer) that a blob gives away, each with how.

    An id that merely stands near its options is no find: a paper lists them all.
    """
    texts = dict(_readings(blob))
    found = []
    for item, right in key.items():
        for how, text in texts.items():
            if any(pattern.search(text) for pattern in _patterns(item, right)):
                found.append(f"{item}: {how}")
        if any(digest in texts["as it is"] for digest in _digests(item, right)):
            found.append(f"{item}: hashed")
    return found


def _readings(blob: bytes) -> Iterator[tuple[str, str]]:
    """The blob as it is, with its escapes undone, and with every long base64 and hex run decoded."""
    text = blob.decode("utf-8", errors="replace")
    yield "as it is", text
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    plain = (
        plain.replace("&quot;", '"')
        .replace("&#39;", "'")
        .replace('\\"', '"')
        .replace("\\n", "\n")
        .replace("'", '"')
    )
    yield "with escapes", re.sub(r"<[^>]+>", "", plain)
    yield "in base64", "\n".join(_decoded(text))
    hexed = re.findall(r"(?:[0-9a-fA-F]{2}){16,}", text)
    yield "in hex", "\n".join(bytes.fromhex(run).decode("utf-8", errors="replace") for run in hexed)


def _decoded(text: str) -> Iterator[str]:
    for run in re.findall(r"[A-Za-z0-9+/_-]{20,}={0,2}", text):
        try:
            padded = run + "=" * (-len(run) % 4)
            yield base64.b64decode(padded, altchars=b"-_" if re.search("[-_]", run) else None).decode()
        except ValueError:
            continue


def _forms(right: object) -> list[str]:
    """The ways an answer is written beside its item."""
    values = list(right) if isinstance(right, list | tuple) else [right]
    if isinstance(right, Mapping):
        return [json.dumps(dict(right), ensure_ascii=False)[1:-1]]
    inner = [r"""["']?\s*,?\s*["']?""".join(re.escape(str(v)) for v in values)]
    return inner


def _patterns(item: str, right: object) -> Iterator[re.Pattern[str]]:
    """The item's id, then at once its answer: in JSON, Python, YAML or a list with type and points."""
    between = r"""["']?\s*[:=,]\s*\[?\s*(?:["'][a-z_]+["']\s*,\s*[\d.]+\s*,\s*)?[\[\{]?\s*["']?"""
    for form in _forms(right):
        body = re.escape(form).replace(r"\ ", r"\s*") if isinstance(right, Mapping) else form
        yield re.compile(re.escape(item) + between + body + r"""["'\]\}\s,<]""")
    yield re.compile(re.escape(item) + rf".{{0,{_NEAR}}}(?:answer|right|correct)[\"']?\s*[:=]", re.S)


def _digests(item: str, right: object) -> Iterator[str]:
    values = right if isinstance(right, str) else json.dumps(right, ensure_ascii=False)
    for text in (f"{item}{values}", f"{item}:{values}", f"{item}|{values}", f"{item}={values}"):
        for name in ("sha256", "md5", "sha1"):
            yield hashlib.new(name, text.encode()).hexdigest()
