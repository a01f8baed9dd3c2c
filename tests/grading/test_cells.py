"""`section_points`: a broken or hostile `answers.json` earns what it earns, and nothing is ever said."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingfeng.show.grading.cells import CAP, section_points

KEY = {
    "a": ("single", 2.0, "b"),
    "t": ("truefalse", 2.0, "true"),
    "m": ("multiple", 3.0, ["a", "c", "d"]),
    "o": ("ordering", 4.0, ["w", "x", "y", "z"]),
    "c": ("matching", 4.0, {"l1": "r1", "l2": "r2", "l3": "r3"}),
}
RIGHT = {name: right for name, (_, _, right) in KEY.items()}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "answers.json"


def wrapped(answers: object) -> bytes:
    return json.dumps({"assignment": "x", "revision": 1, "answers": answers}, ensure_ascii=False).encode()


def earned_silently(capfd: pytest.CaptureFixture[str], rule: str = "half") -> float:
    """The points, once it is certain that they are a float and that nothing was printed."""
    points = section_points("x", KEY, rule)  # type: ignore[arg-type]
    assert type(points) is float and capfd.readouterr() == ("", "")
    return points


UNREADABLE: dict[str, bytes] = {
    "nothing": b"",
    "white space": b" \n",
    "a truncated file": wrapped(RIGHT)[:-12],
    "a file in GBK": json.dumps({"answers": {"a": "b", "话": "话"}}, ensure_ascii=False).encode("gbk"),
    "UTF-16": wrapped(RIGHT).decode().encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + wrapped(RIGHT),
    "a megabyte": wrapped(RIGHT | {"long": "文" * 350_000}),
    "one byte too many": wrapped(RIGHT) + b" " * (CAP + 1 - len(wrapped(RIGHT))),
    "100,000 lists": b'{"answers": {"a": "b", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
    "20,000 objects": b'{"answers": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}",
    "a name twice": b'{"answers": {"a": "b", "a": "b"}}',
    "a name twice, deeper": b'{"answers": {"a": "b", "c": {"l1": "r1", "l1": "r1"}}}',
    "answers twice": b'{"answers": {"a": "b"}, "answers": {"a": "b"}}',
    "a list": b'["b"]',
    "a string": b'"b"',
    "null": b"null",
    "no answers": b'{"revision": 3}',
    "answers in a list": b'{"answers": [{"a": "b"}]}',
    "answers in a string": b'{"answers": "{\\"a\\": \\"b\\"}"}',
    "answers null": b'{"answers": null}',
    "NUL bytes": b"\x00" * 100,
    "more after the end": wrapped(RIGHT) + b"{}",
    "a number of 5,000 digits": b'{"answers": {"a": "b", "n": ' + b"9" * 5000 + b"}}",
    "Python": b"{'answers': {'a': 'b'}}",
    "a pickle": b"\x80\x04\x95\x10\x00\x00\x00",
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_an_unreadable_file_earns_nothing(desk: Path, capfd, kind: str):
    desk.write_bytes(UNREADABLE[kind])

    assert earned_silently(capfd) == 0.0


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


# What stands where `answers.json` should.
STRANGE: dict[str, Callable[[Path, Path], object]] = {
    "nothing": lambda path, other: None,
    "a folder": lambda path, other: path.mkdir(),
    "a named pipe": lambda path, other: os.mkfifo(path),
    "a socket": lambda path, other: make_socket(path),
    "a link to right answers": lambda path, other: path.symlink_to(other),
    "a link to nothing": lambda path, other: path.symlink_to("nowhere.json"),
    "a link to itself": lambda path, other: path.symlink_to(path),
    "a link to a device": lambda path, other: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_what_is_no_file_earns_nothing(desk: Path, capfd, kind: str):
    other = desk.with_name("right.json")
    other.write_bytes(wrapped(RIGHT))
    STRANGE[kind](desk, other)

    assert earned_silently(capfd) == 0.0


def test_a_file_that_may_not_be_read_earns_nothing(desk: Path, capfd):
    desk.write_bytes(wrapped(RIGHT))
    desk.chmod(0)
    desk.parent.chmod(0o500)
    was = os.geteuid()
    # The superuser may read anything, so somebody else has to try.
    if was == 0:
        os.seteuid(65534)
    try:
        points = section_points("x", KEY)  # type: ignore[arg-type]
    finally:
        os.seteuid(was)
        desk.parent.chmod(0o700)

    assert (type(points), points, capfd.readouterr()) == (float, 0.0, ("", ""))


def test_a_folder_that_is_gone_earns_nothing(tmp_path: Path, monkeypatch, capfd):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    assert earned_silently(capfd) == 0.0


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        (RIGHT, 15.0),
        ({**RIGHT, "a": 2, "stray": {"any": [1]}}, 13.0),
        ({"a": "b", "t": True, "m": "acd"}, 2.0),
        ({"a": ["b"], "t": "true", "m": ["a", "c"]}, 3.5),
        ({"m": ["d", "c", "a"], "o": ["w", "x", "z", "y"]}, 5.0),
        ({"m": ["a", "b"], "o": ["w", "x", "y"]}, 0.0),
        ({"o": ["w", "x", "y", "y"], "c": {"l1": "r1"}}, 4 / 3),
        ({"c": {"l1": "r1", "l2": "r2", "l3": "r1", "l9": "r9"}}, 8 / 3),
        ({"c": {"l1": "r1", "l2": 2}, "t": "true"}, 2.0),
        ({"c": [["l1", "r1"]], "a": None, "t": "", "m": [], "o": {}}, 0.0),
        ({"a": "B", "t": "True"}, 0.0),
        ({"a": "b\u200b", "t": " true"}, 0.0),
        ({"a": "\ud800", "t": "true"}, 2.0),
    ],
)
def test_what_can_be_read_earns_its_own_points(desk: Path, capfd, answers: object, points: float):
    desk.write_bytes(json.dumps({"answers": answers}).encode())

    assert earned_silently(capfd) == points


@pytest.mark.parametrize(
    "text",
    [
        '{"answers": {"a": "b", "t": NaN, "m": Infinity, "o": -Infinity, "c": 1e999}}',
        '{"answers": {"a": "b", "t": "1", "m": ["1", "2"], "o": "1"}}',
        '{"revision": "many", "answers": {"a": "b"}, "more": [[[[]]]]}',
        '{"answers": {"a": "b", "": "", "__class__": "x", "t": {"__reduce__": []}}}',
    ],
)
def test_numbers_and_stray_values_cost_only_their_own_item(desk: Path, capfd, text: str):
    desk.write_text(text, encoding="utf-8")

    assert earned_silently(capfd) == 2.0


@pytest.mark.parametrize(("rule", "points"), [("strict", 0.0), ("half", 1.5), ("net", 2.0), ("overlap", 2.0)])
def test_the_rule_of_the_bank_reaches_the_marking(desk: Path, capfd, rule: str, points: float):
    desk.write_bytes(wrapped({"m": ["a", "c"]}))

    assert earned_silently(capfd, rule) == points


def test_a_section_without_items_earns_nothing_as_a_float(desk: Path):
    desk.write_bytes(wrapped(RIGHT))

    assert (type(section_points("x", {})), section_points("x", {})) == (float, 0.0)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200) | st.sampled_from([wrapped(RIGHT)]), st.integers(0, 300), st.binary(max_size=3)
)
def test_no_bytes_whatever_raise_or_earn_too_much(desk: Path, content: bytes, at: int, stray: bytes):
    desk.write_bytes(content[:at] + stray + content[at:])

    points = section_points("x", KEY)  # type: ignore[arg-type]
    assert type(points) is float and 0.0 <= points <= 15.0


def test_the_module_of_the_hidden_tests_is_light_and_silent(tmp_path: Path):
    (tmp_path / "answers.json").write_bytes(wrapped({"a": "b"}))
    script = (
        "import sys; from qingfeng.show.grading.cells import section_points as s\n"
        "print(s('x', {'a': ['single', 2.0, 'b']}))\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always", "-X", "dev", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    points, modules = done.stdout.splitlines()
    heavy = "nbgrader pandas numpy pydantic yaml traitlets IPython ipykernel ipywidgets anywidget nbformat"
    heavy += " nbconvert sqlalchemy jupyter_core jupyter_client jupyter_server"

    assert (points, done.stderr, done.returncode) == ("2.0", "", 0)
    assert [name for name in heavy.split() if f"'{name}'" in modules] == []
