"""The case 帮“朋友”忙 against its page: nothing wrong, nothing added, nothing copied.

What the page is silent about is listed in `case.yml` under `silent`; CLAIMS says in patterns
what a sentence would look like that breaks the silence.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from qingfeng.content.case import fact_faults, sentences
from qingfeng.content.project import find_project
from qingfeng.show.check import Check
from qingfeng.words.model import Fact
from tests.page import LONGEST, copied, folded, page_text, with_page

PROJECT = find_project(Path(__file__))
FOLDER = PROJECT.root / "cases" / "favours"
CASE = PROJECT.case("favours")
BANK = PROJECT.root / "assignments" / "bank" / "favours.yml"
TEXTS = sorted(
    [
        *FOLDER.glob("*.yml"),
        *FOLDER.glob("*.md"),
        *FOLDER.glob("*.ipynb"),
        PROJECT.root / "course" / "02_favours.ipynb",
        BANK,
    ]
)


def text_of(path: Path) -> str:
    """The words of a file: of a notebook its cells and outputs."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = json.loads(text)["cells"]
    return "\n".join("".join(c["source"]) + json.dumps(c.get("outputs"), ensure_ascii=False) for c in cells)


# --- facts ----------------------------------------------------------------------------


def test_all_parts_of_the_case_are_there():
    names = {path.name for path in FOLDER.iterdir()}

    assert names >= {
        "case.yml",
        "scenario.yml",
        "analysis.yml",
        "practice.yml",
        "facilitator.md",
        "favours.ipynb",
    }


@with_page
def test_every_sentence_and_figure_of_a_fact_stands_on_the_page():
    assert [str(fault) for fault in fact_faults(CASE, page_text())] == []


@with_page
def test_no_sentence_about_him_is_left_without_a_fact():
    page = sentences(page_text())
    start = next(i for i, s in enumerate(page) if CASE.heading in s.text)
    used = {fact.source for fact in CASE.facts}

    missing = [s.text for s in page[start + 1 :] if s.locator not in used]

    assert missing == []


def changed(figure: str) -> str:
    """A figure with one character changed: a digit, else the last one."""
    digits = [i for i, c in enumerate(figure) if c.isdigit() or c in "一二三四五六七八九十两"]
    at = digits[0] if digits else len(figure) - 1
    other = "7" if figure[at].isascii() else "零"
    return figure[:at] + other + figure[at + 1 :]


@with_page
@pytest.mark.parametrize("fact", [f for f in CASE.facts if f.figures], ids=lambda f: f.id)
def test_one_changed_figure_makes_the_checker_name_its_fact(fact: Fact, tmp_path: Path):
    lines = (FOLDER / "case.yml").read_text(encoding="utf-8").splitlines()
    copy = tmp_path / "case.yml"
    for figure in fact.figures:
        at = next(i for i in range(fact.at.line, len(lines)) if lines[i].strip() == f"- {figure}")
        copy.write_text(
            "\n".join([*lines[:at], f"      - {changed(figure)}", *lines[at + 1 :]]), encoding="utf-8"
        )

        problems = Check(PROJECT).run([copy]).problems

        assert [(one.code, one.line) for one in problems] == [("F302", fact.at.line)]
        assert f"“{changed(figure)}”" in problems[0].what


@with_page
def test_one_changed_place_makes_the_checker_say_where_the_sentence_is(tmp_path: Path):
    text = (FOLDER / "case.yml").read_text(encoding="utf-8")
    copy = tmp_path / "case.yml"
    copy.write_text(text.replace("paragraph: 52", "paragraph: 51", 1), encoding="utf-8")

    (found,) = Check(PROJECT).run([copy]).problems

    assert (found.code, found.mend) == ("F301", "这句在第 52 段，改 paragraph。")


def test_facts_stand_in_the_order_of_time():
    dates = [fact.date for fact in CASE.facts if fact.date]

    assert len(dates) >= 8 and dates == sorted(dates)


def test_the_days_of_the_case_are_those_of_the_page():
    assert {fact.id: fact.date for fact in CASE.facts if fact.date} == {
        "line_crossed": "2018-04",
        "detained": "2018-04-04",
        "bailed": "2018-05-11",
        "redetained": "2019-04",
        "fu_sentenced": "2020-07",
        "surrendered": "2021-04",
        "expelled": "2021-06",
        "sentenced": "2021-11",
    }


# --- sums -----------------------------------------------------------------------------

_NUMERAL = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"两": 2}


def yuan(words: str) -> int:
    """十万 is 100000, 两万 is 20000, 十二万 is 120000: as much numeral as the page needs."""
    tens, _, ones = words.removesuffix("万").rpartition("十")
    ten = (_NUMERAL[tens] if tens else 1) * 10 if "十" in words else 0
    return (ten + (_NUMERAL[ones] if ones else 0)) * 10_000


def test_each_stated_sum_is_the_one_its_sentence_gives():
    facts = {fact.id: fact for fact in CASE.facts}
    for money in CASE.money:
        figures = "".join(facts[money.fact].figures)
        stated = [yuan(found) for found in re.findall(r"([一二三四五六七八九十两]+万)元", figures)]

        assert money.amount in stated


def test_derived_sums_add_up_and_are_marked_as_readings():
    amounts = {money.id: money.amount for money in CASE.money}

    assert CASE.sums
    assert all(one.amount == sum(amounts[part] for part in one.of) for one in CASE.sums)
    assert {one.origin for one in CASE.sums} == {"解读"}
    assert {one.id: one.amount for one in CASE.sums} == {"taken": 100_000 + 20_000}


def test_the_fine_is_in_no_sum_of_what_he_took():
    assert all("fine" not in one.of for one in CASE.sums)


def test_a_changed_sum_is_told_where_it_stands(tmp_path: Path):
    lines = (FOLDER / "case.yml").read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip() == "amount: 100000")
    copy = tmp_path / "case.yml"
    copy.write_text("\n".join([*lines[:at], "    amount: 110000", *lines[at + 1 :]]), encoding="utf-8")

    (found,) = [one for one in Check(PROJECT).run([copy]).problems if one.code.startswith("F3")]

    assert (found.code, found.line) == ("F304", CASE.sums[0].at.line)
    assert "130000" in found.what


# --- what the page does not say ---------------------------------------------------------

# A verb that is not denied; asked about is another matter, see `broken_silences`.
_SAID = r"(?<!没有)(?<!没)(?<!未)(?<!不)"
_NEAR = r"[^。！？；\n]{0,14}?"
_SOON = r"[^。！？；\n]{0,8}"
_FATE = (
    r"被处理|被处分|受到(?:了)?(?:处理|处分|处罚)|被开除|被判|被免职|被撤职|被调离|被立案|被追究|被拘留|被移送"
    r"|被逮捕|被查处|被起诉|获刑|另案处理|构成(?:行贿|受贿|介绍贿赂)|犯(?:行贿|受贿|介绍贿赂)罪"
    r"|免予(?:处分|处罚|起诉)"
)
_DEED = r"收下了|退回了|退还了|上交了|打了招呼|照办|给予了关照|给了关照|违规|知情|帮了忙"
_GAIN = r"好处费|分得|获利|抽成|从中得"
_BACK = r"退还|退赃|退缴|退清|退回|上交|上缴"
_SUM = r"[一二三四五六七八九十两\d]+\s*(?:万元|张)"
CLAIMS = {
    "虞某某怎样": rf"虞某某{_NEAR}{_SAID}(?:{_FATE}|{_DEED})",
    "何某某、金某某怎样": rf"(?:何某某|金某某){_NEAR}{_SAID}(?:{_FATE}|{_GAIN})",
    "两次各是多少": rf"(?:第一次|头一次|首次|第二次){_NEAR}{_SUM}",
    "总额": rf"(?:法院|判决){_NEAR}{_SAID}认定{_SOON}(?:12\s*万|十二万)|报道{_NEAR}{_SAID}写{_SOON}总额",
    "退没有退": rf"(?:吴某某|他){_NEAR}{_SAID}(?:如数|全部|全额|主动|积极|已经|当即)(?:{_BACK})|如数退"
    rf"|赃款(?:已|全部)|违法所得(?:已|均|全部){_SOON}(?:追缴|没收)",
    "自首": rf"(?:法院|判决|吴某某){_NEAR}{_SAID}(?:认定{_SOON}|构成|属于|系)自首"
    rf"|(?:吴某某|法院){_NEAR}(?:得到|获得|予以|依法|因而|因此)(?:从轻|减轻)",
    "烟票计入": rf"(?:法院|判决){_NEAR}烟票{_NEAR}{_SAID}计入",
    "哪个机关": r"义乌市?(?:人民)?(?:法院|检察院|纪委)|金华市?中级人民法院"
    rf"|纪委监委{_NEAR}{_SAID}(?:决定|给予|作出){_SOON}(?:开除|处分)",
    "批准逮捕": rf"批准逮捕|批捕|被逮捕|提起公诉|(?:吴某某|傅某某){_NEAR}{_SAID}逮捕",
    "因果": rf"(?:打点|请托|关照|送钱|收钱|帮忙){_SOON}(?:才|使得|于是|从而|因此|因而){_SOON}取保"
    rf"|(?:因为|由于|靠着|凭着){_NEAR}(?:请托|打点|关照|送钱){_NEAR}取保",
    "索要": rf"何某某{_NEAR}{_SAID}被(?:勒索|索要|敲诈)"
    rf"|(?:吴某某|金某某|虞某某){_NEAR}{_SAID}(?:索要|索取|勒索|开口要)",
    "掌握线索": rf"投案(?:以)?前{_NEAR}(?:组织|纪委|机关){_SOON}(?:已|早就)经?{_SOON}掌握"
    r"|(?:组织|纪委监委)(?:已经|早已)掌握",
    "引用了哪些条文": rf"(?:处分决定书?|判决书?){_SOON}{_SAID}(?:引用|援引|依据)了(?!哪)",
    # As silent as the others, though the file need not say so: his family, his tears.
    "内心和家人": rf"悔恨的(?:泪水|眼泪)|吴某某{_NEAR}(?:痛哭|流泪|泪流|妻子|女儿|儿子)|缓刑",
}


def broken_silences(text: str) -> list[str]:
    """The places of a text that say what the page does not; to ask whether, or to leave open, is no claim."""
    found = [(point, match) for point, pattern in CLAIMS.items() for match in re.finditer(pattern, text)]
    return [f"{point}：{match[0]}" for point, match in found if not _left_open(text, match)]


def _left_open(text: str, match: re.Match[str]) -> bool:
    clause = re.split(r"[，。！？；\n]", text[max(0, match.start() - 30) : match.end()])[-1]
    return any(words in clause for words in ("是否", "有没有", "没有写"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.name)
def test_no_text_of_the_case_claims_what_the_page_is_silent_about(path: Path):
    assert broken_silences(text_of(path)) == []


PLANTED = [
    ("虞某某", "虞某某后来被处理。"),
    ("虞某某", "虞某某因为违规被免职。"),
    ("虞某某", "烟票虞某某当场退回了。"),
    ("虞某某", "虞某某接到电话以后给予了关照。"),
    ("何某某", "何某某也因行贿被判刑。"),
    ("何某某", "最后金某某受到处理，丢了工作。"),
    ("何某某", "金某某的行为构成介绍贿赂罪。"),
    ("金某某", "金某某从这件事里分得两千元。"),
    ("两次送来", "第一次送来六万元，他收下了。"),
    ("两次送来", "第二次又是十张油卡。"),
    ("总额", "法院认定受贿总额 12 万元。"),
    ("退没有退", "吴某某投案后如数退还了钱物。"),
    ("退没有退", "他主动退缴了全部所得。"),
    ("退没有退", "违法所得已被追缴。"),
    ("自首", "法院认定自首，判了十个月。"),
    ("自首", "吴某某的投案属于自首。"),
    ("自首", "吴某某因此得到从轻处罚。"),
    ("烟票计入", "判决把烟票一并计入数额。"),
    ("哪个机关", "义乌市人民法院判处他有期徒刑十个月。"),
    ("哪个机关", "市纪委监委作出开除党籍的决定。"),
    ("批准逮捕", "2021 年 7 月，检察机关批准逮捕。"),
    ("批准逮捕", "随后吴某某被逮捕。"),
    ("取保候审与", "因为他的请托，傅某某很快取保。"),
    ("取保候审与", "虞某某帮忙，才办成了取保候审。"),
    ("索要", "吴某某向何某某索要钱物。"),
    ("索要", "何某某是被勒索的。"),
    ("掌握线索", "其实在他投案以前组织已经掌握线索。"),
    ("引用了哪些条文", "本案的处分决定书引用了第二十七条。"),
    ("", "他流下悔恨的泪水。"),
    ("", "吴某某的妻子劝过他。"),
]


@pytest.mark.parametrize(("point", "claim"), PLANTED, ids=[claim for _, claim in PLANTED])
def test_a_planted_claim_is_caught(point: str, claim: str):
    """Each claim breaks a silence of the file; after it the text of the scenario is no longer clean."""
    text = text_of(FOLDER / "scenario.yml") + claim

    assert any(point in silence for silence in CASE.silent)
    assert broken_silences(text) != []


def test_every_silent_point_of_the_file_has_a_planted_claim():
    points = {point for point, _ in PLANTED if point}

    assert [s for s in CASE.silent if not any(point in s for point in points)] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "报道没有写虞某某有没有受到处理。",
        "何某某、金某某有没有受到处理，报道没有写。",
        "法院是否认定自首，报道没有写。",
        "钱物后来退没有退，报道没有写。",
        "他没有退还，也没有上交。",
        "2021 年 6 月，吴某某受到开除党籍、开除公职的处分。",
        "11 月，法院判决：受贿罪，有期徒刑十个月，罚金十二万元。",
        "报道没有写对何某某、金某某的处理，课程不下结论。",
        "傅某某因证据不足改为取保候审。",
    ],
)
def test_what_the_page_says_or_the_course_leaves_open_is_no_claim(sentence: str):
    assert broken_silences(sentence) == []


def test_the_graded_items_are_about_nobody_of_the_real_case():
    text = BANK.read_text(encoding="utf-8")
    names = [person.name for person in CASE.people if person.name.endswith("某某")]

    assert len(names) >= 5 and [name for name in names if name in text] == []


# --- our own words -----------------------------------------------------------------------


@with_page
@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.name)
def test_no_sentence_of_the_page_is_copied(path: Path):
    assert copied(text_of(path), CASE) == []


@with_page
@pytest.mark.parametrize(("length", "caught"), [(LONGEST - 1, False), (LONGEST, True), (30, True)])
def test_a_copied_piece_is_caught_whatever_its_marks_and_breaks(length: int, caught: bool):
    page = folded(page_text())
    start = page.index("就请托朋友")
    piece = page[start : start + length]

    ours = f"我们的话。{piece[:9]}\n  {piece[9:].replace(',', '，')}另一句。"
    found = copied(ours, CASE)

    assert found == ([piece] if caught else [])


@with_page
def test_figures_and_quoted_words_may_stand_as_they_are():
    words = "2018年4月4日，借调在警令处情报科，“让人帮忙是要还人情的，欠别人人情就要用金钱财物去还”"

    assert copied(words, CASE) == []


# --- what graded items rest on ---------------------------------------------------------------


@pytest.mark.parametrize("item", PROJECT.bank("favours").items, ids=lambda item: item.id)
def test_a_graded_item_rests_on_verified_rules_of_the_day_of_its_act(item):
    library = PROJECT.library("favours")

    assert item.basis and item.on < "2026-05"
    assert [basis.text for basis in item.basis if not library.may_key(basis, item.on)] == []


def test_a_graded_item_on_a_rule_that_must_be_compared_again_would_be_refused():
    library = PROJECT.library("favours")
    (basis,) = [
        b for i in PROJECT.bank("favours").items for b in i.basis if b.text.endswith("：用途不影响定罪")
    ]

    assert library.may_key(basis, "2022-09") and not library.may_key(basis, "2026-05")
