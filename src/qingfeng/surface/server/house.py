"""What the server holds between requests: the project, its pages made once, and two workers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from qingfeng.content.project import Project
from qingfeng.show import labs, printing
from qingfeng.show.desk import BEIJING, Desk
from qingfeng.show.door import answer
from qingfeng.show.grading import exchange
from qingfeng.show.pages.lesson import Lesson, lesson_of
from qingfeng.show.pages.page import Door, QuizState, UnitProgress, home_page, lesson_page, place_of, steps_of
from qingfeng.show.sessions.kit import kit_of
from qingfeng.show.sessions.page import sessions_page, slides_page
from qingfeng.surface.server.phones import Phones
from qingfeng.surface.server.worker import Worker
from qingfeng.words.course import Unit
from qingfeng.words.problems import QueryError

Json = dict[str, object]
Made = TypeVar("Made")

LAB_SECONDS = 5.0
SLOW_SECONDS = 120.0


class House:
    """The course as one server serves it."""

    def __init__(self, root: Path, base: str, *, hall: bool = False) -> None:
        self.project = Project(root)
        self.door = Door("http", base)
        self.quick = Worker(LAB_SECONDS)
        self.slow = Worker(SLOW_SECONDS)
        # Only a laptop opens a port for phones; a server of many never does.
        self.phones = Phones(root / "work" / ".votes") if hall else None
        # Answers wait for the disk here, so that one slow disk does not hold up everybody.
        self._disk = ThreadPoolExecutor(8, thread_name_prefix="desk")
        self._pages: dict[str, tuple[int, str]] = {}
        self._desks: dict[str, Desk] = {}
        self._steps: dict[str, tuple[str, ...]] = {}
        self._making = asyncio.Lock()

    def desk(self, learner: str) -> Desk:
        """The desk of a learner, one object each so that one lock guards it."""
        return self._desks.setdefault(learner, Desk(self.project.root, learner))

    async def on_disk(self, work: Callable[..., Made], *given: object) -> Made:
        """Run something that waits for the disk."""
        return await asyncio.get_running_loop().run_in_executor(self._disk, work, *given)

    # --- pages

    async def lesson(self, ident: str) -> str:
        """The page of a unit's lesson or of a short one, with a place for the request's token."""
        base = self.door.base
        for unit in self.project.course.units:
            if unit.id == ident:
                others = [("读案例分析", f"{base}case/{unit.case}")] if unit.case else []
                if unit.assignment:
                    others.append(("去做评分测验", f"{base}quiz/{unit.assignment}"))
                return await self._page(self.project.root / unit.lesson, unit, place_of(unit, unit), others)
            for short in unit.shorts:
                if short.id == ident:
                    back = [(f"去学第 {unit.number} 课", f"{base}lesson/{unit.id}")]
                    return await self._page(
                        self.project.root / short.lesson, unit, place_of(unit, short), back
                    )
        raise QueryError("没有这一课。")

    async def case(self, name: str) -> str:
        """A worked case's page."""
        units = [u for u in self.project.course.units if u.case == name]
        if not units:
            raise QueryError("没有这个案例。")
        unit, path = units[0], self.project.case_folder(name) / f"{name}.ipynb"
        back = [("回到课文", f"{self.door.base}lesson/{unit.id}")]
        return await self._page(path, unit, place_of(unit, unit), back)

    async def _page(self, path: Path, unit: Unit, where: str, others: list[tuple[str, str]]) -> str:
        stamp = self._stamp(path, unit)
        held = self._pages.get(path.name)
        if held and held[0] == stamp:
            return held[1]
        async with self._making:
            held = self._pages.get(path.name)
            if held and held[0] == stamp:
                return held[1]
            made = await self.slow.run(_made_page, self.project.root, path, where, self.door, others)
            self._pages[path.name] = (stamp, made)
        return made

    def _stamp(self, path: Path, unit: Unit) -> int:
        """When the files of a page were last changed: it is made anew when they were."""
        folder = self.project.root / "cases" / unit.case
        course = self.project.root / "course"
        files = [path, *folder.glob("*.yml"), *course.rglob("*.yml"), *course.rglob("*.csv")]
        return max(file.stat().st_mtime_ns for file in files if file.exists())

    async def sessions(self) -> str:
        """The list of sessions for a hall."""
        return await self.on_disk(sessions_page, self.project, self.door)

    async def slides(self, name: str) -> str:
        """The slides of a session; read anew, so that an author sees what was just changed."""
        return await self.slow.run(_made_slides, self.project.root, name, self.door)

    async def kit(self, name: str) -> bytes:
        """The kit of a session as PDF."""
        return await self.slow.run(kit_of, self.project.root, name)

    async def sheet(self, name: str) -> bytes:
        """A blank sheet as PDF."""
        return await self.quick.run(printing.printed, self.project.root, name, {})

    async def home(self, learner: str, workbench: str) -> str:
        """The home page of a learner."""
        return await self.on_disk(self._home, learner, workbench)

    def _home(self, learner: str, workbench: str) -> str:
        course, desk = self.project.course, self.desk(learner)
        done = desk.progress()
        units = [
            UnitProgress(
                unit,
                sum(f"learn/{unit.case}/{step}" in done for step in self.steps(unit)),
                len(self.steps(unit)),
                f"lesson/{unit.id}",
                f"case/{unit.case}" if unit.case else "",
                tuple((short, f"lesson/{short.id}") for short in unit.shorts),
            )
            for unit in course.units
        ]
        return home_page(course, units, self.quizzes(learner), self.door, workbench)

    def steps(self, unit: Unit) -> tuple[str, ...]:
        """The steps of a unit whose doing is kept; read once, since every visit to home asks."""
        if unit.id not in self._steps:
            self._steps[unit.id] = steps_of(self.project, unit)
        return self._steps[unit.id]

    def quizzes(self, learner: str) -> list[QuizState]:
        """The graded quizzes that are released, with their state, in the order of the lessons."""
        states = exchange.states(self.project.root, learner)
        lessons = {unit.assignment: unit.number for unit in self.project.course.units}
        return [
            QuizState(
                name,
                lessons.get(name, 0),
                str(one["title"]),
                str(one["state"]),
                _in_beijing(str(one["due"])),
                self.desk(learner).assignment_folder(name).is_dir(),
            )
            for name, one in sorted(states.items(), key=lambda pair: lessons.get(pair[0], len(lessons) + 1))
        ]

    # --- the door

    async def answer(self, learner: str, message: Json) -> Json:
        """What the door answers to a message of a widget or of the home page."""
        ident: Json = {"id": message.get("id")}
        verb, root = message.get("verb"), self.project.root
        if verb == "ask":
            given = message.get("input")
            if not isinstance(given, dict):
                raise QueryError("练习台要的数没有送到，请刷新页面。")
            found = await self.quick.run(labs.ask, root, str(message.get("system")), given)
            return ident | {"ok": True, "result": found}
        if verb == "print":
            sheet, values = str(message.get("sheet")), message.get("values")
            made = await self.quick.run(printing.reply, root, sheet, values)
            return ident | {"ok": True, "result": made}
        if verb == "hall":
            return ident | await self._hall(message)
        if verb == "fetch":
            await self.slow.run(exchange.fetch, root, learner, self._released(learner, message))
            return ident | {"ok": True, "result": {}}
        if verb == "submit":
            return ident | {"ok": True, "result": await self._submit(learner, message)}
        return await self.on_disk(answer, root, self.desk(learner), message)

    async def _hall(self, message: Json) -> Json:
        if self.phones is None:
            raise QueryError("这台服务器不开手机投票。")
        asked = {key: value for key, value in message.items() if key not in ("id", "verb")}
        asked["id"] = message.get("ballot")
        if message.get("do") == "begin":
            session = self.project.session(str(message.get("session")))
            asked |= {"session": session.id, "keep": session.audience != "family"}
        return await self.phones.answer(asked)

    async def _submit(self, learner: str, message: Json) -> Json:
        name, desk = self._released(learner, message), self.desk(learner)
        held = await self.on_disk(desk.load, f"quiz/{name}")
        if message.get("revision") != held["revision"]:
            raise QueryError("还有答案没有保存好，请等“已保存”出现后再提交。")
        receipt = await self.slow.run(exchange.submit, self.project.root, learner, name)
        kept: Json = {"number": receipt.number, "time": receipt.time, "hash": receipt.hash}
        await self.on_disk(desk.keep_receipt, name, kept)
        return kept

    def _released(self, learner: str, message: Json) -> str:
        name = str(message.get("assignment"))
        if name not in exchange.states(self.project.root, learner):
            raise QueryError("没有发布这份测验。")
        return name

    async def open_shop(self) -> None:
        """Make what the first visitor would wait for: lesson pages, and on a laptop the quiz."""
        for unit in self.project.course.units:
            for part in unit.parts:
                await self.lesson(part.id)
            if unit.case:
                await self.case(unit.case)

    async def release_all(self) -> None:
        """Release every quiz that is not out yet (laptop: one person, their own disk)."""
        for unit in self.project.course.units:
            if unit.assignment:
                await self.slow.run(exchange.prepare, self.project.root, unit.assignment)

    def close(self) -> None:
        """End the workers."""
        self.quick.stop()
        self.slow.stop()
        if self.phones:
            self.phones.close()
        self._disk.shutdown(wait=True)


def _made_page(root: Path, path: Path, where: str, door: Door, others: list[tuple[str, str]]) -> str:
    """A page, made in the worker: nbconvert costs seconds and memory."""
    lesson: Lesson = lesson_of(path)
    return lesson_page(Project(root), lesson, where, door, others)


def _made_slides(root: Path, name: str, door: Door) -> str:
    """Slides, made in the worker."""
    project = Project(root)
    return slides_page(project, project.session(name), door)


def _in_beijing(iso: str) -> str:
    if not iso:
        return "未定"
    due = datetime.fromisoformat(iso).astimezone(BEIJING)
    return f"{due.year} 年 {due.month} 月 {due.day} 日 {due:%H:%M}（北京时间）"
