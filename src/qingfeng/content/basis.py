"""References in content: `刑法：斡旋受贿`, `纪律处分条例：从轻减轻@2021-06`, `原文：fact_id`.

Article numbers are never typed in content: topic and date find edition and article.
"""

from __future__ import annotations

from dataclasses import dataclass

from qingfeng.content.rulebook import Rulebook, day
from qingfeng.words.model import Basis, Case
from qingfeng.words.problems import Problem, QueryError, nearest, problem
from qingfeng.words.rules import Rule

PAGE = "原文"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as people read it: label, paraphrase, and how sure it is.

    `mark` is a Confidence, or 原文 for a sentence of the page.
    """

    text: str
    says: str
    mark: str


@dataclass(frozen=True)
class Library:
    """What references may point to: the rulebook, and the facts of one case."""

    rulebook: Rulebook
    case: Case | None = None

    def reference(self, basis: Basis, on: str) -> Reference:
        """What a basis points to for an act on a date; QueryError where it points nowhere."""
        instrument, topic, date = _parts(basis, on)
        if instrument == PAGE:
            return self._fact(topic)
        rule = self._rule(instrument, topic, date)
        book = self.rulebook.instrument(instrument)
        if rule.in_force_from is None:
            return Reference(f"{_titled(book.names[0])}（据公开报道）", rule.paraphrase, rule.confidence)
        edition = self.rulebook.label(rule, day(date))
        return Reference(
            f"{_titled(book.names[0])}（{edition}）{rule.article}", rule.paraphrase, rule.confidence
        )

    def faults(self, basis: Basis, on: str) -> list[Problem]:
        """Why a basis does not hold, if it does not."""
        try:
            self.reference(basis, on)
        except QueryError as error:
            return [problem(basis.at, "R210", f"依据“{basis.text}”：{error}", "改主题、文件名或者日期。")]
        return []

    def may_key(self, basis: Basis, on: str) -> bool:
        """Whether a graded item may rest on this basis: a VERIFIED rule or a sentence."""
        instrument, topic, date = _parts(basis, on)
        if instrument == PAGE:
            self._fact(topic)
            return True
        return self._rule(instrument, topic, date).may_key(day(date))

    def _rule(self, instrument: str, topic: str, date: str) -> Rule:
        book = self.rulebook.instrument(instrument)
        undated = [r for r in book.rules if r.topic == topic and r.in_force_from is None]
        # A SECONDARY rule has no days in force; it is shown with its mark and keys nothing.
        if undated and undated[0].confidence != "VERIFIED":
            return undated[0]
        return self.rulebook.rule(instrument, topic, day(date))

    def _fact(self, fact_id: str) -> Reference:
        if self.case is None:
            raise QueryError("这里没有案例，不能引原文。")
        known = {fact.id: fact for fact in self.case.facts}
        if fact_id not in known:
            raise QueryError(f"没有叫“{fact_id}”的事实。{nearest(fact_id, known)}")
        if known[fact_id].origin != PAGE:
            raise QueryError(f"事实“{fact_id}”是{known[fact_id].origin}，不能当原文来引。")
        return Reference("版面原文", known[fact_id].says, PAGE)


def _parts(basis: Basis, on: str) -> tuple[str, str, str]:
    instrument, colon, rest = basis.text.partition("：")
    if not colon:
        raise QueryError("要写成“文件：主题”，中间是全角冒号。")
    topic, _, date = rest.partition("@")
    return instrument.strip(), topic.strip(), (date or on).strip()


def _titled(name: str) -> str:
    return name if "〔" in name or name[:1].isdigit() else f"《{name}》"
