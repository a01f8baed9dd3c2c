"""The learners' server, probed from outside: the course and nothing else of Jupyter."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import TOKEN, CourseServer


@pytest.fixture(scope="module")
def learners(course: Path) -> Iterator[CourseServer]:
    with CourseServer(course, "--learners", learner="learner1") as server:
        yield server


def status_of(server: CourseServer, path: str, method: str = "GET", token: bool = True) -> int:
    url = f"http://127.0.0.1:{server.port}{path}"
    headers = {"Authorization": f"token {TOKEN}"} if token else {}
    data = b"{}" if method != "GET" else None
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/contents"),
        ("GET", "/api/contents/assignments/bank/favours.yml"),
        ("PUT", "/api/contents/planted.txt"),
        ("GET", "/files/assignments/bank/favours.yml"),
        ("GET", "/view/assignments/bank/favours.yml"),
        ("GET", "/nbconvert/html/cases/favours/favours.ipynb"),
        ("GET", "/api/kernels"),
        ("POST", "/api/kernels"),
        ("POST", "/api/sessions"),
        ("GET", "/api/kernelspecs"),
        ("GET", "/api/config/notebook"),
        ("GET", "/api/terminals"),
        ("POST", "/api/terminals"),
        ("GET", "/terminals/1"),
        ("POST", "/api/shutdown"),
        ("GET", "/api/events/subscribe"),
        ("GET", "/lab"),
        ("GET", "/tree"),
        ("GET", "/formgrader"),
        ("GET", "/formgrader/manage_assignments"),
        ("GET", "/formgrader/api/assignments"),
        ("POST", "/formgrader/api/assignment/favours/unrelease"),
        ("GET", "/assignments"),
        ("GET", "/courses"),
        ("POST", "/nbgrader/validate"),
        ("GET", "/qingfeng/../assignments/bank/favours.yml"),
        ("GET", "/qingfeng/quiz/..%2Fbank"),
        ("GET", "/static/../assignments/bank/favours.yml"),
    ],
)
def test_nothing_but_the_course_answers_on_the_learners_port(learners, method, path):
    assert status_of(learners, path, method) in (403, 404, 405)


def test_the_course_itself_answers_there(learners):
    assert status_of(learners, "/qingfeng/") == 200


def test_without_a_login_nothing_is_shown(learners):
    url = f"http://127.0.0.1:{learners.port}/qingfeng/"
    with urllib.request.urlopen(url, timeout=10) as reply:
        page, where = reply.read().decode("utf-8"), reply.url

    assert "/login" in where and "口令" in page and "token=" in page


def test_a_message_without_the_page_s_own_token_is_refused(learners):
    request = urllib.request.Request(
        f"http://127.0.0.1:{learners.port}/qingfeng/door",
        data=b'{"verb": "load", "scope": "learn/favours/scenario"}',
        headers={"Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)

    assert refused.value.code == 403


def ask(server: CourseServer, message: dict[str, object]) -> tuple[int, dict[str, object]]:
    request = urllib.request.Request(
        server.base + "door",
        data=json.dumps(message).encode(),
        headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return int(reply.status), json.loads(reply.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def test_the_door_answers_a_lab_and_refuses_what_it_does_not_know(learners):
    status, answer = ask(learners, {"verb": "ask", "system": "penalty", "input": {"amount": 120000}})
    wrong, refused = ask(learners, {"verb": "ask", "system": "os.system", "input": {}})

    assert (status, answer["ok"], answer["result"]["title"]) == (200, True, "数额较大")
    assert (wrong, refused["ok"]) == (400, False) and "没有叫" in str(refused["message"])


def test_the_door_prints_a_filled_sheet_and_keeps_nothing_of_it(learners):
    before = {path: path.read_bytes() for path in (learners.root / "work").rglob("*") if path.is_file()}
    sheet = {"verb": "print", "sheet": "commitment_lotus", "values": {"family": "清清白白人家"}}
    status, answer = ask(learners, sheet)
    wrong, refused = ask(learners, {**sheet, "sheet": "../../bank/favours"})
    shapeless, told = ask(learners, {**sheet, "values": [1]})

    assert status == 200 and base64.b64decode(answer["result"]["pdf"]).startswith(b"%PDF")
    assert (wrong, refused["ok"]) == (400, False) == (shapeless, told["ok"])
    after = {path: path.read_bytes() for path in (learners.root / "work").rglob("*") if path.is_file()}
    assert after == before and "清清白白人家" not in learners.log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "message",
    [
        {"verb": "save", "scope": "../../etc", "value": 1, "revision": 0},
        {"verb": "save", "scope": "learn/x/y", "value": "长" * 20000, "revision": 0},
        {"verb": "save", "scope": "quiz/..", "value": {}, "revision": 0},
        {"verb": "save", "scope": "quiz/favours", "value": {}, "revision": 0},
        {"verb": "fetch", "assignment": "../bank"},
        {"verb": "dance"},
        {},
    ],
)
def test_what_the_door_refuses_it_refuses_in_chinese(learners, message):
    status, answer = ask(learners, message)

    assert status == 400 and answer["ok"] is False and len(str(answer["message"])) > 4
