"""The phone side of a hall: it loses no vote, and gives nobody anything but the vote page."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from qingfeng.surface.server.phones import PORT_NAME, Phones
from tests.hall import QUESTION, Hall, Phone, Reply, all_at_once, ask, run
from tests.server import ROOT, free_port

TCP_SYN_SENT = 2


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with Hall(tmp_path / "votes") as hall:
        hall.do(**QUESTION)
        yield hall


def request(
    hall: Hall, head: str, body: bytes = b"", cookie: str = "", address: str = "127.0.0.1", origin: str = ""
) -> Reply:
    return run(ask(hall.port, head, body, address, cookie, origin))


def opened(hall: Hall, number: int = 1) -> Phone:
    phone = Phone(hall.port, hall.code, number)
    run(phone.open())
    return phone


def test_two_hundred_phones_at_once_lose_no_vote(hall: Hall):
    run(all_at_once(hall, 200))

    assert hall.counts() == [67, 67, 66]


def test_a_killed_phone_side_comes_back_with_its_votes_and_its_address(hall: Hall):
    first, second = opened(hall, 1), opened(hall, 2)
    run(first.vote(0))
    run(second.vote(1))
    hall.kill()
    hall.code = ""

    hall.start()

    assert hall.code == first.code and hall.port == first.hall_port
    assert hall.counts() == [1, 1, 0]
    run(first.vote(2))
    assert hall.counts() == [0, 1, 1]


def test_the_second_vote_tells_how_many_moved(hall: Hall):
    phones = [opened(hall, i) for i in range(4)]
    for phone in phones:
        run(phone.vote(0))
    hall.do(do="close", id="a.1")
    hall.do(**{**QUESTION, "id": "a.2"})
    for phone, choice in zip(phones, (0, 1, 2, 0), strict=True):
        run(phone.vote(choice, "a.2"))

    found = hall.do(do="close", id="a.2", before="a.1")["result"]

    assert found["counts"] == [2, 1, 1] and found["moved"] == 2


def test_nothing_but_the_vote_page_answers_on_the_phone_port(hall: Hall):
    outside = ["/", "/qingfeng/", "/api/contents", "/lab", "/tree", "/files/course/course.yml", "/terminals"]
    outside += [
        "/formgrader",
        "/login",
        "/metrics",
        "/static/x.js",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
    ]
    outside += [
        f"/{hall.code}/",
        f"/{hall.code}/../api/status",
        f"/{hall.code}/door",
        "/zzzzz",
        "/zzzzz/state",
    ]

    for path in outside:
        for verb in ("GET", "POST", "PUT", "DELETE"):
            reply = request(hall, f"{verb} {path}", address="127.0.9.9")
            assert reply.status in (404, 405, 429), (verb, path)
            assert "favours" not in reply.body and hall.code not in reply.body.replace(path, "")
            assert "set-cookie" not in reply.headers and "server" not in reply.headers


def test_the_page_names_no_course_file_and_reaches_for_nothing_outside(hall: Hall):
    reply = request(hall, f"GET /{hall.code}")

    assert "http" not in reply.body.replace("http-equiv", "")
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "httponly" in reply.headers["set-cookie"].lower() and "Strict" in reply.headers["set-cookie"]
    assert str(ROOT) not in reply.body


BAD_VOTES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"ballot": "a.1"}',
    b'{"ballot": "a.1", "choice": "0"}',
    b'{"ballot": "a.1", "choice": true}',
    b'{"ballot": "a.1", "choice": 1.5}',
    b'{"ballot": "a.1", "choice": -1}',
    b'{"ballot": "a.1", "choice": 9}',
    b'{"ballot": "a.1", "choice": 1e400}',
    b'{"ballot": 1, "choice": 0}',
    b'{"ballot": "b.1", "choice": 0}',
    b"[" * 500,
    b"\xff\xfe\x00",
]


@pytest.mark.parametrize("body", BAD_VOTES, ids=repr)
def test_a_bad_vote_is_refused_in_chinese_and_counts_nothing(hall: Hall, body: bytes):
    phone = opened(hall)

    reply = request(hall, f"POST /{hall.code}/vote", body, phone.cookie)

    assert reply.status in (400, 409)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in json.loads(reply.body)["words"])
    assert hall.counts() == [0, 0, 0]


def test_a_huge_body_is_cut_off_and_the_next_vote_counts(hall: Hall):
    phone = opened(hall)
    with socket.create_connection(("127.0.0.1", hall.port)) as rude:
        rude.sendall(
            f"POST /{hall.code}/vote HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n".encode()
        )
        rude.settimeout(5)
        assert b"200" not in rude.recv(4096)

    run(phone.vote(1))

    assert hall.counts() == [0, 1, 0]


def test_a_vote_without_a_cookie_or_from_another_site_counts_nothing(hall: Hall):
    phone, body = opened(hall), json.dumps({"ballot": "a.1", "choice": 0}).encode()
    bare = request(hall, f"POST /{hall.code}/vote", body)
    forged = request(hall, f"POST /{hall.code}/vote", body, "v=short")
    other = request(hall, f"POST /{hall.code}/vote", body, phone.cookie, origin="http://evil.example")

    assert (bare.status, forged.status, other.status) == (400, 400, 400)
    assert hall.counts() == [0, 0, 0]
    own = request(hall, f"POST /{hall.code}/vote", body, phone.cookie, origin=f"http://127.0.0.1:{hall.port}")
    assert own.status == 200


def test_one_phone_that_votes_a_thousand_times_is_one_vote(hall: Hall):
    phone = opened(hall)
    body = json.dumps({"ballot": "a.1", "choice": 0}).encode()

    async def often() -> list[int]:
        post = f"POST /{hall.code}/vote"
        tries = [ask(hall.port, post, body, "127.0.0.1", phone.cookie) for _ in range(1000)]
        found = await asyncio.gather(*tries, return_exceptions=True)
        # What came over too many connections at once was cut off.
        return [reply.status for reply in found if isinstance(reply, Reply)]

    statuses = run(often())

    assert sum(hall.counts()) == 1
    assert set(statuses) <= {200, 429}


def test_one_address_cannot_stuff_the_box(hall: Hall):
    async def stuff() -> None:
        for i in range(30):
            fresh = f"v={i:022d}"
            body = json.dumps({"ballot": "a.1", "choice": 0}).encode()
            await ask(hall.port, f"POST /{hall.code}/vote", body, "127.0.0.5", fresh)

    run(stuff())

    assert sum(hall.counts()) == 10
    assert hall.do(do="tally", id="a.1")["result"]["crowded"] == 20
    hall.do(do="share")
    run(stuff())
    assert sum(hall.counts()) == 30


def test_guessing_a_code_is_slowed_and_an_honest_phone_does_not_notice(hall: Hall):
    phone = opened(hall, 3)
    guesses = [request(hall, f"GET /{i:05d}", address="127.0.0.66").status for i in range(60)]

    assert guesses.count(404) <= 16 and guesses.count(429) >= 44
    assert run(phone.vote(0)).status == 200


HALF = b"POST /22222/vote HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\n{"


def left_open(hall: Hall, number: int) -> list[socket.socket]:
    """So many connections that say nothing, or (every third) half a request and no more; all made.

    Each comes from an address of its own, so that no limit of one address keeps them off.
    """
    left = []
    for i in range(number):
        one = socket.socket()
        one.setblocking(False)
        one.bind((f"127.2.{i % 200}.{i // 200 + 1}", 0))
        one.connect_ex(("127.0.0.1", hall.port))
        left.append(one)
        if i % 500 == 499:
            time.sleep(0.1)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and sum(map(connected, left)) < number:
        time.sleep(0.1)
    assert sum(map(connected, left)) == number
    for one in left[::3]:
        with contextlib.suppress(OSError):
            one.send(HALF)
    return left


def connected(one: socket.socket) -> bool:
    """Whether a connection was made, even if it was cut off since."""
    return one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != TCP_SYN_SENT


@pytest.mark.parametrize(
    ("number", "files"), [(10_000, 0), (2_000, 600)], ids=["room for all", "room for few"]
)
def test_connections_opened_and_left_are_not_noticed(tmp_path: Path, number: int, files: int):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < number + 500:
        pytest.skip(f"this machine lets one process open {hard} files, too few to try")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with Hall(tmp_path / "votes", files=files) as hall:
        hall.do(**QUESTION)
        phone, left = opened(hall, 7), left_open(hall, number)
        began = time.monotonic()
        reply = run(phone.vote(2))
        seconds = time.monotonic() - began
        found = hall.counts()
        for one in left:
            one.close()

    assert reply.status == 200 and found == [0, 0, 1]
    assert seconds < 5


def test_a_session_that_ended_is_gone(hall: Hall):
    phone = opened(hall)
    run(phone.vote(1))

    hall.do(do="end")

    assert request(hall, f"GET /{phone.code}").status == 404
    assert request(hall, f"POST /{phone.code}/vote", b"{}", phone.cookie).status == 404
    assert list(hall.folder.iterdir()) == []  # type: ignore[union-attr]
    assert hall.do(do="tally", id="a.1")["reason"] == "lost"


def test_the_phone_side_ends_with_the_course_server(hall: Hall):
    assert hall.process.stdin
    hall.process.stdin.close()

    assert hall.process.wait(5) == 0


def test_before_a_session_begins_nobody_answers_so_that_phones_try_again(tmp_path: Path):
    port = free_port()
    words = [sys.executable, "-m", "qingfeng.surface.phones", str(port), str(tmp_path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        process.stdin.write(b'{"do": "tally", "id": "a.1"}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["reason"] == "lost"
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 5)
        process.kill()


def test_a_second_hall_takes_the_next_port(hall: Hall):
    with Hall(port=hall.port) as other:
        assert other.port != hall.port


def test_a_phone_side_started_anew_waits_for_the_port_that_phones_know():
    with socket.socket() as holder:
        holder.bind(("0.0.0.0", 0))
        holder.listen()
        port = holder.getsockname()[1]
        timer = threading.Timer(1, holder.close)
        words = [sys.executable, "-m", "qingfeng.surface.phones", str(port)]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin and process.stdout
            timer.start()
            process.stdin.write(b'{"do": "begin", "session": "favours", "keep": false, "code": "abcde"}\n')
            process.stdin.flush()
            found = json.loads(process.stdout.readline())["result"]
            process.kill()

    assert (found["code"], found["port"]) == ("abcde", port)


def phone_sides() -> list[psutil.Process]:
    """The processes of phones' sides that this one started and that live."""
    found = []
    for process in psutil.Process().children():
        # A process may end between two looks at it.
        with contextlib.suppress(psutil.NoSuchProcess):
            if "qingfeng.surface.phones" in process.cmdline():
                found.append(process)
    return found


def test_the_port_that_phones_know_is_kept_where_it_was_not_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async def begun_and_lost(holder: socket.socket) -> list[list[Any]]:
        phones = Phones(tmp_path)
        begin = {"do": "begin", "session": "one_family", "keep": False}
        first = await phones.answer(begin)
        holder.close()
        for process in phone_sides():
            process.kill()
        lost = await phones.answer({"do": "tally", "id": "a.1"})
        again = await phones.answer(begin)
        phones.close()
        while phone_sides():
            await asyncio.sleep(0.05)
        # The loop must hear of the end before it is closed itself.
        await asyncio.sleep(1)
        gc.collect()
        assert lost["reason"] == "lost"
        return [[reply["result"][name] for name in ("code", "port")] for reply in (first, again)]  # type: ignore

    with socket.socket() as holder:
        holder.bind(("0.0.0.0", 0))
        holder.listen()
        port = holder.getsockname()[1]
        monkeypatch.setenv(PORT_NAME, str(port))
        first, again = run(begun_and_lost(holder))

    assert first[1] != port
    assert first == again
