"""The few names a notebook calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qingfeng.content.basis import Library
from qingfeng.content.project import Project, find_project
from qingfeng.content.rulebook import day
from qingfeng.show import cards, pictures
from qingfeng.show.cards import Card
from qingfeng.show.named_tables import named_table
from qingfeng.show.tables import Picture, Table
from qingfeng.words.course import Unit
from qingfeng.words.dates import chinese_date
from qingfeng.words.model import Basis, Case
from qingfeng.words.problems import QueryError, nearest

if TYPE_CHECKING:
    from qingfeng.show.widgets.classes import CourseWidget


def course() -> Table:
    """The units of the course with their minutes and 学时."""
    found = find_project().course
    rows = tuple(
        (f"第 {u.number} 课", u.title, f"{u.minutes} 分钟", f"{u.credit_hours:g}") for u in found.units
    )
    return Table(found.title, ("课次", "题目", "时间", "学时"), rows)


def opening(unit: str) -> Card:
    """What a lesson asks and promises, with its minutes and 学时."""
    return cards.opening(_unit(unit))


def key_points(unit: str) -> Card:
    """What to keep of a lesson."""
    return cards.key_points(_unit(unit))


def _unit(name: str) -> Unit:
    found = find_project().course
    if name not in [unit.id for unit in found.units]:
        raise QueryError(f"没有叫“{name}”的单元。{nearest(name, [unit.id for unit in found.units])}")
    return found.unit(name)


def cite(instrument: str, topic: str, on: str, handled: str = "") -> Table:
    """What binds an act of a day: edition, article, ladder and note, as a table."""
    found = find_project().rulebook.cite(
        instrument, topic, on=day(on), handled=day(handled) if handled else None
    )
    rows = tuple(
        (c.role, f"《{c.instrument}》{c.edition}", c.article, c.topic, "；".join(c.ladder), c.note)
        for c in found
    )
    return Table(f"行为日 {on}", ("作用", "文件和版本", "条", "主题", "阶梯", "说明"), rows)


def case(name: str) -> CaseView:
    """A worked case, to look at piece by piece."""
    return CaseView(find_project(), name)


def scenario(name: str) -> CourseWidget:
    """The scenario of a case, to play."""
    return _widget(f"scenario:{name}")


def practice(name: str) -> CourseWidget:
    """The practice items of a case."""
    return _widget(f"practice:{name}")


def pretest(name: str) -> CourseWidget:
    """Four items to try before a case."""
    return _widget(f"pretest:{name}")


def lab(name: str) -> CourseWidget:
    """A lab to ask."""
    return _widget(f"lab:{name}")


def checklist(name: str) -> CourseWidget:
    """A private self-check: nothing ticked is sent or kept."""
    return _widget(f"checklist:{name}")


def couple(name: str) -> CourseWidget:
    """Cards for two of a family: each chooses unseen, both are shown at once; nothing is kept."""
    return _widget(f"couple:{name}")


def circle(name: str) -> CourseWidget:
    """A reading circle round the script of a case: roles, parts, pauses; nothing is kept."""
    return _widget(f"circle:{name}")


def letter() -> CourseWidget:
    """A letter to somebody at home, to write and to print; nothing is sent or kept."""
    return _widget("letter:home")


def exhibition() -> CourseWidget:
    """The virtual exhibition in four chapters; answers are not kept."""
    return _widget("exhibition:virtual")


def mould() -> CourseWidget:
    """The steps of a trade with integrity points, to make one's own and to print."""
    return _widget("mould:own")


def gallery() -> CourseWidget:
    """The wall of works."""
    return _widget("gallery:wall")


def course_map(here: str = "course") -> CourseWidget:
    """The map of the course; with a unit's id, that unit is marked."""
    return _widget(f"map:{here}")


def print_sheet(name: str) -> CourseWidget:
    """A sheet to fill in and print as PDF."""
    return _widget(f"print:{name}")


def table(name: str, number: int = 1) -> Table:
    """A table by its name, or what a lab answers to its default values, as a table."""
    return named_table(find_project(), name, number)


def quiz(assignment: str) -> CourseWidget:
    """A graded quiz, live, from the released paper."""
    from qingfeng.show.widgets.classes import quiz_widget

    return quiz_widget(find_project(), assignment)


def _widget(reference: str) -> CourseWidget:
    from qingfeng.show.widgets.classes import widget

    return widget(find_project(), reference)


class CaseView:
    """The pieces of a worked case: pictures, tables, and pages to write on."""

    def __init__(self, project: Project, name: str) -> None:
        self._project, self._name = project, name
        self._case = project.case(name)
        self._analysis = project.analysis(name)
        self._library = Library(project.rulebook, self._case)

    def __repr__(self) -> str:
        return f"案例《{self._case.title}》：{len(self._case.facts)} 条事实，约 {self._case.minutes} 分钟。"

    def people(self) -> Table:
        """Who is who."""
        rows = tuple((p.name, p.role) for p in self._case.people)
        return Table("人物", ("称呼", "身份"), rows)

    def story(self) -> Table:
        """Every fact in order, with its date and where it comes from."""
        rows = tuple((chinese_date(f.date) or "—", f.says, f.origin) for f in self._case.facts)
        return Table("事实", ("日期", "事实", "来源"), rows)

    def timeline(self) -> Picture:
        """The dated facts and the turning points between them as a picture."""
        turns = {point.fact for point in self._analysis.turning_points}
        points = [
            (chinese_date(f.date) or "其间", f.says, f.id in turns)
            for f in self._case.facts
            if f.date or f.id in turns
        ]
        title = "时间线"
        words = f"{title}：" + "；".join(f"{when}，{what}" for when, what, _ in points)
        return Picture(pictures.timeline(points, title), words)

    def chain(self) -> Picture:
        """The chain of favours as a picture."""
        chain = self._analysis.chain
        if chain is None:
            raise QueryError(f"案例“{self._name}”的 analysis.yml 里没有 chain。")
        nodes = [(p.name, p.role, n.gives) for n in chain.nodes for p in [self._case.person(n.person)]]
        words = f"{chain.title}：" + "；".join(f"{n}：{g}" if g else n for n, _, g in nodes)
        return Picture(pictures.chain(nodes, chain.title), words)

    def money(self) -> Table:
        """Stated sums and the ones we add up."""
        origin = {fact.id: fact.origin for fact in self._case.facts}
        rows = [(m.name, f"{m.amount:,} 元", origin[m.fact]) for m in self._case.money]
        rows += [(s.name, f"{s.amount:,} 元", s.origin) for s in self._case.sums]
        return Table("数额", ("名目", "数额", "来源"), tuple(rows))

    def rules(self) -> Table:
        """The rule in force at each date that matters."""
        rows = tuple(
            (chinese_date(r.date), r.what, self._label(r.basis, r.date), r.says, r.origin)
            for r in self._analysis.rules_by_date
        )
        return Table("哪一天用哪一版", ("日期", "管什么", "规则", "说明", "来源"), rows)

    def elements(self) -> Table:
        """The elements of the offence beside the facts."""
        found = self._analysis.elements
        rows = tuple((r.element, r.fact, r.note, r.origin) for r in found.rows)
        return Table(found.title, ("要件", "事实", "注意", "来源"), rows)

    def why_not(self) -> Table:
        """Why the neighbouring articles do not fit."""
        rows = tuple(
            (w.title, w.says, "；".join(self._label(b, self._analysis.on) for b in w.basis), "解读")
            for w in self._analysis.elements.why_not
        )
        return Table("为什么不是别的条文", ("问题", "理由", "规则", "来源"), rows)

    def turning_points(self) -> Table:
        """The moments at which the way back was open, with the lawful exits."""
        rows = tuple(
            (f"{p.number}. {p.title}", "\n".join(p.exits), p.differs) for p in self._analysis.turning_points
        )
        return Table("回头点", ("那一刻", "当时开着的合法出口", "会有什么不同"), rows)

    def analysis(self) -> CourseWidget:
        """The six steps at three levels of fading."""
        return _widget(f"analysis:{self._name}")

    def compare(self) -> CourseWidget:
        """A minimal pair as a task."""
        return _widget(f"compare:{self._name}")

    def plain_words(self) -> CourseWidget:
        """Soft words to turn into plain ones."""
        return _widget(f"plain_words:{self._name}")

    def plan(self) -> CourseWidget:
        """An if-then plan that is stored nowhere."""
        return _widget(f"plan:{self._name}")

    def silent(self) -> Table:
        """What the page does not report."""
        return Table("报道没有写", ("没有写的事",), tuple((one,) for one in self._case.silent))

    @property
    def facts(self) -> Case:
        """The case as data."""
        return self._case

    def _label(self, basis: Basis, on: str) -> str:
        return self._library.reference(basis, on).text
