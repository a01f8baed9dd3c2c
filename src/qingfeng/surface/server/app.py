"""The server extension, and the two shapes in which it is started."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import sys
import warnings
import webbrowser
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader
from jupyter_server.auth import Authorizer, User
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.application import ExtensionApp
from jupyter_server.serverapp import ServerApp
from traitlets import Bool, Enum, Unicode
from traitlets.config import Config

from qingfeng.content.project import find_project
from qingfeng.show.grading.config import TEMPLATES
from qingfeng.show.widgets.strip import strip_widget_views
from qingfeng.surface.server.handlers import AUTH_RESOURCE, ROUTES
from qingfeng.surface.server.house import House

_HERE = Path(__file__).parent


class QingfengApp(ExtensionApp):
    """The course beside JupyterLab (laptop): one process, one token, one person."""

    name = "qingfeng"
    extension_url = "/qingfeng/"
    load_other_extensions = True

    root = Unicode(help="The course folder.").tag(config=True)
    identity = Enum(["os", "user"], "os", help="Who the learner is.").tag(config=True)
    release = Bool(True, help="Release quizzes that are not out yet at start.").tag(config=True)
    workbench = Bool(True, help="Whether there is a JupyterLab beside.").tag(config=True)

    def initialize_settings(self) -> None:
        """Open the house, and start what the first visitor would wait for."""
        root = Path(self.root) if self.root else find_project().root
        base = self.settings["base_url"] + "qingfeng/"
        house = House(root, base, hall=self.workbench)
        self.settings.update(
            qingfeng_house=house,
            qingfeng_identity=self.identity,
            qingfeng_workbench=self.workbench,
        )
        assert self.serverapp is not None
        self.serverapp.contents_manager.register_pre_save_hook(strip_widget_views)
        self.serverapp.io_loop.add_callback(self._open_shop, house)

    def initialize_handlers(self) -> None:
        """Add the routes of the course."""
        self.handlers.extend(ROUTES)

    def _quiet_formgrader(self) -> None:
        """Give formgrader our empty MathJax before its own, which comes from outside."""
        exporter = self.serverapp.web_app.settings.get("nbgrader_exporter") if self.serverapp else None
        if exporter is not None:
            ours = FileSystemLoader(TEMPLATES)
            exporter.environment.loader = ChoiceLoader([ours, exporter.environment.loader])

    async def _open_shop(self, house: House) -> None:
        try:
            self._quiet_formgrader()
            await house.open_shop()
            if self.release:
                await house.release_all()
        except asyncio.CancelledError:
            raise
        except Exception:
            self.log.exception("The course could not be prepared")

    async def stop_extension(self) -> None:
        """End the workers with the server."""
        self.settings["qingfeng_house"].close()


class OnlyTheCourse(Authorizer):
    """Lets a learner reach the course and nothing else of Jupyter."""

    def is_authorized(self, handler: JupyterHandler, user: User, action: str, resource: str) -> bool:
        """Whether the resource is the course's own."""
        return resource == AUTH_RESOURCE


class CourseServer(ServerApp):
    """A server that tells its address in Chinese and stops at the first Ctrl-C."""

    first_page = ""

    def init_signal(self) -> None:
        """Stop at Ctrl-C without asking, also where nobody sits at a terminal."""
        super().init_signal()
        signal.signal(signal.SIGINT, self._signal_stop)

    def _signal_stop(self, sig: object, frame: object) -> None:
        self.stop(from_signal=True)

    def launch_browser(self) -> None:
        """Open a browser where there is one; where there is none the address has been told."""
        with contextlib.suppress(webbrowser.Error):
            webbrowser.get(self.browser or None)
            super().launch_browser()

    def start_app(self) -> None:
        """Say where the course is, then start."""
        super().start_app()
        address = f"http://{self.ip}:{self.port}{self.base_url}qingfeng/{self.first_page}?token={self.identity_provider.token}"
        sys.stdout.write(f"课程已经打开：{address}\n按 Ctrl-C 停下，已保存的答案都在。\n")
        sys.stdout.flush()

    def stop(self, from_signal: bool = False) -> None:
        """Stop, and say so."""
        super().stop(from_signal=from_signal)
        sys.stdout.write("\n已经停下。\n")
        sys.stdout.flush()


class LearnerServer(CourseServer):
    """A server without contents, files, kernels, terminals or sessions."""

    default_services = ("auth", "security")


def serve(
    root: Path,
    port: int,
    *,
    learners: bool,
    browser: bool,
    page: str = "",
    settings: Config | None = None,
) -> None:
    """Start the server on 127.0.0.1 and stay until it is stopped.

    `learners` starts the course alone: no JupyterLab, no panels, no kernels. `page` is opened in
    place of home. `settings` are further Jupyter settings (a hub's, a test's).
    """
    # Jupyter's own words about its settings mean nothing to whoever opens a course.
    # (a filter would not do: extensions reset the filters while they load).
    warnings.showwarning = lambda *_, **__: None
    _point_jupyter_at(root)
    server = (LearnerServer if learners else CourseServer).instance(
        config=_settings(root, port, learners, browser, page)
    )
    server.first_page = page
    server.update_config(settings or Config())
    server.initialize([], find_extensions=not learners)
    server.start()


def _settings(root: Path, port: int, learners: bool, browser: bool, page: str) -> Config:
    settings = Config()
    settings.ServerApp.update(
        jpserver_extensions={"qingfeng": True},
        extra_template_paths=[str(_HERE / "templates")],
        default_url=f"/qingfeng/{page}",
        port=port,
        port_retries=0,
        ip="127.0.0.1",
        root_dir=str(root),
        open_browser=browser,
        answer_yes=True,
        # Root is who runs a container; a hub gives everybody their own user.
        allow_root=True,
        log_level=logging.WARNING,
    )
    settings.ExtensionApp.log_level = logging.WARNING
    settings.IdentityProvider.token = os.environ.get("JUPYTER_TOKEN") or _kept_token(root)
    settings.QingfengApp.update(root=str(root), workbench=not learners, release=not learners)
    if learners:
        settings.ServerApp.authorizer_class = OnlyTheCourse
    return settings


def _kept_token(root: Path) -> str:
    """The token of this course folder: the same at every start, readable by its owner only."""
    path = root / "work" / ".token"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def _point_jupyter_at(root: Path) -> None:
    """Our own Jupyter settings: Chinese, no news prompt, nbgrader's configuration."""
    paths = [str(_HERE / "jupyter"), str(root / "assignments")]
    known = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join([*paths, *([known] if known else [])])
    os.environ["QINGFENG_ROOT"] = str(root)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
