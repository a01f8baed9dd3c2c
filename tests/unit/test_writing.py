"""Files are written whole or not at all, and what cannot be written is told with its cure."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from qingfeng.show.writing import told_where_unwritable, write_whole
from qingfeng.surface.cli import cli
from qingfeng.words.problems import QueryError


def test_a_file_takes_the_place_of_the_old_one_and_nothing_lies_beside_it(tmp_path: Path):
    path = tmp_path / "表.txt"
    path.write_bytes(b"old")
    (tmp_path / ".表.txt.new").write_bytes(b"half of what a killed writer")

    write_whole(path, b"new")

    assert path.read_bytes() == b"new" and list(tmp_path.iterdir()) == [path]


def test_where_it_cannot_be_written_nothing_lies_beside_it(tmp_path: Path):
    folder = tmp_path / "表.txt"
    folder.mkdir()

    with pytest.raises(QueryError, match="写不进"), told_where_unwritable(folder):
        write_whole(folder, b"new")

    assert list(tmp_path.iterdir()) == [folder] and not list(folder.iterdir())


@pytest.mark.parametrize(
    "command",
    [
        ["kit", "tomatoes", "--out", "没有/包.pdf"],
        ["print", "colour_cards", "--out", "没有/卡.pdf"],
        ["site", "占了/网页"],
    ],
)
def test_a_command_says_in_chinese_where_it_cannot_write(tmp_path: Path, command: list[str]):
    (tmp_path / "占了").write_bytes(b"a file, no folder")
    placed = [str(tmp_path / one) if "/" in one else one for one in command]

    result = CliRunner().invoke(cli, placed, standalone_mode=False)

    assert isinstance(result.exception, QueryError) and "写不进" in str(result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["占了"]
