"""A draft as a Word file: real styles, real tables whose head comes again on every page, page numbers."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import docx
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from qingfeng.show.documents.sealed import sealed
from qingfeng.show.documents.styles import HEADER, ISSUE, REMARK, set_page, set_styles
from qingfeng.show.documents.word_tables import plain, table_xml
from qingfeng.show.drafts import Draft


def word_file(draft: Draft, on: date) -> bytes:
    """The bytes of the Word file of a draft: the same for the same draft and day."""
    document = docx.Document()
    set_page(document)
    set_styles(document)
    _set_properties(document, draft, on)
    _head(document, draft)
    number = 0
    for section in draft.sections:
        document.add_paragraph(plain(section.heading), style="Heading 1")
        for words in section.paragraphs:
            document.add_paragraph(plain(words))
        for table in section.tables:
            number += 1
            document.add_paragraph(f"表{number}　{plain(table.caption)}", style="Caption")
            made = parse_xml(table_xml(table))
            document.element.body.insert_element_before(made, "w:sectPr")
    _foot(document, draft)
    _page_number(document.sections[0].footer.paragraphs[0])
    packed = io.BytesIO()
    document.save(packed)
    return sealed(packed.getvalue(), on)


def _set_properties(document: Document, draft: Draft, on: date) -> None:
    """Title, author and day of the file; nothing of the template's."""
    known = document.core_properties
    known.title, known.author, known.last_modified_by = draft.title, draft.unit, draft.unit
    known.subject, known.comments, known.keywords, known.category = draft.issue, "", "", ""
    known.language = "zh-CN"
    known.created = known.modified = datetime.combine(on, time(8))
    known.revision = 1
    package = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[name]


# --- head and foot -------------------------------------------------------------------------


def _head(document: Document, draft: Draft) -> None:
    document.add_paragraph(plain(draft.title), style="Title")
    if draft.issue:
        document.add_paragraph(plain(draft.issue), style=ISSUE)
    document.add_paragraph(f"{plain(draft.unit)}\t{plain(draft.day)}", style=HEADER)


def _foot(document: Document, draft: Draft) -> None:
    for one in draft.attached:
        document.add_paragraph(f"附件：{plain(one)}")
    for one in draft.remarks:
        document.add_paragraph(f"注：{plain(one)}", style=REMARK)


def _page_number(paragraph: Paragraph) -> None:
    """The number of the page between dashes, as a field that Word fills in."""
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)
    paragraph.add_run(" —")
