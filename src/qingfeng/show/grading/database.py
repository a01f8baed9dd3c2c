"""The two databases a gradebook may lie in, by their own drivers: SQLite and PostgreSQL.

Importing SQLAlchemy costs more than grading forty papers (ADR 12), and a dozen plain statements
need no more than this.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from qingfeng.words.problems import QueryError

Row = dict[str, Any]
T = TypeVar("T")
EPOCH = datetime(1970, 1, 1)
PAUSES = (0.2, 0.4, 0.8, 1.6, 3.2)


class Database:
    """A connection. Statements name their values as `:name`; rows come and go as dicts.

    Times are naive UTC and spans `timedelta` on this side, whatever the database keeps.
    Raises QueryError where it cannot be opened.
    """

    def __init__(self, url: str) -> None:
        self._sqlite = url.startswith("sqlite")
        self._connection: Any = _sqlite(url) if self._sqlite else _postgresql(url)
        self._busy: tuple[type[Exception], ...] = (sqlite3.OperationalError, sqlite3.IntegrityError)
        if not self._sqlite:
            import psycopg

            self._busy = (psycopg.OperationalError, psycopg.IntegrityError)

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()

    def has_table(self, name: str) -> bool:
        """Whether there is such a table."""
        if self._sqlite:
            return bool(
                self.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name", name=name)
            )
        return self.rows("SELECT to_regclass(:name) AS found", name=name)[0]["found"] is not None

    def rows(self, statement: str, **values: object) -> list[Row]:
        """The rows a statement finds. A list as a value stands for `(:name)`, each of its members."""
        statement, values = _spread(statement, values)
        cursor = self._connection.cursor()
        cursor.execute(self._worded(statement), {name: self._kept(value) for name, value in values.items()})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def many(self, statement: str, rows: Iterable[Row]) -> None:
        """Run a statement once for each row."""
        kept = [{name: self._kept(value) for name, value in row.items()} for row in rows]
        if kept:
            self._connection.cursor().executemany(self._worded(statement), kept)

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Put rows into a table; all have the same columns."""
        if rows:
            columns = ", ".join(rows[0])
            values = ", ".join(f":{name}" for name in rows[0])
            self.many(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)

    def whole(self, work: Callable[[], T]) -> T:
        """Do work in one transaction; again, where somebody else was quicker or holds the lock."""
        for pause in (*PAUSES, None):
            try:
                with self._transaction():
                    return work()
            except self._busy:
                if pause is None:
                    raise
                time.sleep(pause)
        raise AssertionError

    @property
    def for_update(self) -> str:
        """What locks the rows that a query finds; SQLite has locked all of it by then."""
        return "" if self._sqlite else " FOR UPDATE"

    def moment(self, value: Any) -> datetime | None:
        """A time out of a row."""
        return datetime.fromisoformat(value) if isinstance(value, str) else value

    def span(self, value: Any) -> timedelta | None:
        """A span of time out of a row: SQLAlchemy keeps one in SQLite as a time after 1970."""
        return datetime.fromisoformat(value) - EPOCH if isinstance(value, str) else value

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if not self._sqlite:
            with self._connection.transaction():
                yield
            return
        # Takes the lock before it reads, so that nobody's points are overwritten unseen.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _worded(self, statement: str) -> str:
        return statement if self._sqlite else re.sub(r":(\w+)", r"%(\1)s", statement)

    def _kept(self, value: object) -> object:
        if self._sqlite and isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M:%S.%f")
        return value


def _spread(statement: str, values: Row) -> tuple[str, Row]:
    spread: Row = {}
    for name, value in values.items():
        if not isinstance(value, list):
            spread[name] = value
            continue
        members = {f"{name}_{i}": member for i, member in enumerate(value)}
        spread |= members
        listed = ", ".join(f":{member}" for member in members) or "NULL"
        statement = statement.replace(f"(:{name})", f"({listed})")
    return statement, spread


def _sqlite(url: str) -> sqlite3.Connection:
    path = Path(url.partition(":///")[2])
    if not path.is_file():
        raise QueryError("还没有成绩册。请先发布测验（nbgrader generate_assignment）。")
    connection = sqlite3.connect(path, timeout=60, isolation_level=None)
    # 32 MB: the keys are random, so a city's rows touch pages all over.
    connection.execute("PRAGMA cache_size = -32768")
    return connection


def _postgresql(url: str) -> Any:
    if not url.startswith("postgresql"):
        raise QueryError("成绩册只能放在 SQLite 或者 PostgreSQL 里。请核对 CourseDirectory.db_url。")
    try:
        import psycopg
    except ImportError:
        raise QueryError("要用 PostgreSQL，请先安装 psycopg：pip install 'psycopg[binary]'。") from None
    try:
        return psycopg.connect(re.sub(r"^postgresql\+\w+", "postgresql", url), autocommit=True)
    except psycopg.OperationalError as error:
        raise QueryError(f"成绩册打不开：{error}。请核对 CourseDirectory.db_url。") from None
