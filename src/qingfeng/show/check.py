"""`qingfeng check`: every author's fault in the given files, all at once, in order."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from qingfeng.content.analysis import level_faults, load_analysis
from qingfeng.content.basis import Library
from qingfeng.content.case import fact_faults, load_case, origin_faults, page_of, sum_faults
from qingfeng.content.items import load_bank
from qingfeng.content.project import Project
from qingfeng.content.rulebook import Rulebook, load_instrument, load_rulebook
from qingfeng.content.scenario import EXCUSES, load_scenario
from qingfeng.content.session import own_faults, read_session
from qingfeng.content.source import read_source, read_text
from qingfeng.content.systems import SYSTEM_FILES, load_system
from qingfeng.content.systems.family import load_circle, load_couple
from qingfeng.show.printing import sheets
from qingfeng.show.sessions.faults import session_faults
from qingfeng.think.items import Stems, bank_faults, item_faults
from qingfeng.think.scenario import explore
from qingfeng.words.model import Bank, Basis, Case, Item, Place
from qingfeng.words.problems import ContentError, Problem, QueryError, nearest, problem
from qingfeng.words.worked import Analysis

_KINDS = {
    "scenes": "scenario",
    "items": "bank",
    "facts": "case",
    "editions": "rules",
    "units": "course",
    "steps": "analysis",
    "rounds": "couple",
    "parts": "circle",
    "slides": "session",
}
# The day of the page, for rules that a mechanism cites without a date of its own.
SYSTEMS_ON = "2022-07"
_ARTICLE = re.compile(r"第\s*[0-9零〇一二三四五六七八九十百]+\s*条")
_EDITION = re.compile(r"\d{4}\s*年?\s*版|修正案|〔\d{4}〕|\d{4}\s*年")


@dataclass
class Check:
    """A run of the checker: `problems` in order, `notices` of what could not be checked."""

    project: Project
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    # What several files look at is read once a run.
    _read: dict[Path, tuple[Item, ...]] = field(default_factory=dict)
    _cases: dict[Path, Case] = field(default_factory=dict)
    _named: set[Path] = field(default_factory=set)

    def run(self, paths: list[Path]) -> Check:
        """Check these files and folders; with none, the whole course."""
        files = [f for path in paths or self._places() for f in _files(path)]
        for file in dict.fromkeys(files):
            self._guard(lambda file=file: self._file(file))  # type: ignore[misc]
        self.problems = sorted(set(self.problems))
        return self

    def _places(self) -> list[Path]:
        root = self.project.root
        return [root / "course", root / "cases", root / "assignments" / "bank"]

    def _guard(self, work: Callable[[], None]) -> None:
        try:
            work()
        except ContentError as error:
            self.problems.extend(error.problems)

    def _file(self, path: Path) -> None:
        if path.suffix == ".ipynb":
            self.problems.extend(notebook_faults(path, self.project.root))
            return
        if path.suffix == ".md":
            self.problems.extend(text_faults(path, self.project.root))
            return
        kind = self._kind(path)
        getattr(self, f"_{kind}")(path)

    def _kind(self, path: Path) -> str:
        if path.parent.name == "systems" and path.stem in SYSTEM_FILES:
            return "system"
        data = read_source(path, self.project.root).data
        keys = data if isinstance(data, dict) else {}
        known = [kind for key, kind in _KINDS.items() if key in keys]
        if known:
            return known[0]
        by_name = {"practice": "bank", "case": "case", "scenario": "scenario"}
        return by_name.get(path.stem, "unknown")

    def _unknown(self, path: Path) -> None:
        at = Place(read_source(path, self.project.root).path, 1)
        what = "看不出这是哪一种内容文件"
        mend = "情景要有 scenes，题目要有 items，案例要有 facts，规则要有 editions。"
        self.problems.append(problem(at, "Y106", what, mend))

    # one method a kind of file

    def _rules(self, path: Path) -> None:
        load_instrument(path, self.project.root)
        if path.parent not in self._named:
            self._named.add(path.parent)
            self._guard(lambda: self._names_of(path.parent))

    def _names_of(self, folder: Path) -> None:
        load_rulebook(folder, self.project.root)

    def _system(self, path: Path) -> None:
        value = load_system(path, self.project.root)
        case = SYSTEM_FILES[path.stem][2]
        library = self._library_of(case, path)
        on = str(getattr(value, "on", "") or getattr(value, "in_force_from", "") or SYSTEMS_ON)
        at = read_source(path, self.project.root).at()
        for basis in bases_in(value):
            placed = basis if basis.at.line else Basis(basis.text, at)
            self.problems.extend(library.faults(placed, on))

    def _course(self, path: Path) -> None:
        for unit in self.project.course.units:
            for one in unit.parts:
                if not (self.project.root / one.lesson).is_file():
                    what = f"“{one.title}”的课文 {one.lesson} 不存在"
                    self.problems.append(problem(one.at, "C801", what, "改 lesson，或者新建这个笔记本。"))
            names = self.project.case_names
            if unit.case and unit.case not in names:
                what = f"单元“{unit.title}”的案例“{unit.case}”不存在"
                self.problems.append(problem(unit.at, "C802", what, nearest(unit.case, names)))

    def _case(self, path: Path) -> None:
        case = load_case(path, self.project.root)
        self.problems.extend([*sum_faults(case), *origin_faults(case)])
        self._facts_named(case)
        page = page_of(case, self.project.root)
        if page is None:
            self.notices.append(f"{case.at.path}：版面原文不在这台电脑上，事实没有核对。")
        else:
            self.problems.extend(fact_faults(case, page.read_text(encoding="utf-8")))
        library = Library(self._rulebook(), case)
        last = max((fact.date for fact in case.facts if fact.date), default="")
        for one in case.interpretations:
            for basis in one.basis:
                self.problems.extend(library.faults(basis, last))

    def _facts_named(self, case: Case) -> None:
        facts = [fact.id for fact in case.facts]
        people = [person.id for person in case.people]
        for money in case.money:
            if money.fact not in facts:
                what = f"“{money.name}”的事实“{money.fact}”不存在"
                self.problems.append(problem(money.at, "F305", what, nearest(money.fact, facts)))
        for fact in case.facts:
            for person in fact.people:
                if person not in people:
                    what = f"事实“{fact.id}”里的人“{person}”不在 people 里"
                    self.problems.append(problem(fact.at, "F306", what, nearest(person, people)))

    def _scenario(self, path: Path) -> None:
        scenario = load_scenario(path, self.project.root)
        self.problems.extend(explore(scenario).defects)
        library = self._library_beside(path)
        for scene in scenario.scenes:
            for choice in scene.choices:
                self._bases(choice.basis, scenario.on, library)
                if choice.excuse and choice.excuse not in EXCUSES:
                    what = f"没有借口代码“{choice.excuse}”"
                    self.problems.append(
                        problem(choice.at, "S414", what, "只能是：" + "、".join(EXCUSES) + "。")
                    )
        for ending in scenario.endings:
            self._bases(ending.basis, scenario.on, library)
        facts = [f.id for f in library.case.facts] if library.case else []
        for step in scenario.reality:
            if library.case and step.fact and step.fact not in facts:
                what = f"没有叫“{step.fact}”的事实"
                self.problems.append(problem(step.at, "F307", what, nearest(step.fact, facts)))

    def _analysis(self, path: Path) -> None:
        analysis = load_analysis(path, self.project.root)
        self.problems.extend(level_faults(analysis))
        library = self._library_beside(path)
        facts = {fact.id: fact for fact in library.case.facts} if library.case else {}
        for basis, on in _analysis_bases(analysis, {i: f.date for i, f in facts.items()}):
            self.problems.extend(library.faults(basis, on))
        nodes = analysis.chain.nodes if analysis.chain else ()
        named = [(node.fact, node.at) for node in nodes if node.fact]
        named += [(point.fact, point.at) for point in analysis.turning_points]
        named += [(fact, row.at) for row in analysis.elements.rows for fact in row.facts]
        for fact, at in named:
            if facts and fact not in facts:
                self.problems.append(problem(at, "F307", f"没有叫“{fact}”的事实", nearest(fact, facts)))

    def _couple(self, path: Path) -> None:
        couple = load_couple(path, self.project.root)
        self._bases(tuple(bases_in(couple)), couple.on, self._library_beside(path))

    def _circle(self, path: Path) -> None:
        circle = load_circle(path, self.project.root)
        self._bases(circle.basis, circle.on, self._library_beside(path))

    def _session(self, path: Path) -> None:
        session = read_session(path, self.project.root)
        self.problems.extend([*own_faults(session), *session_faults(session, self.project, self._sheets)])
        self._bases(tuple(bases_in(session)), session.on, self._library_of(session.case, path))
        for ask in (slide.ask for slide in session.slides if slide.ask):
            for item in self._graded.like(ask.question):
                what = f"这一题和评分题“{item.id}”（{item.at.path}:{item.at.line}）几乎是同一题"
                mend = "换一组事实，评分题的答案不在会场里先亮出来。"
                self.problems.append(problem(ask.at, "V911", what, mend))

    @cached_property
    def _graded(self) -> Stems:
        banks = sorted((self.project.root / "assignments" / "bank").glob("*.yml"))
        return Stems(item for path in banks for item in self._items(path))

    @cached_property
    def _sheets(self) -> list[str]:
        return [one.name for one in sheets(self.project)]

    def _bank(self, path: Path) -> None:
        bank = load_bank(path, self.project.root)
        case = path.parent.name if not bank.assignment else bank.assignment
        library = self._library_of(case, path)
        self.problems.extend(bank_faults(bank, self._others(bank)))
        for item in bank.items:
            self.problems.extend(item_faults(item))
            self._bases(item.basis, item.on, library)
            if bank.assignment:
                self._keys(item, library)
        if bank.assignment:
            self.problems.extend(_due_faults(bank))

    def _keys(self, item: Item, library: Library) -> None:
        for basis in item.basis:
            try:
                sound = library.may_key(basis, item.on)
            except QueryError:
                continue
            if not sound:
                what = f"评分题“{item.id}”的依据“{basis.text}”没有核实，或者已经要与新规定核对"
                mend = "换成已核实的依据，或者把题移到练习里。"
                self.problems.append(problem(basis.at, "I515", what, mend))

    def _others(self, bank: Bank) -> tuple[Item, ...]:
        """The items a set must not repeat: for a graded one all practice and the graded ones
        before it, for practice the practice before it (so that twins are told once)."""
        graded = bank.assignment
        cases = [n for n in self.project.case_names if graded or f"cases/{n}/practice.yml" < bank.at.path]
        found = [self.project.case_folder(name) / "practice.yml" for name in cases]
        if graded:
            folder = self.project.root / "assignments" / "bank"
            found += [path for path in sorted(folder.glob("*.yml")) if path.stem < graded]
        return tuple(item for path in found if path.is_file() for item in self._items(path))

    def _items(self, path: Path) -> tuple[Item, ...]:
        if path not in self._read:
            try:
                self._read[path] = load_bank(path, self.project.root).items
            except ContentError:
                self._read[path] = ()  # Told where the file itself is checked.
        return self._read[path]

    def _bases(self, bases: tuple[Basis, ...], on: str, library: Library) -> None:
        for basis in bases:
            self.problems.extend(library.faults(basis, on))

    def _library_beside(self, path: Path) -> Library:
        return self._library_of(path.parent.name, path)

    def _library_of(self, case: str, path: Path) -> Library:
        beside = path.parent / "case.yml"
        named = self.project.root / "cases" / case / "case.yml"
        found = beside if beside.is_file() else named
        if case in self.project.case_names or beside.is_file():
            try:
                return Library(self._rulebook(), self._case_of(found))
            except ContentError:
                pass  # Told where the case itself is checked.
        return self._library()

    def _case_of(self, path: Path) -> Case:
        if path not in self._cases:
            self._cases[path] = load_case(path, self.project.root)
        return self._cases[path]

    def _library(self) -> Library:
        return Library(self._rulebook())

    def _rulebook(self) -> Rulebook:
        try:
            return self.project.rulebook
        except ContentError:
            return Rulebook(())


def _files(path: Path) -> Iterator[Path]:
    """The content files under a path, in order; templates and made files left out."""
    if path.is_file() or not path.exists():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith((".", "_")) for part in file.relative_to(path).parts)
        if file.suffix in (".yml", ".ipynb", ".md") and not hidden:
            yield file


def _analysis_bases(analysis: Analysis, dates: dict[str, str]) -> Iterator[tuple[Basis, str]]:
    """Every basis of an analysis with the date it is for: its own, its fact's, or the act's."""
    for rule in analysis.rules_by_date:
        yield rule.basis, rule.date
    for point in analysis.turning_points:
        for basis in point.basis:
            yield basis, dates.get(point.fact) or analysis.on
    groups = [row.basis for row in analysis.elements.rows]
    groups += [one.basis for one in analysis.elements.why_not]
    groups += [step.basis for step in analysis.steps]
    groups.append(analysis.compare.basis)
    for group in groups:
        for basis in group:
            yield basis, analysis.on


def bases_in(value: object) -> Iterator[Basis]:
    """Every basis anywhere in a frozen value."""
    if isinstance(value, Basis):
        yield value
    elif dataclasses.is_dataclass(value):
        for one in dataclasses.fields(value):
            yield from bases_in(getattr(value, one.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from bases_in(part)


def _due_faults(bank: Bank) -> Iterator[Problem]:
    try:
        aware = datetime.fromisoformat(bank.due).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        what = f"截止时间“{bank.due}”要带时区"
        yield problem(bank.at, "I516", what, "写成 2026-12-31T18:00:00+08:00 的样子。")


def _relative(path: Path, root: Path) -> str:
    inside = path.resolve().is_relative_to(root.resolve())
    return path.resolve().relative_to(root.resolve()).as_posix() if inside else path.as_posix()


def text_faults(path: Path, root: Path) -> Iterator[Problem]:
    """Article numbers in a text without the edition in the same line."""
    name = _relative(path, root)
    for number, line in enumerate(read_text(path, root).splitlines(), start=1):
        yield from _bare_articles(line, Place(name, number))


def _bare_articles(line: str, at: Place) -> Iterator[Problem]:
    for match in _ARTICLE.finditer(line):
        if not _EDITION.search(line):
            what = f"“{match[0]}”没有写是哪一版"
            yield problem(at, "N601", what, "写明文件和版本，或者用 qf.cite 让软件来引。")


def notebook_faults(path: Path, root: Path) -> Iterator[Problem]:
    """Bare article numbers, cells of more than three lines and functions in a notebook.

    The line is the line of the file, so that an editor jumps to it.
    """
    name = _relative(path, root)
    text = read_text(path, root)
    try:
        cells = [("".join(cell["source"]), cell["cell_type"]) for cell in json.loads(text)["cells"]]
    except (ValueError, KeyError, TypeError):
        yield Problem(name, 1, "N600", "这不是一个笔记本文件", "用 JupyterLab 重新保存。")
        return
    rows = text.splitlines()
    last = 0
    for source, kind in cells:
        for line in source.splitlines():
            quoted = json.dumps(line, ensure_ascii=False)[1:-1]
            last = next((i for i in range(last, len(rows)) if quoted and quoted in rows[i]), last)
            yield from _bare_articles(line, Place(name, last + 1))
        if kind == "code":
            if len([row for row in source.splitlines() if row.strip()]) > 3:
                yield Problem(name, last + 1, "N602", "代码格超过三行", "拆成几格，或者移到软件包里。")
            if re.search(r"^\s*(def|class)\s", source, re.M):
                yield Problem(name, last + 1, "N603", "笔记本里定义了函数", "移到软件包里。")
