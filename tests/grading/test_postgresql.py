"""A gradebook in PostgreSQL: a real server of Debian's on loopback, nbgrader and our batch on it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.grading.made import (
    COMMENTS,
    GRADES,
    collected_class,
    copy_of_class,
    environment,
    fill,
    grade,
    grade_command,
    nbgrader,
    rows,
)
from tests.server import copy_of_course, free_port

FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
# On the project's own machines it has to be there.
needed = pytest.mark.skipif(
    not FOUND and not os.environ.get("CI"), reason="没有装 PostgreSQL：apt install postgresql"
)


class Server:
    """A database server of its own, on loopback, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.bin, self.folder, self.port = FOUND[-1].parent, folder, free_port()
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name

    def run(self, command: str, *words: str) -> None:
        """Run one of PostgreSQL's commands."""
        done = subprocess.run(
            [str(self.bin / command), *words],
            cwd="/",
            user=self.user if os.getuid() == 0 else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr

    def start(self) -> Server:
        """Make it and start it."""
        shutil.chown(self.folder, self.user)
        data = str(self.folder / "data")
        self.run("initdb", "-D", data, "-U", "teacher", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder} -F"
        self.run("pg_ctl", "-D", data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")
        return self

    def stop(self) -> None:
        """Stop it at once."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def url(self, name: str) -> str:
        """The address of a new, empty database, as SQLAlchemy writes it."""
        words = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "teacher", name)
        self.run("createdb", *words)
        return f"postgresql+psycopg://teacher@127.0.0.1:{self.port}/{name}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    # Every folder above has to let the other user through.
    folder = Path(f"/tmp/qingfeng-pg-{os.getpid()}")
    folder.mkdir(mode=0o755)
    made = Server(folder).start()
    yield made
    made.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo class, graded in SQLite."""
    root = collected_class(tmp_path_factory.mktemp("pg") / "class")
    grade(root)
    return root


def moved(sqlite: Path, root: Path, url: str) -> Path:
    """The same class with its gradebook in PostgreSQL, the assignment put there by nbgrader itself."""
    copy_of_course(root)
    for name in ("source", "submitted"):
        shutil.copytree(sqlite / "assignments" / name, root / "assignments" / name)
    config = root / "assignments" / "nbgrader_config.py"
    line = f"get_config().CourseDirectory.db_url = {url!r}\n"
    config.write_text(config.read_text(encoding="utf-8") + line, encoding="utf-8")
    nbgrader(root, "generate_assignment", "favours", "--force")
    return root


def held(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(query).fetchall()


def plain(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows without the difference between 1 and true, and with times as text."""
    return sorted(tuple(map(_plain, row)) for row in found)


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return value if value is None or isinstance(value, int | float) else str(value)


@needed
@pytest.mark.parametrize("way", ["plain", "batch"])
def test_the_rows_in_postgresql_are_those_in_sqlite(server: Server, sqlite: Path, tmp_path: Path, way: str):
    url = server.url(way)
    root = moved(sqlite, tmp_path / "class", url)
    if way == "batch":
        assert grade(root)["graded"] == 5
        assert grade(root)["skipped"] == 5
    else:
        nbgrader(root, "autograde", "favours")

    assert plain(held(url, GRADES)) == plain(rows(sqlite, GRADES))
    assert plain(held(url, COMMENTS)) == plain(rows(sqlite, COMMENTS))


@needed
def test_two_machines_at_once_grade_into_one_gradebook(server: Server, sqlite: Path, tmp_path: Path):
    url = server.url("both")
    root = moved(sqlite, tmp_path / "one", url)
    fill(root, 300)
    other = copy_of_class(root, tmp_path / "two")
    runs = [
        subprocess.Popen(grade_command("--json"), env=environment(one), stdout=subprocess.PIPE)
        for one in (root, other)
    ]
    for run in runs:
        run.communicate()

    assert [run.returncode for run in runs] == [0, 0]
    found = held(url, GRADES)
    assert len(found) == len(set(found)) == 300 * 6
    assert len(held(url, COMMENTS)) == 300


@needed
def test_an_extension_in_postgresql_counts(server: Server, sqlite: Path, tmp_path: Path):
    url = server.url("extension")
    root = moved(sqlite, tmp_path / "class", url)
    config = root / "assignments" / "nbgrader_config.py"
    line = "get_config().LateSubmissionPlugin.penalty_method = 'zero'\n"
    config.write_text(config.read_text(encoding="utf-8") + line, encoding="utf-8")
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("UPDATE assignment SET duedate = now() - interval '30 days'")
    grade(root)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(
            "UPDATE submitted_assignment SET extension = interval '60 days' WHERE student_id = 'demo02'"
        )
    grade(root, "--force")

    taken = {row[0]: row[4] for row in held(url, COMMENTS)}
    assert taken["demo02"] is None and taken["demo03"] == 43.0 and taken["demo01"] == 2.0
