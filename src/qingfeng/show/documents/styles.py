"""The page and styles of a document: A4, Chinese fonts by name, styles that Word itself knows.

标题, 标题 1, 正文 and 题注 are the built-in styles, so that Word and WPS show them by those names.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

SONG, FANG, HEI = "宋体", "仿宋", "黑体"
_LATIN = "Times New Roman"
# Names that stand in where the first one is missing: Windows, WPS, macOS, Linux.
_FONTS = {
    SONG: "SimSun,宋体-简,Songti SC,Noto Serif CJK SC,Source Han Serif SC",
    FANG: "FangSong,仿宋_GB2312,FangSong_GB2312,STFangsong,Noto Serif CJK SC",
    HEI: "SimHei,Heiti SC,Microsoft YaHei,Noto Sans CJK SC,Source Han Sans SC",
}
TEXT_WIDTH: Length = Mm(210 - 28 - 26)
ISSUE, HEADER, CELL, HEAD_CELL, REMARK = "期号", "版头", "表格文字", "表头文字", "附注"


@dataclass(frozen=True)
class Look:
    """How the paragraphs of a style look; sizes in points, `indent` in signs."""

    font: str
    size: float
    bold: bool = False
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT
    before: float = 0
    after: float = 0
    line: float = 0
    indent: int = 0
    keeps_next: bool = False


_CENTRE = WD_ALIGN_PARAGRAPH.CENTER
_LOOKS = {
    "Normal": Look(FANG, 15, line=27, indent=2),
    "Title": Look(SONG, 22, bold=True, align=_CENTRE, before=6, after=8),
    "Heading 1": Look(HEI, 15, before=10, after=4, line=27, keeps_next=True),
    "Caption": Look(HEI, 11, align=_CENTRE, before=6, after=4, keeps_next=True),
    "Footer": Look(SONG, 11, align=_CENTRE),
    ISSUE: Look(FANG, 15, align=_CENTRE, after=6),
    HEADER: Look(FANG, 14, after=10),
    CELL: Look(SONG, 10.5, before=1.5, after=1.5),
    HEAD_CELL: Look(SONG, 10.5, bold=True, align=_CENTRE, before=1.5, after=1.5),
    REMARK: Look(SONG, 10.5, before=4),
}


def set_page(document: Document) -> None:
    """A4 with the margins of an official paper."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin, section.bottom_margin = Mm(32), Mm(28)
    section.footer_distance = Mm(16)


def set_styles(document: Document) -> None:
    """Every style in its Chinese font, black, and nothing left of the template's own looks."""
    _set_defaults(document)
    for name, look in _LOOKS.items():
        known = name in document.styles
        style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        if not known:
            style.base_style = document.styles["Normal"]
            style.quick_style = True
        _set_style(style, look)
    header = document.styles[HEADER]
    assert isinstance(header, ParagraphStyle)
    header.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _line_below(header)
    _set_fonts(document)


def _set_style(style: ParagraphStyle, look: Look) -> None:
    _fonts(style.element.get_or_add_rPr(), look.font)
    font, shape = style.font, style.paragraph_format
    font.size, font.bold, font.italic = Pt(look.size), look.bold, False
    font.color.rgb = RGBColor(0, 0, 0)
    shape.alignment = look.align
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.line_spacing = Pt(look.line) if look.line else 1.0
    shape.keep_with_next = look.keeps_next
    shape.first_line_indent = Pt(look.size * look.indent)
    properties = style.element.get_or_add_pPr()
    _drop(properties, "w:pBdr")
    # Counted in signs, the indent follows when somebody changes the size.
    indent = properties.find(qn("w:ind"))
    if indent is not None:
        indent.set(qn("w:firstLineChars"), str(100 * look.indent))


def _fonts(properties: object, east: str) -> None:
    """The fonts of run properties by name: a theme's fonts would win over them."""
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    for name in list(fonts.attrib):
        if name.casefold().endswith("theme"):
            del fonts.attrib[name]
    for name, font in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN), ("eastAsia", east)):
        fonts.set(qn(f"w:{name}"), font)


def _set_defaults(document: Document) -> None:
    """The fonts and language of whatever has no style of its own."""
    found = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert found is not None
    _fonts(found, SONG)
    _drop(found, "w:lang")
    language = OxmlElement("w:lang")
    found.append(language)
    # The template's theme says Japanese, and would have the Japanese forms of the signs.
    theme = document.settings.element.find(qn("w:themeFontLang"))
    for one in (language, theme):
        if one is not None:
            one.set(qn("w:val"), "en-US")
            one.set(qn("w:eastAsia"), "zh-CN")


def _line_below(style: ParagraphStyle) -> None:
    """A rule under the paragraphs of a style."""
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "6"), ("color", "9F252B")):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _set_fonts(document: Document) -> None:
    """The table of fonts: which names stand in for one that a computer lacks."""
    listed = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in _FONTS.items()
    )
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'<w:fonts xmlns:w="{namespace}">{listed}</w:fonts>'
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{xml}'.encode()


def _drop(parent: object, name: str) -> None:
    for child in parent.findall(qn(name)):  # type: ignore[attr-defined]
        parent.remove(child)  # type: ignore[attr-defined]
