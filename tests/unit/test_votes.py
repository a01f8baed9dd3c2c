"""Counting a hall's votes, and the box that keeps them until the session ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.surface.phones.box import Box, Refused
from qingfeng.surface.phones.guests import GUESSES, VOTERS, Guests
from qingfeng.think.votes import counts, moved

HALL = st.dictionaries(st.text(min_size=1, max_size=4), st.integers(0, 3))


@given(HALL)
def test_every_vote_is_counted_once(votes: dict[str, int]):
    assert sum(counts(votes.values(), 4)) == len(votes)


def test_a_number_that_is_no_option_is_not_counted():
    assert counts([0, 1, 1, 7, -1], 3) == (1, 2, 0)


@given(HALL, HALL)
def test_only_who_voted_twice_and_otherwise_has_moved(first: dict[str, int], second: dict[str, int]):
    both = first.keys() & second.keys()

    assert moved(first, second) == len([v for v in both if first[v] != second[v]])


def voted(folder: Path | None) -> Box:
    box = Box("favours", folder=folder)
    box.open("a.1", "怎样看？", ["好", "不好"])
    box.vote("one", "a.1", 0)
    box.vote("two", "a.1", 1)
    box.vote("one", "a.1", 1)
    return box


def test_a_vote_may_be_changed_and_counts_once(tmp_path: Path):
    assert voted(tmp_path).tally("a.1") == {"counts": [0, 2], "moved": 0}


def test_a_box_that_was_killed_is_taken_up_with_its_code_and_its_votes(tmp_path: Path):
    before = voted(tmp_path)

    again = Box("favours", folder=tmp_path)

    assert again.code == before.code and again.open_id == "a.1"
    assert again.tally("a.1") == before.tally("a.1")


def test_a_line_half_written_is_no_vote_and_spoils_none(tmp_path: Path):
    voted(tmp_path)
    path = tmp_path / "favours.jsonl"
    whole = path.read_bytes()
    # Cut anywhere: what was answered for whole lines stays, and the box goes on.
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        box = Box("favours", folder=tmp_path)
        box.open("b.1", "再问", ["一", "二"])
        box.vote("three", "b.1", 1)
        box.let_go()

        assert Box("favours", folder=tmp_path).tally("b.1")["counts"] == [0, 1]


def test_a_file_that_is_no_box_is_begun_anew(tmp_path: Path):
    path = tmp_path / "favours.jsonl"
    for rubbish in (b"not json\n", b"[1]\n", b'{"session": "other", "code": "22222"}\n', b"\xff\xfe\n"):
        path.write_bytes(rubbish)

        assert voted(tmp_path).tally("a.1")["counts"] == [0, 2]


def test_a_session_that_ended_leaves_nothing(tmp_path: Path):
    voted(tmp_path).end()

    assert list(tmp_path.iterdir()) == []


def test_a_family_session_writes_nothing_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    assert voted(None).tally("a.1")["counts"] == [0, 2]
    assert list(tmp_path.iterdir()) == []


def test_what_is_closed_or_unknown_takes_no_vote(tmp_path: Path):
    box = voted(tmp_path)
    with pytest.raises(Refused, match="没有这个选项"):
        box.vote("three", "a.1", 2)
    box.close()
    with pytest.raises(Refused, match="重新连上"):
        box.vote("three", "b.1", 0)
    with pytest.raises(Refused, match="已经收了"):
        box.vote("three", "a.1", 0)
    with pytest.raises(Refused, match="还没有开始"):
        box.tally("b.1")

    assert box.tally("a.1")["counts"] == [0, 2]


def test_a_ballot_opened_again_keeps_its_votes(tmp_path: Path):
    box = voted(tmp_path)
    box.close()
    box.open("a.1", "怎样看？", ["好", "不好"])
    box.vote("three", "a.1", 0)

    assert box.tally("a.1")["counts"] == [1, 2]


def test_one_address_has_so_many_voters_until_the_presenter_lets_a_router_in():
    guests = Guests()
    admitted = [guests.admit(f"phone{i}", "10.0.0.7") for i in range(VOTERS + 3)]
    guests.shared = True

    assert admitted == [True] * VOTERS + [False] * 3 and guests.crowded == 3
    assert guests.admit("phone-more", "10.0.0.7")


def test_guesses_at_codes_are_slowed_for_the_one_who_guesses_only():
    guests = Guests()
    tries = [guests.may("guess", "10.0.0.7", GUESSES) for _ in range(100)]

    assert sum(tries) == GUESSES[0]
    assert guests.may("guess", "10.0.0.8", GUESSES)


def test_no_address_is_remembered_as_it_is():
    guests = Guests()
    guests.admit("phone", "10.9.8.7")
    guests.may("vote", "10.9.8.7", GUESSES)

    assert "10.9.8.7" not in repr(vars(guests))
