"""Which ladder stands before whom: Party discipline, governmental sanctions, criminal law.

Who is under which: 纪律处分条例 binds Party members; 政务处分法 and 监察法 bind whoever exercises
public power, whatever the staffing (rules_facts §2, §4); 刑法 binds everybody.
"""

from __future__ import annotations

from datetime import date

from qingfeng.words.ladders import Conduct, Ladder, Somebody

# 政务处分法 第68条: in force from this day.
SANCTIONS_SINCE = date(2020, 7, 1)
# 国有企业管理人员处分条例 第52条.
SOE_SANCTIONS_SINCE = date(2024, 9, 1)

_OFFICES = {
    "civil_servant": "公务员行使公权力，是公职人员。",
    "soe": "在国有企业里履行组织、领导、管理、监督职责，是公职人员；看职责，不看编制。",
    "village": "在基层群众性自治组织里从事管理，是公职人员。",
    "none": "不行使公权力，不是公职人员。",
}


def ladders(who: Somebody, what: Conduct, on: date) -> tuple[Ladder, ...]:
    """The three ladders for a person, a conduct and the day of the act, in a fixed order."""
    return (_discipline(who, what), _sanctions(who, what, on), _criminal(who))


def _discipline(who: Somebody, what: Conduct) -> Ladder:
    why = "是党员，党纪管党员身份。" if who.party else "不是党员，没有党内处分。"
    return Ladder("党纪处分", who.party, why, what.discipline.text, "纪律处分条例：处分种类")


def _sanctions(who: Somebody, what: Conduct, on: date) -> Ladder:
    office = _OFFICES[who.office]
    rule = what.sanction.text if what.sanction else ""
    if who.office == "none":
        return Ladder("政务处分", False, office + "所在单位的制度照样管得着。", rule, "")
    if on < SANCTIONS_SINCE:
        why = f"{office}政务处分法自 2020 年 7 月 1 日起施行，这一天还没有，看当时的规定。"
        return Ladder("政务处分", False, why, rule, "")
    steps = "政务处分法：村居管理人员" if who.office == "village" else "政务处分法：处分种类"
    if who.office == "soe" and on >= SOE_SANCTIONS_SINCE:
        office += "2024 年 9 月 1 日起，另有国有企业管理人员处分条例。"
    return Ladder("政务处分", True, office, rule, steps)


def _criminal(who: Somebody) -> Ladder:
    official = who.office != "none"
    rule = "刑法：普通受贿" if official else "刑法：非国家工作人员受贿"
    why = "刑法管所有的人，但要数额、情节和要件都够得上；够不上的，党纪、政务、单位制度照样管。"
    return Ladder("刑事责任", True, why, rule, "")
