"""The routes of the course: home, lessons, cases, quizzes, feedback, and the door."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import tornado.web as web
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin

from qingfeng.show.desk import learner_name, tidy_name
from qingfeng.show.door import MESSAGE_CAP, refusal
from qingfeng.show.grading import exchange
from qingfeng.show.pages.page import HOME, XSRF, content_policy, notice_page, quiz_page
from qingfeng.show.papers import released_items
from qingfeng.show.sessions.page import slides_script
from qingfeng.show.widgets.data import paper_data
from qingfeng.surface.server.house import House
from qingfeng.words.problems import ContentError, QueryError

AUTH_RESOURCE = "qingfeng"
# A graded paper with a long essay is larger than a lab's input.
SAVE_CAP = 4 * MESSAGE_CAP


class CourseHandler(ExtensionHandlerMixin, JupyterHandler):
    """What all routes share: who the learner is, and how a page is sent."""

    auth_resource = AUTH_RESOURCE

    @property
    def house(self) -> House:
        """The course as this server serves it."""
        house = self.settings["qingfeng_house"]
        assert isinstance(house, House)
        return house

    @property
    def learner(self) -> str:
        """The learner: the signed-in user of a hub, else the OS user; never a token's random name."""
        if self.settings["qingfeng_identity"] == "user":
            return tidy_name(str(self.current_user.username))
        return learner_name()

    @property
    def content_security_policy(self) -> str:
        return content_policy()

    def send_page(self, page: str) -> None:
        """Send a page with this request's token in its place."""
        self.set_header("Cache-Control", "no-store")
        self._finish_page(page, xsrf=escape(self.xsrf_token.decode()))

    def _finish_page(self, page: str, xsrf: str) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(page.replace(XSRF, xsrf).replace(HOME, self.house.door.base))

    def send_pdf(self, name: str, made: bytes) -> None:
        """Send a PDF to be looked at in the browser."""
        self.set_header("Content-Type", "application/pdf")
        self.set_header("Content-Disposition", f'inline; filename="{name}.pdf"')
        self.finish(made)

    def send_notice(self, status: int, title: str, words: str) -> None:
        """Send a page that says what happened and what to do."""
        self.set_status(status)
        self.send_page(notice_page(self.house.project.course, title, words, self.house.door))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A failure in Chinese, without a traceback."""
        error = kwargs.get("exc_info", (None, None))[1]
        words = "已经保存的答案都在。请回到首页再试一次。"
        if isinstance(error, (QueryError, ContentError)):
            # An author is told file, line and cure where the page would have stood.
            words = str(error)
        titles = {403: "这里不能进", 404: "没有这一页", 500: "这一步没有做成"}
        status = 404 if isinstance(error, QueryError) else status_code
        self.clear()
        self.set_status(status)
        title = titles.get(status, "这一步没有做成")
        # Without a token: making one may be what failed.
        self._finish_page(notice_page(self.house.project.course, title, words, self.house.door), xsrf="")


class HomeHandler(CourseHandler):
    """The home page."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        workbench = self.settings["base_url"] + "lab" if self.settings["qingfeng_workbench"] else ""
        self.send_page(await self.house.home(self.learner, workbench))


class LessonHandler(CourseHandler):
    """A unit's lesson."""

    @web.authenticated
    @authorized
    async def get(self, unit: str) -> None:
        self.send_page(await self.house.lesson(unit))


class CaseHandler(CourseHandler):
    """A worked case."""

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        self.send_page(await self.house.case(name))


class SessionsHandler(CourseHandler):
    """The list of sessions for a hall."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        self.send_page(await self.house.sessions())


class SlidesHandler(CourseHandler):
    """The slides of a session."""

    @property
    def content_security_policy(self) -> str:
        return content_policy(slides_script())

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        self.send_page(await self.house.slides(name))


class KitHandler(CourseHandler):
    """The kit of a session, to print."""

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        self.send_pdf(name, await self.house.kit(name))


class SheetHandler(CourseHandler):
    """A sheet to print, blank."""

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        self.send_pdf(name, await self.house.sheet(name))


class QuizHandler(CourseHandler):
    """A graded quiz, options in the learner's order."""

    @web.authenticated
    @authorized
    async def get(self, assignment: str) -> None:
        folder = self.house.desk(self.learner).assignment_folder(assignment)
        if not (folder / "items.json").is_file():
            self.send_notice(404, "还没有领取这份测验", "请回到首页，点“领取测验”。")
            return
        made = paper_data(released_items(folder / "items.json"), self.learner)
        self.send_page(quiz_page(self.house.project.course, made, self.house.door))


class FeedbackHandler(CourseHandler):
    """The feedback nbgrader released, once the due date has passed."""

    @web.authenticated
    @authorized
    async def get(self, assignment: str) -> None:
        root, learner = self.house.project.root, self.learner
        state = exchange.states(root, learner).get(assignment, {})
        if state.get("state") != "已反馈":
            self.send_notice(404, "反馈还没有出来", "教员评完并发布以后，首页会显示“已反馈”。")
            return
        await self.house.slow.run(exchange.fetch_feedback, root, learner, assignment)
        pages = sorted(self.house.desk(learner).assignment_folder(assignment).rglob("*.html"))
        if not pages:
            self.send_notice(404, "反馈还没有取到", "请过一会儿再打开这一页。")
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        # Feedback carries a learner's own text: nothing in it may run or reach out.
        self.set_header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox",
        )
        self.finish(pages[-1].read_text(encoding="utf-8"))


class DoorHandler(CourseHandler):
    """The door over HTTP: one message in, one answer out, as JSON."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        try:
            status, reply = 200, await self._answer()
        except QueryError as error:
            status, reply = 400, refusal(str(error))
        if reply.get("reason") == "stale":
            status = 409
        elif reply.get("reason") == "refused":
            status = 400
        self._send(status, reply)

    async def _answer(self) -> dict[str, object]:
        if len(self.request.body) > SAVE_CAP:
            raise QueryError("要送的内容太大了。")
        try:
            message = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise QueryError("送来的内容读不懂，请刷新页面。") from None
        if not isinstance(message, dict):
            raise QueryError("送来的内容读不懂，请刷新页面。")
        if message.get("verb") != "save" and len(self.request.body) > MESSAGE_CAP:
            raise QueryError("要送的内容太大了。")
        return await self.house.answer(self.learner, message)

    def _send(self, status: int, reply: dict[str, object]) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(reply, ensure_ascii=False))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        words = {403: "登录已经过期。答案还在这一页里，请在新窗口重新打开课程地址登录，再回到这里。"}
        default = "课程服务器出了点问题，答案还在这一页里，会自动再试。"
        self._send(status_code, refusal(words.get(status_code, default)))


NAME = r"([A-Za-z0-9_.-]{1,64})"
ROUTES: list[tuple[str, type[CourseHandler]]] = [
    (r"/qingfeng/?", HomeHandler),
    (rf"/qingfeng/lesson/{NAME}", LessonHandler),
    (rf"/qingfeng/case/{NAME}", CaseHandler),
    (r"/qingfeng/present/?", SessionsHandler),
    (rf"/qingfeng/present/{NAME}", SlidesHandler),
    (rf"/qingfeng/present/{NAME}/kit", KitHandler),
    (rf"/qingfeng/print/{NAME}", SheetHandler),
    (rf"/qingfeng/quiz/{NAME}", QuizHandler),
    (rf"/qingfeng/feedback/{NAME}", FeedbackHandler),
    (r"/qingfeng/door", DoorHandler),
]
