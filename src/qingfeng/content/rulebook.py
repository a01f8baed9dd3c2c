"""The rulebook: which edition and article binds an act on its day.

Editions, days in force and article numbers come from `course/rules/*.yml`. The rules for
choosing an edition (从旧兼从轻, continuing acts, clauses that follow the date of handling)
come from 《纪律处分条例》 2015版第133条第2款, 2018版第142条第2款, 2023版第158条第2款, and from
中国纪检监察报 2018-10-22 as recorded in each note.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, Source, read_source, shaped
from qingfeng.words.problems import ContentError, Problem, QueryError, nearest, problem
from qingfeng.words.rules import Amendment, Citation, Confidence, Instrument, Role, Rule


class RuleShape(Shape):
    """One article: its own days override those of its edition."""

    row: str
    topic: str
    article: str = ""
    from_: date | None = Field(None, alias="from")
    to: date | None = None
    text: str
    ladder: list[str] = []
    binds: str = ""
    role: Role = "实体"
    confidence: Confidence = "VERIFIED"
    source: str = ""


class EditionShape(Shape):
    """One edition of an instrument."""

    name: str
    from_: date | None = Field(None, alias="from")
    to: date | None = None
    source: str = ""
    rules: list[RuleShape]


class AmendmentShape(Shape):
    """An amendment that keeps article numbers."""

    name: str
    since: date
    label: str


class InstrumentShape(Shape):
    """A file of `course/rules/`: one instrument, all its editions."""

    title: str
    names: list[str] = Field(min_length=1)
    check_from: date | None = None
    check_note: str = ""
    amendments: list[AmendmentShape] = []
    editions: list[EditionShape]


@dataclass(frozen=True)
class Rulebook:
    """All instruments; answers which rule binds an act."""

    instruments: tuple[Instrument, ...]

    def instrument(self, name: str) -> Instrument:
        """The instrument of this name; QueryError with the nearest names where unknown."""
        wanted = _bare(name)
        if wanted in self._by_name:
            return self._by_name[wanted]
        names = [n for one in self.instruments for n in one.names]
        raise QueryError(f"规则库里没有“{name}”。{nearest(wanted, names)}")

    @cached_property
    def _by_name(self) -> Mapping[str, Instrument]:
        return {_bare(name): one for one in reversed(self.instruments) for name in (one.title, *one.names)}

    def cite(
        self,
        instrument: str,
        topic: str,
        *,
        on: date,
        until: date | None = None,
        handled: date | None = None,
    ) -> tuple[Citation, ...]:
        """What binds an act of `on` (continuing to `until`, handled on `handled`).

        `topic` is a topic or an article number. The first citation answers the question;
        with `handled`, the mitigation and confiscation clauses of that day follow as
        从宽收缴. Raises QueryError for an unknown instrument or topic, and for a day on
        which no edition is in force.
        """
        if until is not None and until < on:
            raise QueryError("结束日早于开始日。请检查 --until。")
        if handled is not None and handled < (until or on):
            raise QueryError("处理日早于行为日。请检查 --handled。")
        book = self.instrument(instrument)
        found = _matching(book, topic, (until or on, handled))
        role = found[0].role
        day = handled if role == "从宽收缴" and handled else until or on
        rules = [r for r in found if r.in_force(day)]
        if not rules:
            raise QueryError(_none_in_force(book, found, day))
        first = [_cited(r, book, day, _note(r, book, on, until, handled)) for r in rules]
        return (*first, *_handling(book, handled, found))

    def rule(self, instrument: str, topic: str, on: date) -> Rule:
        """The rule on a topic in force on a day; QueryError where there is none."""
        book = self.instrument(instrument)
        found = _matching(book, topic, (on,))
        rules = [r for r in found if r.in_force(on)]
        if not rules:
            raise QueryError(_none_in_force(book, found, on))
        return rules[0]

    def label(self, rule: Rule, on: date) -> str:
        """The edition of a rule in words for a day: Criminal Law says up to which amendment."""
        return _edition(rule, self.instrument(rule.instrument), on)


def load_rulebook(folder: Path, root: Path) -> Rulebook:
    """The rulebook of a folder of YAML files; ContentError with every fault in them."""
    instruments: list[Instrument] = []
    faults: list[Problem] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            instruments.append(load_instrument(path, root))
        except ContentError as error:
            faults.extend(error.problems)
    faults += _duplicate_names(instruments)
    if faults:
        raise ContentError(faults)
    return Rulebook(tuple(instruments))


def load_instrument(path: Path, root: Path) -> Instrument:
    """One instrument from its file; ContentError with every fault in it."""
    source = read_source(path, root)
    shape = shaped(InstrumentShape, source)
    assert isinstance(shape, InstrumentShape)
    rules = tuple(
        _rule(shape, source, e, r)
        for e, edition in enumerate(shape.editions)
        for r in range(len(edition.rules))
    )
    faults = _rule_faults(rules)
    if faults:
        raise ContentError(faults)
    amendments = tuple(Amendment(a.name, a.since, a.label) for a in shape.amendments)
    return Instrument(shape.title, tuple(shape.names), rules, amendments, source.at())


def day(text: str) -> date:
    """A day from 2018-05-11, 2018-05 (its last day) or 2018 (its last day); QueryError else."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", text.strip())
    try:
        if match:
            year, month = int(match[1]), int(match[2] or 12)
            last = calendar.monthrange(year, month)[1]
            return date(year, month, int(match[3] or last))
    except ValueError:
        pass
    raise QueryError(f"“{text}”不是日期。写成 2018-05-11 的样子。")


def _rule(shape: InstrumentShape, source: Source, e: int, r: int) -> Rule:
    edition, rule = shape.editions[e], shape.editions[e].rules[r]
    return Rule(
        instrument=shape.title,
        edition=edition.name,
        in_force_from=rule.from_ or edition.from_,
        in_force_to=rule.to or edition.to,
        article=rule.article,
        topic=rule.topic,
        paraphrase=rule.text,
        ladder=tuple(rule.ladder),
        binds=rule.binds,
        role=rule.role,
        confidence=rule.confidence,
        source=rule.source or edition.source,
        row=rule.row,
        check_from=shape.check_from,
        check_note=shape.check_note,
        at=source.at(("editions", e, "rules", r)),
    )


def _rule_faults(rules: Iterable[Rule]) -> list[Problem]:
    faults: list[Problem] = []
    seen: dict[tuple[object, ...], int] = {}
    for rule in rules:
        key = (rule.edition, rule.topic, rule.article, rule.in_force_from)
        if key in seen:
            what = f"{rule.edition}的“{rule.topic}”写了两次，第一次在第 {seen[key]} 行"
            faults.append(problem(rule.at, "R201", what, "删去一条，或者改主题。"))
        seen[key] = rule.at.line
        if rule.confidence == "VERIFIED" and not rule.article:
            what = f"“{rule.topic}”标为已核实，却没有条号"
            faults.append(problem(rule.at, "R202", what, "补上 article，或者把 confidence 改为 SECONDARY。"))
        if rule.confidence != "VERIFIED" and rule.article:
            what = f"“{rule.topic}”没有核实，不能写条号"
            faults.append(problem(rule.at, "R203", what, "删去 article 这一行。"))
        if not rule.source:
            faults.append(problem(rule.at, "R204", f"“{rule.topic}”没有来源", "补上 source。"))
        if rule.in_force_from and rule.in_force_to and rule.in_force_to < rule.in_force_from:
            faults.append(problem(rule.at, "R205", "失效日早于施行日", "检查 from 和 to。"))
    return faults


def _duplicate_names(instruments: Iterable[Instrument]) -> list[Problem]:
    faults: list[Problem] = []
    seen: dict[str, str] = {}
    for one in instruments:
        for name in dict.fromkeys(map(_bare, (one.title, *one.names))):
            if name in seen:
                what = f"名字“{name}”已经用在 {seen[name]}"
                faults.append(problem(one.at, "R206", what, "换一个名字。"))
            seen[name] = one.at.path
    return faults


def _bare(name: str) -> str:
    return re.sub(r"[《》\s]", "", name).removeprefix("中华人民共和国").removeprefix("中国共产党")


def _matching(book: Instrument, topic: str, days: tuple[date | None, ...]) -> list[Rule]:
    """The rules on a topic; for an article number, on the topic it has on the first day it fits."""
    wanted = re.sub(r"（.*）$", "", topic.strip())
    found = [r for r in book.rules if topic.strip() == r.topic or wanted == r.topic]
    number = _article_number(topic)
    if not found and number:
        hits = [r for r in book.rules if number in _numbers(r.article)]
        fits = [[r for r in hits if r.in_force(d)] for d in days if d]
        topics = {r.topic for r in next(filter(None, fits), hits)}
        found = [r for r in book.rules if r.topic in topics]
    if not found:
        names = dict.fromkeys(r.topic for r in book.rules)
        raise QueryError(f"“{book.names[0]}”里没有“{topic}”这个主题或者条号。{nearest(wanted, names)}")
    return found


_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def _chinese_number(text: str) -> int:
    total = current = 0
    for c in text:
        if c in _DIGITS:
            current = _DIGITS[c]
        else:
            total += (current or 1) * {"十": 10, "百": 100}[c]
            current = 0
    return total + current


def _article_number(text: str) -> str:
    """The article a text names, as "85" or "388之一"; "" where it names none."""
    match = re.match(r"第?\s*(\d+|[零〇一二两三四五六七八九十百]+)\s*条?(之[一二三四五])?", text.strip())
    if not match or not (text.strip().startswith("第") or text.strip()[0].isdigit()):
        return ""
    number = match[1] if match[1].isdigit() else str(_chinese_number(match[1]))
    return number + (match[2] or "")


def _numbers(article: str) -> set[str]:
    """All articles an entry covers: 第2—5条 is 2, 3, 4, 5; 第40、42条 is 40 and 42."""
    span = re.match(r"第(\d+)—(\d+)条", article)
    if span:
        return {str(n) for n in range(int(span[1]), int(span[2]) + 1)}
    several = re.match(r"第(\d+(?:、\d+)+)条", article)
    if several:
        return set(several[1].split("、"))
    number = _article_number(article)
    return {number} if number else set()


def _cited(rule: Rule, book: Instrument, on: date, note: str) -> Citation:
    return Citation(
        role=rule.role,
        instrument=rule.instrument,
        edition=_edition(rule, book, on),
        article=rule.article,
        topic=rule.topic,
        paraphrase=rule.paraphrase,
        in_force_from=rule.in_force_from,
        in_force_to=rule.in_force_to,
        ladder=rule.ladder,
        binds=rule.binds,
        note=note,
        confidence=rule.confidence,
        source=rule.source,
    )


def _edition(rule: Rule, book: Instrument, on: date) -> str:
    if not book.amendments:
        return rule.edition
    labels = [a.label for a in book.amendments if a.since <= on]
    return labels[-1] if labels else f"{book.amendments[0].name}以前"


def _handling(book: Instrument, handled: date | None, found: list[Rule]) -> tuple[Citation, ...]:
    """The mitigation and confiscation clauses that follow the date of handling."""
    if handled is None or found[0].role == "从宽收缴":
        return ()
    note = "从宽、收缴条款依处理时的规定（中国纪检监察报 2018-10-22）。"
    clauses = [r for r in book.rules if r.role == "从宽收缴" and r.in_force(handled)]
    return tuple(_cited(r, book, handled, note) for r in clauses)


def _note(rule: Rule, book: Instrument, on: date, until: date | None, handled: date | None) -> str:
    notes = []
    last = until or on
    if rule.role == "从宽收缴" and handled:
        notes.append("从宽、收缴条款依处理时的规定（中国纪检监察报 2018-10-22）。")
    elif until and rule.in_force_from and on < rule.in_force_from:
        notes.append(f"行为从 {on} 连续或者继续到 {until}，跨过施行日，适用{rule.edition}。")
    elif handled:
        notes.append(_old_or_lighter(rule, book, last, handled))
    if rule.binds and rule.binds not in ("党员", "公职人员"):
        notes.append(f"主体：{rule.binds}。")
    if rule.check_from and (handled or last) >= rule.check_from:
        notes.append(rule.check_note + "。")
    if rule.confidence == "SECONDARY":
        notes.append("据公开报道，条文未读到，不引条号。")
    return "".join(notes)


def _old_or_lighter(rule: Rule, book: Instrument, last: date, handled: date) -> str:
    """从旧兼从轻: the rule of the day of the act, unless that of the day of handling is lighter."""
    newer = [r for r in book.rules if r.topic == rule.topic and r.in_force(handled) and r != rule]
    if rule.in_force(handled):
        return "行为时和处理时是同一规定，不发生新旧选择。"
    if not newer:
        return "从旧兼从轻：适用行为时的规定；处理时的文本里没有读到同一主题，是否较轻须个案核对。"
    new = newer[0]
    name = f"处理时为{_edition(new, book, handled)}{new.article}"
    if new.ladder == rule.ladder and new.binds == rule.binds:
        return f"从旧兼从轻：{name}，阶梯相同、不更轻，适用行为时的{rule.edition}。"
    return f"从旧兼从轻：{name}，与行为时不同；不更轻的，适用行为时的{rule.edition}，是否较轻须个案比较。"


def _none_in_force(book: Instrument, found: list[Rule], on: date) -> str:
    dated = [r for r in found if r.in_force_from]
    topic = found[0].topic
    if not dated:
        return f"“{topic}”的施行日没有核实，不能按日期引用。"
    starts = [r.in_force_from for r in book.rules if r.in_force_from]
    first = min((r for r in dated), key=lambda r: r.in_force_from or date.max)
    if on < min(starts):
        return f"{on} 早于“{book.names[0]}”在规则库里的第一版，它自 {min(starts)} 起施行。"
    if first.in_force_from and on < first.in_force_from:
        hint = f"最早见于{first.edition}{first.article}，自 {first.in_force_from} 起"
        return f"{on} 时“{book.names[0]}”没有读到“{topic}”；{hint}。"
    last = max((r.in_force_to or date.max) for r in dated)
    after = "" if last == date.max else f"规则库里的条文到 {last} 为止，此后的规定没有读到。"
    return f"{on} 没有“{topic}”的有效条文。{after}{_gap(dated, on)}"


def _gap(dated: list[Rule], on: date) -> str:
    """Which edition comes next, for a day between two editions."""
    later = [r for r in dated if r.in_force_from and r.in_force_from > on]
    if not later:
        return ""
    start = min(r.in_force_from for r in later if r.in_force_from)
    return f"下一版自 {start} 起，前一日是 {start - timedelta(days=1)}。"
