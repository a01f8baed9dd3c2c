"""`qingfeng serve` from outside: it says where it is, stops cleanly, and tells what is in its way."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from tests.server import CourseServer, copy_of_course


def test_it_says_its_address_and_stops_at_ctrl_c_without_a_traceback(tmp_path: Path):
    server = CourseServer(copy_of_course(tmp_path / "course")).start()
    code = server.stop()
    said = server.log.read_text(encoding="utf-8")

    assert code == 0
    assert f"http://127.0.0.1:{server.port}/qingfeng/?token=" in said and "已经停下" in said
    assert "Traceback" not in said and "Warning" not in said


def test_a_taken_port_is_told_in_one_sentence(course: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "qingfeng", "serve", "--port", str(port), "--no-browser"]
        done = subprocess.run(command, cwd=course, capture_output=True, encoding="utf-8", timeout=30)

    assert done.returncode == 1
    assert f"端口 {port} 已经被占用" in done.stderr and "PORT=" in done.stderr


def test_outside_a_course_folder_it_says_what_is_missing(tmp_path: Path):
    command = [sys.executable, "-m", "qingfeng", "check"]
    environment = {"QINGFENG_ROOT": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8")

    assert done.returncode == 1 and "找不到课程" in done.stderr
