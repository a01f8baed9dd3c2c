"""Every session for a hall: told from the course's own content, fit for who sits there."""

from __future__ import annotations

import json

import pytest

from qingfeng.content.project import find_project
from qingfeng.show.sessions.data import session_data
from qingfeng.show.sessions.kit import kit_data, kit_of
from tests.server import ROOT
from tests.unit.test_printing import needs_poppler, words_of

PROJECT = find_project(ROOT)
NAMES = PROJECT.session_names
FAMILY = [name for name in NAMES if PROJECT.session(name).audience == "family"]


def shown(name: str) -> str:
    """What may stand on the screen of a session; the presenter's notes are not on it."""
    data = session_data(PROJECT, PROJECT.session(name))
    slides = [
        {key: value for key, value in slide.items() if key not in ("notes", "expect", "picture")}
        for slide in data["slides"]  # type: ignore[attr-defined]
    ]
    return json.dumps(slides, ensure_ascii=False)


def test_there_are_six_sessions_two_of_them_for_families():
    assert len(NAMES) >= 6 and len(FAMILY) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_a_session_asks_the_hall_and_tells_the_presenter_what_to_do(name: str):
    session = PROJECT.session(name)

    assert sum(slide.show in ("ask", "round", "scenario") for slide in session.slides) >= 2
    assert any(slide.twice for slide in session.slides)
    assert sum(len(slide.expect) for slide in session.slides) >= 3
    assert 30 <= session.minutes <= 45


@pytest.mark.parametrize("name", NAMES)
def test_a_session_holds_no_graded_item(name: str):
    words = shown(name)

    for bank in (ROOT / "assignments" / "bank").glob("*.yml"):
        for item in PROJECT.bank(bank.stem).items:
            assert item.id not in words
            assert item.stem.strip().splitlines()[0] not in words


@pytest.mark.parametrize("name", FAMILY)
def test_a_family_sees_no_article_no_sanction_and_no_mark(name: str):
    words = shown(name)

    assert '"basis": [' not in words.replace('"basis": []', "")
    for stern in ("第九十", "处分条例", "判刑", "有期徒刑", "开除", "得分", "枕边风", "贪内助"):
        assert stern not in words


def test_a_quarter_of_what_is_asked_is_about_permitted_conduct():
    permitted = []
    for name in NAMES:
        session = PROJECT.session(name)
        items = {item.id: item.permitted for item in PROJECT.practice(session.case).items}
        permitted += [slide.ask.permitted for slide in session.slides if slide.ask]
        permitted += [items[slide.item] for slide in session.slides if slide.item]

    assert sum(permitted) * 4 >= len(permitted)


@pytest.mark.parametrize("name", NAMES)
@needs_poppler
def test_the_kit_has_every_slide_and_answer_in_text_that_can_be_searched(name: str):
    made = kit_of(ROOT, name)

    text = words_of(made)

    data = kit_data(PROJECT, PROJECT.session(name))
    for row in data["slides"]:  # type: ignore[attr-defined]
        assert "".join(row["title"].split()) in text
        for one in row["expect"]:
            assert "".join(one["says"].split()) in text
