"""The frozen values of rotation and recusal: who is posted where since when, whose kin has a
stall where, and the terms that the page leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from qingfeng.words.model import NOWHERE, Place

# The nearer relations come first; which of them ask for recusal is a switch (教学编写).
NEAR = ("配偶", "父母", "子女", "兄弟姐妹", "祖父母或外祖父母", "孙子女或外孙子女")
RELATIONS = (*NEAR, "姻亲", "其他亲属")

Scope = Literal["all", "near"]
Clock = Literal["posting", "area"]
Reach = Literal["same_post", "any_post"]
State = Literal["due", "soon", "fine"]
Cause = Literal["conflict", "due", "makes_way"]
Bar = Literal["own", "kin", "before"]


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """A post in an area: what somebody holds, and what a swap gives to somebody else."""

    post: str
    area: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One row of the staff table: a worker came to a seat on a day."""

    worker: str
    seat: Seat
    since: date
    origin: str = ""
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Kin:
    """One row of the relations table: a relative of a worker has a stall in an area."""

    worker: str
    relation: str
    stall: str
    area: str
    origin: str = ""
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Terms:
    """What the page leaves open, as set: the day, whole years, days of notice, which relations
    count, from when years are counted, and between which seats people may swap."""

    on: date
    years: int = 3
    notice: int = 90
    scope: Scope = "all"
    clock: Clock = "posting"
    reach: Reach = "same_post"


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody's posting on the day: years counted from `start`, due on `due`, `left` days to
    go (0 on the day itself, less than 0 after it), and the areas served before."""

    worker: str
    seat: Seat
    start: date
    due: date
    left: int
    state: State
    before: tuple[str, ...]
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody manages the area where a relative has a stall."""

    duty: Duty
    kin: Kin


@dataclass(frozen=True, slots=True)
class Barred:
    """An area somebody may not go to, and why."""

    area: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with a seat, the seats open to them, and why they must move, if they must."""

    worker: str
    seat: Seat
    open: tuple[Seat, ...]
    barred: tuple[Barred, ...]
    causes: tuple[Cause, ...]

    @property
    def cause(self) -> Cause:
        """The weightiest cause of a move; makes_way for who need not move."""
        return self.causes[0] if self.causes else "makes_way"


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody goes from one seat to another."""

    worker: str
    old: Seat
    new: Seat
    cause: Cause


@dataclass(frozen=True, slots=True)
class Proposal:
    """Swaps, and who is left in a conflict or past their years all the same."""

    moves: tuple[Move, ...]
    in_conflict: tuple[Candidate, ...]
    waiting: tuple[Candidate, ...]
