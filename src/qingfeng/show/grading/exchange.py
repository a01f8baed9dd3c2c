"""Fetching, handing in and feedback, by nbgrader's own exchange.

nbgrader costs seconds to import, so everything but `states` belongs in a process of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qingfeng.show.desk import BEIJING, LEARNER
from qingfeng.show.grading.cells import UnreadableAnswers, essay_texts, read_answers
from qingfeng.show.grading.config import COURSE, exchange_root, load_strictly
from qingfeng.show.writing import write_whole
from qingfeng.words.problems import QueryError

Json = dict[str, object]


@dataclass(frozen=True)
class Receipt:
    """That a paper was handed in: number (the exchange folder's random part), time in Beijing as
    ISO, and the SHA-256 of the `answers.json` handed in."""

    number: str
    time: str
    hash: str


def prepare(root: Path, assignment: str) -> None:
    """Build, generate and release a quiz, unless it is out already."""
    from nbgrader.apps.api import NbGraderAPI

    from qingfeng.show.grading.build import build

    config = load_strictly(root)
    exchange = Path(config.Exchange.root) / COURSE
    if (exchange / "outbound" / assignment / "items.json").is_file():
        return
    build(assignment, root)
    api = NbGraderAPI(config=config)
    paper = _json(root / "assignments" / "source" / assignment / "items.json")
    with api.gradebook as gradebook:
        due = datetime.fromisoformat(str(paper["due"])).astimezone(UTC)
        gradebook.update_or_create_assignment(assignment, duedate=due.strftime("%Y-%m-%d %H:%M:%S UTC"))
    _done(api.generate_assignment(assignment), "生成")
    _done(api.release_assignment(assignment), "发布")


def _done(result: dict[str, Any], what: str) -> None:
    if not result["success"]:
        raise RuntimeError(f"{what}测验没有成功：{result.get('log', '')}\n{result.get('error', '')}")


def fetch(root: Path, learner: str, assignment: str) -> None:
    """Fetch a released quiz into `work/<learner>/<assignment>/`; missing files come again."""
    app = _app("FetchAssignment", root, learner, assignment)
    app.replace_missing_files = True
    _start(app, "领取没有成功，请过一会儿再试。")


def submit(root: Path, learner: str, assignment: str) -> Receipt:
    """Hand in the answers on a learner's desk, the essay as plain text in its own cell."""
    folder = _folder(root, learner, assignment)
    answers = folder / "answers.json"
    try:
        given = read_answers(answers)
    except FileNotFoundError:
        raise QueryError("还没有作答，不能交卷。") from None
    except UnreadableAnswers as error:
        raise QueryError(f"{error}，不能交卷。请刷新页面，核对答案。") from None
    content = answers.read_bytes()
    _write_essays(root, folder, assignment, given)
    app = _app("Submit", root, learner, assignment)
    _start(app, "交卷没有成功，答案都在，请再试一次。")
    moment = datetime.strptime(app.timestamp, app.timestamp_format).replace(tzinfo=UTC)
    return Receipt(
        number=app.assignment_filename.rsplit("+", 1)[1],
        time=moment.astimezone(BEIJING).isoformat(timespec="seconds"),
        hash=hashlib.sha256(content).hexdigest(),
    )


def fetch_feedback(root: Path, learner: str, assignment: str) -> None:
    """Fetch released feedback into `work/<learner>/<assignment>/feedback/`."""
    _start(_app("FetchFeedback", root, learner, assignment), "反馈没有取到，请过一会儿再试。")


def states(root: Path, learner: str) -> dict[str, Json]:
    """The released quizzes of a learner: {assignment: {state, title, due}}.

    Looks at folders only. `state` is 未领取, 作答中, 已提交 or 已反馈; feedback counts once it is
    released and the due date has passed.
    """
    exchange = _exchange(root)
    found: dict[str, Json] = {}
    for items in sorted(exchange.glob("outbound/*/items.json")):
        paper, name = _json(items), items.parent.name
        found[name] = {
            "title": paper["title"],
            "due": paper["due"],
            "state": _state(root, exchange, learner, name, str(paper["due"])),
        }
    return found


def _state(root: Path, exchange: Path, learner: str, assignment: str, due: str) -> str:
    handed_in = list(_handed_in(root, learner, assignment))
    if handed_in:
        over = datetime.fromisoformat(due) <= datetime.now(BEIJING)
        feedback = any((exchange / "feedback" / name).is_file() for name in map(_feedback_name, handed_in))
        return "已反馈" if over and feedback else "已提交"
    fetched = (_folder(root, learner, assignment) / "items.json").is_file()
    return "作答中" if fetched else "未领取"


def _handed_in(root: Path, learner: str, assignment: str) -> Iterator[Path]:
    """nbgrader's own record of what was handed in: its cache."""
    yield from (_cache(root, learner) / COURSE).glob(f"{learner}+{assignment}+*")


def _feedback_name(handed_in: Path) -> str:
    """The file in which nbgrader releases feedback: MD5 of the submission's secret and the notebook."""
    secret = handed_in / "submission_secret.txt"
    assignment = handed_in.name.split("+")[1]
    text = secret.read_text(encoding="utf-8") if secret.is_file() else ""
    return hashlib.md5((text + assignment).encode(), usedforsecurity=False).hexdigest() + ".html"


def _write_essays(root: Path, folder: Path, assignment: str, given: dict[str, object]) -> None:
    """Put each essay into its manual cell, in a copy of the notebook as it was released."""
    path = folder / f"{assignment}.ipynb"
    released = _exchange(root) / "outbound" / assignment / path.name
    notebook = _json(released)
    # A blank essay leaves the cell as it was released: nobody has to look at it.
    essays = essay_texts(_json(folder / "items.json"), given)
    for cell in _list(notebook["cells"]):
        section = str(cell["metadata"].get("nbgrader", {}).get("grade_id")).removeprefix("section_")
        if section in essays:
            cell["source"] = essays[section].splitlines(keepends=True)
    text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    write_whole(path, text.encode("utf-8", "replace"))


def _app(name: str, root: Path, learner: str, assignment: str) -> Any:
    """One of nbgrader's exchange apps, for one learner and assignment."""
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    folder = _folder(root, learner, assignment)
    config = load_strictly(root)
    config.Exchange.assignment_dir = str(folder.parent)
    config.Exchange.cache = str(_cache(root, learner))
    coursedir = CourseDirectory(config=config, student_id=learner, assignment_id=assignment)
    made = getattr(ExchangeFactory(config=config), name)
    return made(coursedir=coursedir, authenticator=Authenticator(config=config), config=config)


def _start(app: Any, words: str) -> None:
    from nbgrader.exchange import ExchangeError

    try:
        app.start()
    except (ExchangeError, OSError, RuntimeError) as error:
        raise QueryError(words) from error


def _folder(root: Path, learner: str, assignment: str) -> Path:
    if not LEARNER.fullmatch(learner) or not LEARNER.fullmatch(assignment):
        raise QueryError("编号只能用字母、数字、点、横线和下划线。")
    folder = root / "work" / learner
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / assignment


def _cache(root: Path, learner: str) -> Path:
    return root / "work" / learner / ".cache"


def _exchange(root: Path) -> Path:
    return exchange_root(root) / COURSE


def _json(path: Path) -> Json:
    held = json.loads(path.read_bytes())
    assert isinstance(held, dict)
    return held


def _list(value: object) -> list[dict[str, Any]]:
    assert isinstance(value, list)
    return value
