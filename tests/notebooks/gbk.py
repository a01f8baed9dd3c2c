"""Run under a GBK locale (tools/test.sh): the lesson's notebook and the checker, as on Chinese Windows."""

from __future__ import annotations

import locale
import subprocess
import sys

from tests.server import ROOT


def test_the_default_encoding_of_this_run_is_not_utf_8():
    assert locale.getencoding().lower() in ("gbk", "gb2312", "cp936")


def test_the_lesson_holds_under_strict_nbval():
    command = [sys.executable, "-m", "pytest", "--nbval", "course/02_favours.ipynb", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)

    assert done.returncode == 0, done.stdout[-3000:]


def test_the_checker_reads_everything():
    command = [sys.executable, "-m", "qingfeng", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)

    assert done.returncode == 0, done.stdout[-3000:]
