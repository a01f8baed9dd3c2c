"""The words of 诚信积分: tables, summary lines, notes and the picture of a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from qingfeng.show.pictures_scale import Standing, Step, scale
from qingfeng.show.tables import Table, Value, shown
from qingfeng.think.market.points import span, tier_of
from qingfeng.words.market.points import Account, Assumptions, Ledger, Rules, Tier

BELOW = "未到档"
_HALF = Decimal("0.5")


def title(found: Ledger) -> str:
    """The account with the most points and its tier."""
    top = found.highest
    if top is None:
        return "没有查处记录"
    return f"最高的账户：{top.name}，{shown(top.points)} 分，{_tier(top.tier)}"


def lines(rules: Rules, found: Ledger) -> tuple[tuple[str, str], ...]:
    """Cases and people, accounts, sums, and how many accounts stand in each tier."""
    counted = [(tier, sum(account.tier == tier for account in found.accounts)) for tier in rules.tiers]
    below = len(found.accounts) - sum(count for _, count in counted)
    return (
        ("查处", f"{found.cases:,} 起，{found.people:,} 人"),
        ("账户", f"{len(found.accounts):,} 个"),
        ("扣分合计", f"{_number(found.points)} 分"),
        ("费用合计", f"{_number(found.charge)} 元"),
        *((f"{tier.name}（{_bound(tier)}）", f"{count:,} 个账户") for tier, count in reversed(counted)),
        (BELOW, f"{below:,} 个账户"),
    )


# --- tables -------------------------------------------------------------------------------


def accounts(found: Ledger, assumptions: Assumptions) -> Table:
    """Every account of every year, most points first."""
    head = ("年度", "账户", "涉及商位", "起数", "扣分", "档次", "措施", "费用(元)")
    rows = tuple(
        (
            _year(account, assumptions),
            account.name,
            "、".join(account.stalls),
            account.cases,
            account.points,
            _tier(account.tier),
            "；".join(account.measures),
            account.charge,
        )
        for account in found.accounts
    )
    return Table("账户", head, rows)


def reached(rules: Rules, found: Ledger, assumptions: Assumptions) -> Table:
    """On which day each account first reached each tier; accounts that reached none are left out."""
    head = ("年度", "账户", *(f"{tier.name}（{_bound(tier)}）" for tier in rules.tiers))
    rows: list[tuple[Value, ...]] = []
    for account in found.accounts:
        days = {one.tier: one.on for one in account.reached}
        if days:
            rows.append(
                (_year(account, assumptions), account.name, *(days.get(tier) for tier in rules.tiers))
            )
    return Table("各档首次到达的日子", head, tuple(rows))


def bounds(rules: Rules) -> Table:
    """The tier of each bound, of half a point below it and of half a point above it."""
    heights = sorted({tier.bound + step for tier in rules.tiers for step in (-_HALF, Decimal(0), _HALF)})
    rows = tuple(
        (height, _tier(tier_of(rules.tiers, height)), _why(rules.tiers, height)) for height in heights
    )
    return Table("边界上的分数", ("扣分", "档次", "为什么"), rows)


def _why(tiers: Sequence[Tier], height: Decimal) -> str:
    """What decides on a bound; "" beside it."""
    return "；".join(_literal(tier) for tier in tiers if tier.bound == height)


def _literal(tier: Tier) -> str:
    """The literal reading of a bound."""
    bound = shown(tier.bound)
    return f"“达 {bound} 分”含 {bound}" if tier.how == "reaches" else f"“超过 {bound} 分”不含 {bound}"


def _year(account: Account, assumptions: Assumptions) -> str:
    if assumptions.lease_start is None:
        return str(account.year)
    first, last = span(account.year, assumptions.lease_start)
    return f"{first} 至 {last}"


# --- notes --------------------------------------------------------------------------------


def notes(rules: Rules, found: Ledger, assumptions: Assumptions) -> tuple[str, ...]:
    """How it was counted, what it rests on, and what the page leaves open."""
    told = [
        "“起”数的是查处记录，一行一起；“人”数的是不同的实际经营人，没有写实际经营人的，算使用权人。"
        "两个数不必相等：同一个人可能不止一起。",
        f"边界按字面（解读）：{_bounds(rules)}。",
        f"年度按{_years(assumptions)}算，每个年度从 0 分开始，一个账户跨两个年度就是两行。",
        "“罚款”是报道的用词。企业没有行政处罚权，这里的钱和措施读作依协议作的管理措施（解读）。",
        "商户不服怎样申诉，报道没有写；课程的做法是先说明理由、听商户说，申诉成立就删去那一行再算（教学编写）。",
    ]
    if any(account.tier for account in found.accounts):
        told.append("到档以后，措施落在哪个商位、哪个人名下，报道没有写，本单位的办法要先写明。")
    if assumptions.account == "merged":
        told.append(
            "合并的算法是教学编写：同一年度里在同一个商位上出现过的人并成一个账户，"
            "经由同一个人相连的商位也并在一起，所以会并进并不相识的人，用以前先核对。"
        )
    return tuple(told)


def _bounds(rules: Rules) -> str:
    """Where each bound itself stands."""
    return "；".join(
        f"{_literal(tier)}，{shown(tier.bound)} 分整在“{_tier(tier_of(rules.tiers, tier.bound))}”"
        for tier in rules.tiers
    )


def _years(assumptions: Assumptions) -> str:
    if assumptions.lease_start is None:
        return "自然年"
    month, day = assumptions.lease_start
    return f"租赁年（{month} 月 {day} 日起）"


# --- the picture --------------------------------------------------------------------------


def picture(rules: Rules, found: Ledger) -> str:
    """The ladder of points, with the account that stands highest."""
    ground = Step(BELOW, f"不到 {shown(rules.tiers[0].bound)} 分", Decimal(0), True)
    steps = [ground] + [Step(t.name, _bound(t), t.bound, t.how == "reaches") for t in rules.tiers]
    top = found.highest
    if top is None:
        return scale(steps, None, rules.title)
    here = rules.tiers.index(top.tier) + 1 if top.tier else 0
    return scale(steps, Standing(top.name, f"{shown(top.points)} 分", top.points, here), rules.title)


def picture_words(rules: Rules, found: Ledger) -> str:
    """The ladder in words."""
    steps = "；".join(f"{_bound(tier)}，{tier.name}" for tier in rules.tiers)
    top = found.highest
    here = f"最高的是 {top.name}，{shown(top.points)} 分，{_tier(top.tier)}" if top else "还没有查处记录"
    return f"积分阶梯：{steps}。{here}。"


def _bound(tier: Tier) -> str:
    bound = shown(tier.bound)
    return f"达 {bound} 分，含 {bound}" if tier.how == "reaches" else f"超过 {bound} 分，不含 {bound}"


def _tier(tier: Tier | None) -> str:
    return tier.name if tier else BELOW


def _number(number: Decimal) -> str:
    """A number with its thousands marked and no trailing zeros."""
    return f"{number.normalize():,f}" if number else "0"
