"""The pages of a hall as the server sends them: the list, slides, the kit; an author's fault is told."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from qingfeng.surface.phones.address import addresses
from tests.hall import Hall
from tests.server import TOKEN, CourseServer


def fetched(server: CourseServer, path: str) -> tuple[int, str, bytes]:
    asked = urllib.request.Request(server.base + path, headers={"Authorization": f"token {TOKEN}"})
    try:
        with urllib.request.urlopen(asked, timeout=60) as reply:
            return reply.status, reply.headers["Content-Type"], reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read()


def test_the_list_leads_to_slides_and_to_a_kit_in_pdf(laptop: CourseServer):
    assert "present/favours" in fetched(laptop, "present")[2].decode()
    assert b"qf-deck" in fetched(laptop, "present/favours")[2]
    assert fetched(laptop, "print/colour_cards")[2].startswith(b"%PDF")
    assert fetched(laptop, "print/nothing")[0] == 404
    status, kind, kit = fetched(laptop, "present/favours/kit")

    assert (status, kind) == (200, "application/pdf") and kit.startswith(b"%PDF")


@pytest.mark.parametrize("path", ["present/nowhere", "present/nowhere/kit", "present/..%2f..%2fcourse"])
def test_a_session_there_is_not_is_told_in_chinese(laptop: CourseServer, path: str):
    status, _, page = fetched(laptop, path)

    assert (status == 404 and "现场课" in page.decode()) or "没有这一页" in page.decode()
    assert "Traceback" not in page.decode()


def test_nobody_sees_slides_without_the_token(laptop: CourseServer):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(laptop.base + "present/favours/kit", method="POST"))

    assert refused.value.code in (403, 405)


def test_an_authors_fault_is_told_with_file_and_line_where_the_slides_would_be(
    laptop: CourseServer, course: Path
):
    path = course / "course" / "sessions" / "favours.yml"
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace("    show: cover\n", "    show: covers\n"), encoding="utf-8")
    try:
        status, _, page = fetched(laptop, "present/favours")
    finally:
        path.write_text(sound, encoding="utf-8")

    assert status == 500
    assert "course/sessions/favours.yml" in page.decode() and "covers" in page.decode()
    assert fetched(laptop, "present/favours")[0] == 200


@pytest.mark.skipif(not addresses(), reason="this machine has no network")
def test_from_the_network_only_the_vote_page_can_be_reached(laptop: CourseServer):
    for address in addresses():
        with pytest.raises(ConnectionRefusedError), socket.create_connection((address, laptop.port), 5):
            pass
    with Hall() as hall, socket.create_connection((addresses()[0], hall.port), 5):
        pass
