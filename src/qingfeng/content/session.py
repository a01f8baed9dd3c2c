"""Sessions for a hall: `course/sessions/<id>.yml`, and what an author may get wrong in one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, Problem, problem, repeated
from qingfeng.words.session import Audience, Picture, Session, Slide, SlideKind, UnitPart

# A hall reads a label from the last row: two lines of it fit beside its number.
LABEL, OPTIONS = 42, 6
SHORTEST, LONGEST = 30, 45
# Which keys a kind of slide must have and may have, besides those that every slide has.
NEEDS: dict[str, tuple[str, ...]] = {
    "words": ("lines",),
    "quote": ("lines",),
    "picture": ("picture",),
    "facts": ("facts",),
    "unit": ("part",),
    "scenario": ("scenes",),
    "round": ("round",),
    "circle": ("parts",),
    "widget": ("widget",),
    "home": ("lines", "does"),
}
MAY: dict[str, tuple[str, ...]] = {
    "cover": ("lines", "picture"),
    "quote": ("picture",),
    "picture": ("lines",),
    "ask": ("item", "ask", "twice"),
    "scenario": ("scene", "twice"),
    "round": ("twice",),
}
_OWN = ("lines", "does", "part", "picture", "facts", "parts", "round", "item", "ask", "twice", "scene",
        "scenes", "widget")  # fmt: skip


class ExpectedShape(Shape):
    """A likely answer."""

    says: str = Field(min_length=1)
    reply: str = Field(min_length=1)
    basis: list[str] = []


class HallOptionShape(Shape):
    """An option."""

    label: str = Field(min_length=1)
    right: bool
    why: str = Field(min_length=1)


class AskShape(Shape):
    """A question of the session's own."""

    question: str = Field(min_length=1)
    permitted: bool = False
    options: list[HallOptionShape] = Field(min_length=2)
    basis: list[str] = []


class SlideShape(Shape):
    """A slide."""

    id: str = Field(min_length=1)
    show: SlideKind
    title: str = ""
    minutes: int
    origin: Origin = "教学编写"
    notes: str = Field(min_length=1)
    expect: list[ExpectedShape] = []
    lines: list[str] = []
    does: list[str] = []
    part: UnitPart | None = None
    picture: Picture | None = None
    facts: list[str] = []
    parts: list[str] = []
    round: str = ""
    item: str = ""
    ask: AskShape | None = None
    twice: bool = False
    scene: str = ""
    scenes: int = 0
    widget: str = ""


class HandoutShape(Shape):
    """A sheet to print."""

    sheet: str
    says: str = Field(min_length=1)


class SessionShape(Shape):
    """`course/sessions/<id>.yml`."""

    title: str = Field(min_length=1)
    subtitle: str = ""
    audience: Audience
    unit: str
    case: str
    on: str
    minutes: int
    aim: list[str] = Field(min_length=1)
    room: list[str] = Field(min_length=1)
    handouts: list[HandoutShape] = []
    slides: list[SlideShape] = Field(min_length=3)


def load_session(path: Path, root: Path) -> Session:
    """The session of a file; ContentError with every fault that shows without its case."""
    session = read_session(path, root)
    faults = list(own_faults(session))
    if faults:
        raise ContentError(faults)
    return session


def read_session(path: Path, root: Path) -> Session:
    """The session of a file as it is written; ContentError for what is not in its shape."""
    source = read_source(path, root)
    found: Session = valued(Session, shaped(SessionShape, source), source)
    return dataclasses.replace(found, id=path.stem, minutes_at=source.at(("minutes",)))


def own_faults(session: Session) -> Iterator[Problem]:
    """Every fault that shows in the file alone."""
    yield from repeated([(slide.id, slide.at) for slide in session.slides], "V901", "这一页的名字")
    for slide in session.slides:
        yield from _slide_faults(slide)
    total = sum(slide.minutes for slide in session.slides)
    if total != session.minutes:
        what = f"写的是 {session.minutes} 分钟，各页加起来是 {total} 分钟"
        yield problem(session.minutes_at, "V902", what, "改 minutes，或者改各页的分钟数。")
    if not SHORTEST <= session.minutes <= LONGEST:
        what = f"一场 {session.minutes} 分钟，不在 {SHORTEST}—{LONGEST} 分钟之间"
        yield problem(session.minutes_at, "V902", what, "长了就拆成两场，短了就并进另一场。")
    if session.audience == "family":
        yield from _family_faults(session)


def _slide_faults(slide: Slide) -> Iterator[Problem]:
    needs, may = NEEDS.get(slide.show, ()), MAY.get(slide.show, ())
    for key in needs:
        if not getattr(slide, key):
            yield problem(slide.at, "V903", f"“{slide.show}”这种页缺少 {key}", f"补上“{key}: ……”。")
    for key in _OWN:
        if getattr(slide, key) and key not in (*needs, *may):
            allowed = "、".join((*needs, *may)) or "只有每页都有的那几样"
            yield problem(slide.at, "V903", f"“{slide.show}”这种页用不上 {key}", f"可以写的：{allowed}。")
    if slide.minutes < 0:
        yield problem(slide.at, "V902", f"分钟数不能是 {slide.minutes}", "写 0 或者更大的整数。")
    if slide.show == "ask":
        yield from _ask_faults(slide)


def _ask_faults(slide: Slide) -> Iterator[Problem]:
    if bool(slide.item) == (slide.ask is not None):
        yield problem(slide.at, "V904", "item 和 ask 要正好写一个", "用练习里的题写 item，自己出题写 ask。")
    if slide.ask is None:
        return
    options = slide.ask.options
    if len(options) > OPTIONS:
        yield problem(slide.ask.at, "V904", f"有 {len(options)} 个选项", f"最多 {OPTIONS} 个，请合并。")
    if not any(option.right for option in options):
        yield problem(slide.ask.at, "V904", "没有一个选项是对的", "给对的选项写 right: true。")
    for option in options:
        if len(option.label) > LABEL:
            what = f"选项有 {len(option.label)} 个字，后排看不清"
            yield problem(option.at, "V904", what, f"缩到 {LABEL} 个字以内，细节放进题目。")


# Sanctions and sentences are nothing to vote about beside a child.
_STERN = ("判刑", "有期徒刑", "罚金", "开除", "撤职", "拘留", "坐牢", "受贿罪")


def _family_faults(session: Session) -> Iterator[Problem]:
    for slide in session.slides:
        if slide.item:
            yield problem(slide.at, "V905", "家庭场不用练习题", "改成 ask，问“这时该怎么说”。")
        if slide.show in ("scenario", "widget"):
            what = f"家庭场不放“{slide.show}”：它会留下记录或者讲到处分"
            yield problem(slide.at, "V905", what, "改用 round、circle 或者 ask。")
        words = [*slide.lines, *slide.does, slide.title]
        if slide.ask:
            words += [slide.ask.question, *(f"{o.label}{o.why}" for o in slide.ask.options)]
        stern = [one for one in _STERN if any(one in text for text in words)]
        if stern:
            what = f"家庭场的屏幕上写了“{'、'.join(stern)}”"
            yield problem(slide.at, "V905", what, "有孩子在场，换成这时该怎么说、怎么做。")
    shown = [slide.show for slide in session.slides]
    if "home" not in shown:
        what = "家庭场没有落在“一家人能说什么、能做什么”上"
        yield problem(session.at, "V905", what, "加一页 show: home，写 lines（能说的）和 does（能做的）。")
    elif any(kind in ("ask", "round", "circle") for kind in shown[shown.index("home") + 1 :]):
        what = "“一家人能说什么、能做什么”后面又有题"
        yield problem(session.at, "V905", what, "把 show: home 放到所有题和卡的后面。")
