"""The item linter: what is wrong with an item by itself, and with a set of items."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

from qingfeng.think.quiz import folded
from qingfeng.words.model import Bank, Item, Option, Pair, Place
from qingfeng.words.problems import Problem, problem, repeated

_CHOOSING = ("single", "multiple", "truefalse")
# “下列不正确的不是……”, “哪一项不属于不允许的……”: two turns of thought for one answer.
_DOUBLE_NEGATIVE = re.compile(
    r"(不正确|不属于|不符合|不成立|不恰当|不适用|错误)[^，。；？]{0,6}(不|没有|并非)|并非不|不是不|没有不"
)


def item_faults(item: Item) -> Iterator[Problem]:
    """Faults of one item: key, explanations, options, wording."""
    yield from _key_faults(item)
    yield from _word_faults(item)
    if not item.basis:
        yield problem(item.at, "I505", f"“{item.id}”没有依据", "补上 basis。")
    parts: tuple[Option | Pair, ...] = (*item.options, *item.pairs)
    for part in parts:
        if not part.why and item.type != "short":
            yield problem(item.at, "I504", f"“{item.id}”的“{part.id}”没有解析", "补上 why。")
    ids = Counter(part.id for part in parts)
    for one in [i for i, n in ids.items() if n > 1]:
        yield problem(item.at, "I502", f"“{item.id}”的选项编号“{one}”用了两次", "换一个编号。")


def _key_faults(item: Item) -> Iterator[Problem]:
    rights = sum(option.right for option in item.options)
    bad = ""
    if item.type == "single" and (rights != 1 or len(item.options) < 3):
        bad = "单选题要有三个以上选项，恰好一个 right: true"
    elif item.type == "multiple" and (rights < 1 or len(item.options) < 4):
        bad = "多选题要有四个以上选项，至少一个 right: true"
    elif item.type == "truefalse" and len(item.options) != 2:
        bad = "判断题要写 answer: true 或者 false"
    elif item.type == "ordering" and len({o.text for o in item.options}) < max(3, len(item.options)):
        bad = "排序题至少三步，按正确的顺序写，各步的文字不同"
    elif item.type == "matching" and len({p.right for p in item.pairs}) < max(3, len(item.pairs)):
        bad = "连线题至少三对，右边各不相同"
    elif item.type == "short" and not item.accept:
        bad = "简答题要写 accept（可接受的答案）"
    elif item.type == "case_analysis" and not (item.rubric and item.reference):
        bad = "案例分析题要有 rubric 和 reference"
    if bad:
        yield problem(item.at, "I501", f"“{item.id}”的答案不完整", bad + "。")


def _word_faults(item: Item) -> Iterator[Problem]:
    for option in item.options:
        if any(word in option.text for word in ("以上都", "以上皆", "以上均")):
            yield problem(item.at, "I506", f"“{item.id}”用了“以上都……”的选项", "换成一个具体的判断。")
    if item.type in _CHOOSING:
        texts = [folded(option.text) for option in item.options]
        for a, b in combinations(texts, 2):
            if item.type != "truefalse" and a and (a in b or b in a):
                yield problem(item.at, "I507", f"“{item.id}”有两个选项互相包含", "让选项各说各的。")
    asked = item.stem.strip().splitlines()[-1]
    if item.type in _CHOOSING and _DOUBLE_NEGATIVE.search(asked):
        yield problem(item.at, "I508", f"“{item.id}”的问句是双重否定", "改成正面问法。")


def bank_faults(bank: Bank, others: Iterable[Item] = ()) -> Iterator[Problem]:
    """Faults of a set: ids used twice, twins, letter balance, the longest-option cue,
    too little permitted conduct. `others` are items it must not repeat (practice)."""
    yield from repeated(((item.id, item.at) for item in bank.items), "I503", "题号", "换一个题号。")
    yield from _twins(bank, tuple(others))
    singles = [item for item in bank.items if item.type == "single"]
    if len(singles) >= 8:
        yield from _balance(singles, bank.at)
    yield from _one_sided(bank)
    judged = [item for item in bank.items if item.type in _CHOOSING]
    permitted = sum(item.permitted for item in judged)
    if len(judged) >= 8 and permitted * 4 < len(judged):
        what = f"判断行为的 {len(judged)} 题里，许可行为只有 {permitted} 题"
        yield problem(bank.at, "I512", what, "许可行为（permitted: true）至少占四分之一。")
    if bank.assignment:
        yield from _section_faults(bank)


def _twins(bank: Bank, others: tuple[Item, ...]) -> Iterator[Problem]:
    earlier = Stems(others)
    for item in bank.items:
        for other in earlier.like(item.stem):
            what = f"“{item.id}”和“{other.id}”（{other.at.path}:{other.at.line}）几乎是同一题"
            yield problem(item.at, "I509", what, "换一组事实，或者删去一题。")
        earlier.add(item)


class Stems:
    """Items by their stems; two are nearly the same where they share more than six tenths of their
    three-character pieces."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._items: list[Item] = []
        self._having: defaultdict[str, list[int]] = defaultdict(list)
        for item in items:
            self.add(item)

    def add(self, item: Item) -> None:
        """Take an item in."""
        for piece in _pieces(item.stem)[1]:
            self._having[piece].append(len(self._items))
        self._items.append(item)

    def like(self, stem: str) -> Iterator[Item]:
        """The items whose stem is nearly this one, in the order in which they came."""
        pieces, head = _pieces(stem)
        for at in sorted({at for piece in head for at in self._having.get(piece, ())}):
            other = _pieces(self._items[at].stem)[0]
            both = len(pieces & other)
            if both * 10 > (len(pieces) + len(other) - both) * 6:
                yield self._items[at]


@lru_cache(maxsize=4096)
def _pieces(stem: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The pieces of a stem, and those first in order of which a near-duplicate must share one.

    Two stems that share more than six tenths of their pieces share more than six tenths of either's;
    so, both in one order, they cannot differ in all of the first four tenths.
    """
    text = folded(stem)
    pieces = frozenset(text[i : i + 3] for i in range(len(text) - 2))
    # Backwards, as digits of dates, which many stems share, then come last.
    return pieces, tuple(sorted(pieces, reverse=True)[: len(pieces) - len(pieces) * 6 // 10])


def _balance(singles: list[Item], at: Place) -> Iterator[Problem]:
    places = Counter(next((i for i, o in enumerate(item.options) if o.right), 0) for item in singles)
    place, most = places.most_common(1)[0]
    if most * 2 > len(singles):
        what = f"{len(singles)} 道单选里有 {most} 道的答案在第 {place + 1} 项"
        yield problem(at, "I510", what, "把正确选项分散开。")
    longest = sum(max(item.options, key=lambda o: len(o.text)).right for item in singles if item.options)
    if longest * 2 > len(singles):
        what = f"{len(singles)} 道单选里有 {longest} 道，最长的选项就是答案"
        yield problem(at, "I511", what, "缩短正确选项，或者把别的选项写充分。")


def _one_sided(bank: Bank) -> Iterator[Problem]:
    """True-false items nearly all of one answer, and multiple ones that repeat one combination."""
    judged = [next((o.id for o in i.options if o.right), "") for i in bank.items if i.type == "truefalse"]
    answer, most = Counter(judged).most_common(1)[0] if judged else ("", 0)
    if len(judged) >= 8 and most * 10 > len(judged) * 7:
        words = {"true": "对", "false": "错"}.get(answer, answer)
        what = f"{len(judged)} 道判断题里有 {most} 道的答案是“{words}”"
        yield problem(bank.at, "I517", what, "改几题的说法，让对错差不多各一半。")
    sets = [tuple(o.right for o in i.options) for i in bank.items if i.type == "multiple"]
    same = Counter(sets).most_common(1)[0][1] if sets else 0
    if len(sets) >= 4 and same * 2 > len(sets):
        what = f"{len(sets)} 道多选题里有 {same} 道的答案是同一组位置"
        yield problem(bank.at, "I518", what, "把正确选项的位置换开。")


def _section_faults(bank: Bank) -> Iterator[Problem]:
    sections = [section.id for section in bank.sections]
    for item in bank.items:
        if item.section not in sections:
            what = f"“{item.id}”的部分“{item.section}”没有在 sections 里"
            yield problem(item.at, "I513", what, "可用的有：" + "、".join(sections) + "。")
        if not item.points:
            yield problem(item.at, "I514", f"“{item.id}”没有分值", "补上 points。")
