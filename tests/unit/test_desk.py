"""A learner's desk: what is acknowledged is kept, whole, by whoever saves and whatever dies."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from qingfeng.show import door
from qingfeng.show.desk import ANSWERS_CAP, NOTE_CAP, Desk, Stale, learner_name, tidy_name
from qingfeng.show.papers import answer_faults, released_items
from qingfeng.words.problems import QueryError

QUIZ, NOTE = "quiz/favours", "learn/favours/scenario"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk on which the quiz has been fetched."""
    (tmp_path / "work" / "zhang" / "favours").mkdir(parents=True)
    return Desk(tmp_path, "zhang")


# --- saving and loading -------------------------------------------------------------


@pytest.mark.parametrize("scope", [QUIZ, NOTE])
def test_what_is_saved_is_loaded_with_its_revision(desk: Desk, scope: str):
    first = desk.save(scope, {"a": "对"}, 0)
    second = desk.save(scope, {"a": "错", "b": ["甲", "乙"]}, first.revision)
    loaded = desk.load(scope)

    assert (first.revision, second.revision) == (1, 2)
    assert (loaded["revision"], loaded["value"]) == (2, {"a": "错", "b": ["甲", "乙"]})


def test_nothing_saved_is_revision_nought(desk: Desk):
    assert desk.load(QUIZ) == {"revision": 0, "value": {}, "saved_at": ""}
    assert desk.load(NOTE) == {"revision": 0, "value": None}
    assert desk.progress() == {} and desk.receipt("favours") is None


def test_answers_lie_beside_the_notebook_as_readable_text(desk: Desk):
    saved = desk.save(QUIZ, {"a": "对"}, 0)
    file = desk.folder / "favours" / "answers.json"

    assert json.loads(file.read_text(encoding="utf-8")) == {
        "assignment": "favours",
        "revision": 1,
        "saved_at": saved.saved_at,
        "answers": {"a": "对"},
    }
    assert saved.saved_at.endswith("+08:00")


def test_two_notes_are_kept_apart(desk: Desk):
    desk.save(NOTE, {"path": [0]}, 0)
    desk.save("learn/favours/practice", {"p01": "a"}, 0)

    assert desk.load(NOTE)["value"] == {"path": [0]}
    assert set(desk.progress()) == {NOTE, "learn/favours/practice"}


def test_a_receipt_is_kept_for_each_assignment(desk: Desk):
    desk.keep_receipt("favours", {"number": "1", "hash": "aa"})
    desk.keep_receipt("market", {"number": "2", "hash": "bb"})
    desk.keep_receipt("favours", {"number": "3", "hash": "cc"})

    assert desk.receipt("favours") == {"number": "3", "hash": "cc"}
    assert desk.receipt("market") == {"number": "2", "hash": "bb"}


# --- refusing -------------------------------------------------------------------------


@pytest.mark.parametrize("scope", [QUIZ, NOTE])
def test_an_older_revision_is_refused_with_the_newer_value(desk: Desk, scope: str):
    desk.save(scope, {"a": "旧"}, 0)
    desk.save(scope, {"a": "新"}, 1)

    with pytest.raises(Stale) as refused:
        desk.save(scope, {"a": "另一个窗口"}, 1)

    assert (refused.value.revision, refused.value.value) == (2, {"a": "新"})
    assert desk.load(scope)["value"] == {"a": "新"}


def test_what_is_too_large_is_refused_and_the_old_answer_stays(desk: Desk):
    desk.save(QUIZ, {"a": "短"}, 0)
    desk.save(NOTE, "短", 0)

    with pytest.raises(QueryError, match="太长"):
        desk.save(QUIZ, {"a": "长" * (ANSWERS_CAP // 3)}, 1)
    with pytest.raises(QueryError, match="太大"):
        desk.save(NOTE, "长" * (NOTE_CAP // 3), 1)

    assert desk.load(QUIZ)["value"] == {"a": "短"} and desk.load(NOTE)["value"] == "短"
    assert [path.name for path in (desk.folder / "favours").iterdir()] == ["answers.json"]


def test_what_just_fits_is_kept(desk: Desk):
    assert desk.save(NOTE, "长" * ((NOTE_CAP - 2) // 3), 0).revision == 1


@pytest.mark.parametrize("revision", [None, "1", 1.0, True, [1]])
def test_a_revision_that_is_no_number_is_refused(desk: Desk, revision: object):
    with pytest.raises(QueryError, match="版本号"):
        desk.save(QUIZ, {}, revision)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../li", "a/b", "/etc", "a\\b", "-rf", ".ssh", "张三", "a b", "a\n", "a\0", "x" * 65],
)
def test_a_name_that_could_leave_the_folder_is_no_learner(tmp_path: Path, name: str):
    with pytest.raises(QueryError, match="学员编号"):
        Desk(tmp_path, name)


@pytest.mark.parametrize("name", ["zhang", "a.b-c_1", "_", "x" * 64, "2026.zhang"])
def test_a_plain_name_is_a_learner(tmp_path: Path, name: str):
    assert Desk(tmp_path, name).folder == tmp_path / "work" / name


@pytest.mark.parametrize("scope", ["quiz/..", "quiz/../li/favours", "quiz/a/b", "quiz/", "quiz//etc"])
def test_a_scope_cannot_leave_the_folder(desk: Desk, scope: str):
    with pytest.raises(QueryError, match="没有这个测验"):
        desk.load(scope)
    with pytest.raises(QueryError, match="没有这个测验"):
        desk.save(scope, {}, 0)


def test_a_quiz_that_was_not_fetched_cannot_be_answered(desk: Desk):
    with pytest.raises(QueryError, match="请先领取"):
        desk.save("quiz/market", {}, 0)


@pytest.mark.parametrize("name", ["张三", "a@b.cn", "", "../x", "王" * 80, "a b"])
def test_any_name_is_made_one_that_may_be_a_folder(tmp_path: Path, name: str):
    assert Desk(tmp_path, tidy_name(name)).learner == tidy_name(name)


def test_two_learners_never_share_a_folder():
    names = ["张三", "李四", "a@b.cn", "a.b@cn", "a b@cn", "u_a_b_cn"]

    assert len({tidy_name(name) for name in names}) == len(names)


def test_the_learner_is_the_hub_user_before_the_user_of_the_machine(monkeypatch):
    monkeypatch.delenv("QINGFENG_LEARNER", raising=False)
    monkeypatch.setenv("JUPYTERHUB_USER", "hub.user")

    assert learner_name() == "hub.user"


# --- answers that fit the paper ---------------------------------------------------------

PAPER: dict[str, object] = {
    "items": [
        {"id": "s", "type": "single", "options": [{"id": "a"}, {"id": "b"}]},
        {"id": "t", "type": "truefalse", "options": [{"id": "true"}, {"id": "false"}]},
        {"id": "m", "type": "multiple", "options": [{"id": "a"}, {"id": "b"}]},
        {"id": "o", "type": "ordering", "options": [{"id": "a"}, {"id": "b"}]},
        {"id": "c", "type": "matching", "left": [{"id": "l"}], "right": [{"id": "r"}]},
        {"id": "w", "type": "short"},
        {"id": "e", "type": "case_analysis"},
    ]
}


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"s": "a", "t": "false", "m": ["b", "a"], "o": ["b", "a"], "c": {"l": "r"}, "w": "字", "e": "长文"},
        {"s": "", "t": "", "m": [], "o": [], "c": {}, "w": "", "e": ""},
        {"o": ["a"], "c": {"l": ""}},
    ],
)
def test_answers_of_the_right_shape_are_accepted(answers: dict[str, object]):
    assert answer_faults(PAPER, answers) == []


@pytest.mark.parametrize(
    "answers",
    [
        {"z": "a"},
        {"s": "z"},
        {"s": ["a"]},
        {"s": None},
        {"t": True},
        {"m": "a"},
        {"m": ["z"]},
        {"m": [["a"]]},
        {"o": {"a": 1}},
        {"c": ["l", "r"]},
        {"c": {"z": "r"}},
        {"c": {"l": "z"}},
        {"c": {"l": ["r"]}},
        {"w": 3},
        {"e": {"text": "长文"}},
    ],
    ids=str,
)
def test_an_answer_of_the_wrong_shape_is_told(answers: dict[str, object]):
    (fault,) = answer_faults(PAPER, answers)

    assert next(iter(answers)) in fault


@pytest.mark.parametrize("value", [None, [], "a", 3])
def test_answers_that_are_no_object_are_told(value: object):
    assert answer_faults(PAPER, value) == ["答案的格式不对。"]


def test_a_paper_that_is_missing_or_damaged_is_told(tmp_path: Path):
    (tmp_path / "items.json").write_text("{", encoding="utf-8")

    with pytest.raises(QueryError, match="请先领取"):
        released_items(tmp_path / "nothing.json")
    with pytest.raises(QueryError, match="重新发布"):
        released_items(tmp_path / "items.json")


# --- the door -----------------------------------------------------------------------------


@pytest.fixture
def fetched(desk: Desk) -> Desk:
    """A desk with the paper."""
    (desk.folder / "favours" / "items.json").write_text(json.dumps(PAPER), encoding="utf-8")
    return desk


def asked(desk: Desk, **message: object) -> dict[str, object]:
    return door.answer(desk.folder.parent.parent, desk, {"id": 7, **message})


def test_a_widget_saves_and_loads_through_the_door(fetched: Desk):
    saved = asked(fetched, verb="save", scope=QUIZ, value={"s": "a"}, revision=0)
    loaded = asked(fetched, verb="load", scope=QUIZ)

    assert (saved["id"], saved["ok"]) == (7, True)
    assert loaded["result"] == {
        "revision": 1,
        "value": {"s": "a"},
        "saved_at": saved["result"]["saved_at"],
        "receipt": None,
    }


def test_an_older_window_is_told_what_the_newer_one_saved(fetched: Desk):
    asked(fetched, verb="save", scope=QUIZ, value={"s": "a"}, revision=0)
    reply = asked(fetched, verb="save", scope=QUIZ, value={"s": "b"}, revision=0)

    assert (reply["ok"], reply["reason"]) == (False, "stale")
    assert reply["result"] == {"revision": 1, "value": {"s": "a"}}


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"verb": "load"},
        {"verb": "load", "scope": "../etc"},
        {"verb": "load", "scope": ["quiz/favours"]},
        {"verb": "load", "scope": "learn/" + "x" * 200},
        {"verb": "drop", "scope": QUIZ},
        {"verb": "save", "scope": QUIZ, "value": {"s": "z"}, "revision": 0},
        {"verb": "save", "scope": QUIZ, "value": [], "revision": 0},
        {"verb": "save", "scope": QUIZ, "value": {}},
        {"verb": "save", "scope": QUIZ, "value": {}, "revision": "0"},
        {"verb": "save", "scope": "quiz/../favours", "value": {}, "revision": 0},
        {"verb": "save", "scope": "quiz/market", "value": {}, "revision": 0},
        {"verb": "save", "scope": NOTE, "value": "长" * NOTE_CAP, "revision": 0},
    ],
    ids=lambda message: str(message)[:60],
)
def test_what_the_door_cannot_do_is_refused_in_a_sentence(fetched: Desk, message: dict[str, object]):
    reply = asked(fetched, **message)

    assert (reply["ok"], reply["reason"]) == (False, "refused")
    assert str(reply["message"]).endswith("。")


@pytest.mark.parametrize("scope", [QUIZ, NOTE])
def test_half_an_emoji_does_not_lose_an_essay(fetched: Desk, scope: str):
    reply = asked(fetched, verb="save", scope=scope, value={"e": "写到一半\ud83d"}, revision=0)

    assert reply["ok"] is True


# --- several processes, and death ------------------------------------------------------------

WRITER = """
    import sys
    from pathlib import Path
    from qingfeng.show.desk import Desk, Stale

    desk, name = Desk(Path(sys.argv[1]), "zhang"), sys.argv[2]
    for number in range(int(sys.argv[3])):
        while True:
            held = desk.load("quiz/favours")
            try:
                value = {**held["value"], f"{name}{number}": "x" * 200}
                saved = desk.save("quiz/favours", value, held["revision"])
                break
            except Stale:
                pass
        print(saved.revision, flush=True)
"""


def writer(desk: Desk, name: str, count: int) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-c",
        textwrap.dedent(WRITER),
        str(desk.folder.parent.parent),
        name,
        str(count),
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_that_save_at_once_lose_nothing(desk: Desk):
    processes = [writer(desk, name, 60) for name in "ab"]
    told = [[int(line) for line in process.communicate(timeout=50)[0].split()] for process in processes]
    held = desk.load(QUIZ)

    assert set(held["value"]) == {f"{name}{number}" for name in "ab" for number in range(60)}
    assert sorted(told[0] + told[1]) == list(range(1, 121)) and held["revision"] == 120


def test_a_process_killed_while_saving_leaves_the_answers_whole(desk: Desk):
    dice, deaths = random.Random(20180411), 0
    file = desk.folder / "favours" / "answers.json"
    for turn in range(20):
        process = writer(desk, f"t{turn}_", 10_000)
        assert process.stdout is not None
        acknowledged = int(process.stdout.readline())
        time.sleep(dice.uniform(0, 0.08))
        process.send_signal(signal.SIGKILL)
        acknowledged = max([acknowledged, *map(int, process.communicate()[0].split("\n")[:-1])])
        deaths += process.returncode == -signal.SIGKILL

        held = json.loads(file.read_bytes())
        assert held["revision"] >= acknowledged
        # Every revision added one answer, so none that was acknowledged is lost.
        assert len(held["answers"]) == held["revision"]
    after = desk.save(QUIZ, {}, held["revision"])

    assert deaths == 20 and after.revision == held["revision"] + 1


def test_a_half_written_file_of_a_dead_process_is_removed_at_the_next_save(desk: Desk):
    left = desk.folder / "favours" / ".answers.json.new"
    left.write_bytes(b'{"assignment":"fav')
    desk.save(QUIZ, {}, 0)

    assert not left.exists()
