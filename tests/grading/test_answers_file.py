"""`answers.json` in the grader: read with care, marked exactly, never a word on stderr."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qingfeng.show.grading.cells import UnreadableAnswers, read_answers, section_points

KEY = {
    "a": ("single", 2.0, "b"),
    "m": ("multiple", 3.0, ["a", "c"]),
    "o": ("ordering", 4.0, ["x", "y", "z", "w"]),
    "c": ("matching", 4.0, {"l1": "r1", "l2": "r2"}),
    "t": ("truefalse", 2.0, "true"),
}


def wrapped(answers: object) -> bytes:
    return json.dumps({"assignment": "x", "revision": 1, "answers": answers}).encode()


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        ({}, 0.0),
        ({"a": "b"}, 2.0),
        ({"a": "c"}, 0.0),
        ({"m": ["a", "c"]}, 3.0),
        ({"m": ["a"]}, 1.5),
        ({"m": ["a", "b"]}, 0.0),
        ({"o": ["x", "y", "w", "z"]}, 2.0),
        ({"c": {"l1": "r1"}}, 2.0),
        ({"t": "true"}, 2.0),
        (
            {
                "a": "b",
                "m": ["c", "a"],
                "o": ["x", "y", "z", "w"],
                "c": {"l1": "r1", "l2": "r2"},
                "t": "true",
            },
            15.0,
        ),
        ({"a": ["b"], "t": True, "m": "ac", "o": {"0": "x"}, "c": ["r1"]}, 0.0),
        ({"a": 2, "unknown": "b", "m": [1, 2]}, 0.0),
        ({"o": ["x", "x", "x", "x"], "m": ["a", "a", "c"]}, 0.0),
    ],
)
def test_points_are_exact_and_a_float(tmp_path: Path, monkeypatch, capfd, answers, points):
    (tmp_path / "answers.json").write_bytes(wrapped(answers))
    monkeypatch.chdir(tmp_path)

    earned = section_points("x", KEY)

    assert (type(earned), earned) == (float, points)
    assert capfd.readouterr() == ("", "")


BROKEN = {
    "empty": b"",
    "truncated": wrapped({"a": "b"})[:-9],
    "GBK": '{"answers": {"a": "乙"}}'.encode("gbk"),
    "too large": wrapped({"a": "b" * 300_000}),
    "nested": b'{"answers": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
    "twice": b'{"answers": {"a": "b", "a": "c"}}',
    "a list": b'["a", "b"]',
    "no answers": b'{"revision": 1}',
    "answers a list": b'{"answers": ["b"]}',
    "NUL": b'{"answers": {"a": "b"}}\x00',
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_earns_nothing_and_says_nothing(tmp_path: Path, monkeypatch, capfd, kind: str):
    path = tmp_path / "answers.json"
    path.write_bytes(BROKEN[kind])
    monkeypatch.chdir(tmp_path)

    assert section_points("x", KEY) == 0.0
    assert capfd.readouterr() == ("", "")
    with pytest.raises(UnreadableAnswers, match="答案文件"):
        read_answers(path)


def test_a_link_a_folder_and_a_missing_file_earn_nothing(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_bytes(wrapped({"a": "b"}))
    earned = [section_points("x", KEY)]
    Path("answers.json").symlink_to(elsewhere)
    earned.append(section_points("x", KEY))
    Path("answers.json").unlink()
    Path("answers.json").mkdir()
    earned.append(section_points("x", KEY))
    Path("answers.json").rmdir()
    os.mkfifo("answers.json")
    earned.append(section_points("x", KEY))

    assert earned == [0.0, 0.0, 0.0, 0.0]


def test_marking_in_a_kernel_loads_nothing_heavy_and_keeps_stderr_empty():
    script = (
        "import sys\nfrom qingfeng.show.grading.cells import section_points\n"
        "heavy = {'nbgrader', 'pandas', 'pydantic', 'traitlets', 'jupyter_server', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)), section_points('x', {}))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", script], capture_output=True, encoding="utf-8"
    )

    assert (done.stdout.strip(), done.stderr) == ("[] 0.0", "")
