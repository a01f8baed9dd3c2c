"""清廉书法展 (S6): the register of works, the wall, and a jury sheet with ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, cast

from qingfeng.content.cells import Column
from qingfeng.content.project import Project
from qingfeng.content.sheets import Row, Tables, TableSpec
from qingfeng.content.systems.gallery import load_gallery
from qingfeng.show.market.gallery_wall import scroll
from qingfeng.show.outcome import Outcome
from qingfeng.show.pictures_bars import Bar, bars
from qingfeng.show.system import Switch, System, teaching_tables
from qingfeng.show.tables import Table
from qingfeng.think.market.gallery import placed, ranked, register_checked, signature, signed, tally
from qingfeng.words.market.gallery import (
    SCRIPTS,
    Author,
    GalleryRules,
    Guardian,
    Places,
    Ranked,
    Score,
    Script,
    Tally,
    Work,
)
from qingfeng.words.market.numbering import plain_number
from qingfeng.words.problems import QueryError, nearest

ON = "2022-07"
MOST_PLACES = 999
# The criteria of the jury by id, which are columns of its sheet.
CRITERIA = ("brush", "layout", "meaning")
_CENT = Decimal("0.01")

WORKS = TableSpec(
    "works",
    "作品登记",
    (
        Column("number", "编号", also=("作品编号",), unique=True, example="W900"),
        Column("text", "作品", help="写的是什么字", example="清心为治本，直道是身谋。"),
        Column("source", "出处", required=False, example="包拯《书端州郡斋壁》"),
        Column("script", "书体", "choice", choices=SCRIPTS, example="楷书"),
        Column("theme", "题材", help="规则文件里列出的题材", example="廉洁奉公"),
        Column("author_kind", "作者类别", "choice", choices=("职工", "家属"), example="职工"),
        Column("author", "作者编号", help="只写编号，不写姓名", example="G900"),
        Column("award", "获奖等次", required=False, help="没有获奖的空着", example="三等"),
        Column("consent", "署名同意", "flag", help="作者本人同意署名、展出的填是", example="是"),
        Column(
            "guardian",
            "监护人同意",
            "choice",
            required=False,
            choices=("是", "否"),
            help="作者不满十四周岁的填，其他空着",
            example="",
        ),
        Column("origin", "来源", required=False, help="教学编写，或者本单位的出处", example="示例"),
    ),
)
SCORES = TableSpec(
    "scores",
    "评分表",
    (
        Column("work", "作品编号", help="评委只看编号，看不到作者", example="W900"),
        Column("judge", "评委编号", example="G901"),
        Column("brush", "书写", "whole", unit="分", help="0 到 40", example="35"),
        Column("layout", "章法", "whole", unit="分", help="0 到 30", example="26"),
        Column("meaning", "文意", "whole", unit="分", help="0 到 30", example="27"),
        Column("origin", "来源", required=False, example="示例"),
    ),
    required=False,
)
_NOTES = (
    "46 件、19 件是原文；每一件写的什么、谁写的、获几等奖、同不同意署名，报道都没有写，登记表是教学编写。",
    "没有本人同意的，不署名；作者不满十四周岁的，还要监护人同意。同意展出和同意署名，是两回事，分开问。",
    "墙上的字是按古代名句自绘的示意，用的是这台电脑里的字体，不是参展的原作。名句用通行的文本，展出以前请再校一遍。",
    "不评家属参不参加，不排谁家写得多；写不写、署不署名，由各人自己定。",
)


class Hung(NamedTuple):
    """A work on the wall: its picture, its caption, and what a screen reader says of it."""

    svg: str
    caption: str
    alt: str


@lru_cache(maxsize=4)
def rules_of(root: Path) -> GalleryRules:
    """The rules of `course/systems/gallery.yml`."""
    return load_gallery(root / "course" / "systems" / "gallery.yml", root)


def theme_choices(project: Project) -> tuple[tuple[str, str], ...]:
    """The themes as (name, words), all of them first, for a form."""
    themes = rules_of(project.root).themes
    return (("", "全部作品"), *((theme.name, f"{theme.name}（{theme.origin}）") for theme in themes))


def gallery_works(project: Project) -> tuple[Hung, ...]:
    """Every work of the teaching register, by number: (svg, caption, alt)."""
    rules = rules_of(project.root)
    return tuple(_hung(rules, work) for work in _works(teaching_tables(project, SYSTEM)["works"]))


def gallery_outcome(project: Project, theme: str) -> Outcome:
    """The works of a theme ("" for all) with captions and counts; QueryError for another theme."""
    rules = rules_of(project.root)
    themes = [one.name for one in rules.themes]
    if theme and theme not in themes:
        raise QueryError(f"没有叫“{theme}”的题材。{nearest(theme, themes)}")
    works = _works(teaching_tables(project, SYSTEM)["works"])
    register_checked(rules, works, ())
    chosen = [work for work in works if theme in ("", work.theme)]
    whole, here = tally(works), tally(chosen)
    svg, words = _picture(rules, works, theme)
    return Outcome(
        title=f"{theme or '全部作品'}：{here.works} 件，获奖 {here.awarded} 件",
        lines=(*_counted(rules, whole), *((("这个题材", _of_theme(rules, theme)),) if theme else ())),
        tables=(_captions(chosen), _themes(rules, works)),
        notes=_NOTES,
        basis=_BASIS,
        picture=svg,
        picture_words=words,
    )


# --- an office's own register ---------------------------------------------------------------


def _run(project: Project, tables: Tables, settings: Mapping[str, str]) -> Outcome:
    rules = rules_of(project.root)
    works, scores = _works(tables["works"]), [_score(row) for row in tables.get("scores", ())]
    register_checked(rules, works, scores)
    whole = tally(works)
    ranking = ranked(works, scores)
    places = placed(ranking, _places(settings["places"]))
    svg, words = _picture(rules, works, "")
    jury = (_ranking(works, ranking, places), _criteria(rules)) if scores else ()
    return Outcome(
        title=f"{whole.works} 件作品，获奖 {whole.awarded} 件，署名 {whole.signed} 件",
        lines=(*_counted(rules, whole), *(_jury_lines(ranking, places, scores) if scores else ())),
        tables=(*jury, _captions(works), _themes(rules, works)),
        notes=(
            *_NOTES,
            *(
                (
                    "怎样评、设几等，报道没有写；评分表是教学编写。评委只看编号；作者本人打的分不计。",
                    "平均分相同的并列，后面的名次顺延；并列在线上的由评委合议，机器不替人挑。",
                    "评委是作者的家人，表里看不出来，请自己提出回避。",
                )
                if scores
                else ()
            ),
        ),
        basis=_BASIS,
        picture=svg,
        picture_words=words,
    )


_BASIS = (
    *((f"原文：{fact}", ON) for fact in ("calligraphy", "works")),
    ("个人信息保护法：公开", ON),
    ("个人信息保护法：未成年人", ON),
)


def _works(rows: Sequence[Row]) -> list[Work]:
    works = [
        Work(
            number=plain_number(row.text("number")),
            text=row.text("text"),
            source=row.text("source"),
            script=cast(Script, row.text("script")),
            theme="".join(row.text("theme").split()),
            author_kind=cast(Author, row.text("author_kind")),
            author=plain_number(row.text("author")),
            award=row.text("award"),
            consent=row.flag("consent"),
            guardian=cast(Guardian, row.text("guardian")),
            origin=row.text("origin"),
            at=row.at,
        )
        for row in rows
    ]
    return sorted(works, key=lambda work: (work.number, work.at.line))


def _score(row: Row) -> Score:
    points = tuple(int(row.number(name)) for name in CRITERIA)
    return Score(plain_number(row.text("work")), plain_number(row.text("judge")), points, row.at)


def _counted(rules: GalleryRules, whole: Tally) -> tuple[tuple[str, str], ...]:
    stated = {count.id: count.number for count in rules.counts}
    return (
        ("作品", f"{whole.works} 件（报道 {stated['works']} 件）"),
        ("获奖", f"{whole.awarded} 件（报道 {stated['awarded']} 件）"),
        ("作者", f"职工 {whole.works - whole.relatives} 件，家属 {whole.relatives} 件"),
        ("署名", f"{whole.signed} 件；不署名 {whole.works - whole.signed} 件"),
    )


def _of_theme(rules: GalleryRules, name: str) -> str:
    theme = next(theme for theme in rules.themes if theme.name == name)
    return f"{theme.says}（题材{'是原文写到的' if theme.origin == '原文' else '是教学编写'}）"


def _captions(works: Sequence[Work]) -> Table:
    head = ("编号", "作品", "出处", "书体", "题材", "署名", "获奖等次", "来源")
    rows = tuple(
        (
            *(work.number, work.text, work.source, work.script, work.theme),
            *(signature(work), work.award, work.origin),
        )
        for work in works
    )
    return Table("作品和说明牌", head, rows)


def _themes(rules: GalleryRules, works: Sequence[Work]) -> Table:
    head = ("题材", "作品（件）", "获奖（件）", "署名（件）", "题材来源")
    rows = tuple(
        (theme.name, one.works, one.awarded, one.signed, theme.origin)
        for theme in rules.themes
        for one in (tally(work for work in works if work.theme == theme.name),)
    )
    return Table("按题材", head, rows)


def _picture(rules: GalleryRules, works: Sequence[Work], marked: str) -> tuple[str, str]:
    """How many works each theme has, and how many of them were awarded."""
    most = Decimal(max(Counter(work.theme for work in works).values(), default=0))
    rows = []
    for theme in rules.themes:
        one = tally(work for work in works if work.theme == theme.name)
        said = f"{one.works} 件，获奖 {one.awarded} 件"
        rows.append(Bar(theme.name, Decimal(one.works), most, said, marked=theme.name == marked))
    words = "；".join(f"{bar.label}，{bar.words}" for bar in rows)
    return bars(rows, "各题材的作品"), f"各题材的作品：{words}。"


# --- the jury -----------------------------------------------------------------------------


def _jury_lines(
    ranking: Sequence[Ranked], places: Places, scores: Sequence[Score]
) -> tuple[tuple[str, str], ...]:
    recused = sum(one.recused for one in ranking)
    judges = {one.judges for one in ranking}
    return (
        ("评了", f"{len(ranking)} 件，收到 {len(scores)} 张评分"),
        ("作者给自己打的", f"{recused} 张，没有计" if recused else "没有"),
        ("每件的评委", "一样多" if len(judges) <= 1 else f"{min(judges)} 到 {max(judges)} 位，不一样多"),
        ("名额以内", "、".join(places.within) or "没有"),
        ("并列在线上，请合议", "、".join(places.on_line) or "没有"),
    )


def _ranking(works: Sequence[Work], ranking: Sequence[Ranked], places: Places) -> Table:
    """The ranking by number and text: no author stands in it."""
    texts = {work.number: work.text for work in works}
    head = ("名次", "作品编号", "作品", "平均分", "计分的评委", "回避没有计的", "说明")
    rows = tuple(
        (
            *(one.rank, one.work, texts[one.work], _points(one.mean), one.judges, one.recused),
            "、".join(
                [
                    *(["并列"] if one.tied > 1 else []),
                    *(["名额以内"] if one.work in places.within else []),
                    *(["在线上，请合议"] if one.work in places.on_line else []),
                ]
            ),
        )
        for one in ranking
    )
    return Table("评分和名次（教学编写）", head, rows)


def _points(mean: Fraction) -> Decimal:
    """A mean to the hundredth, for reading only: ranks are made of the exact one."""
    return (Decimal(mean.numerator) / mean.denominator).quantize(_CENT, rounding=ROUND_HALF_UP)


def _criteria(rules: GalleryRules) -> Table:
    rows = tuple((one.name, one.most, one.says, one.origin) for one in rules.criteria)
    return Table("评分看什么", ("项目", "满分", "看什么", "来源"), rows)


def _places(raw: str) -> int:
    words = raw.strip().removesuffix(".0")
    if not (words.isascii() and words.isdecimal()) or int(words) > MOST_PLACES:
        raise QueryError(f"“{SYSTEM.switches[0].label}”要填 0 到 {MOST_PLACES} 的整数。")
    return int(words)


# --- the wall -----------------------------------------------------------------------------


def _hung(rules: GalleryRules, work: Work) -> Hung:
    seal = next((theme.seal for theme in rules.themes if theme.name == work.theme), "清廉")
    source = f"，出自{work.source}" if work.source else ""
    alt = f"{work.script}竖写的一幅字：“{work.text}”{source}。"
    name = f"{signature(work)}书" if signed(work) else ""
    text = f"{work.text}（{work.source}）" if work.source else work.text
    said = [text, work.script, work.theme, signature(work), work.award, work.origin]
    caption = f"{work.number}　{'；'.join(part for part in said if part)}"
    return Hung(scroll(work.text, work.script, seal, name, alt), caption, alt)


SYSTEM = System(
    name="gallery",
    title="清廉书法展：登记、署名和评分",
    intro="征集了多少、获奖多少、谁同意署名；评分表排出名次，并列的写明并列。",
    about=(
        "作品登记一件一行，作者只写编号；署名同意填否的，说明牌上不出现编号。",
        "评分表可以不给；给了就排名次，评委给自己的作品打的分不计。",
        "报道写了 46 件作品、19 件获奖，没有写怎样评、署不署名。",
    ),
    tables=(WORKS, SCORES),
    run=_run,
    case="new_year_eve",
    sample={"works": "gallery.csv", "scores": "gallery_scores.csv"},
    switches=(
        Switch(
            "places",
            "取前几名",
            "2",
            "报道没有写怎样定名额；2 是给教学评分表用的，按本单位的改。",
            kind="number",
        ),
    ),
    editable=("scores",),
)
