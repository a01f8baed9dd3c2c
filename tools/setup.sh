#!/bin/sh
# Makes .venv from the hash-pinned lock: `setup.sh run` for the course, `setup.sh test` for tests.
# Wheels are kept in a cache, so that a second clone needs no network.
set -eu
kind=$1
python=${2:-python3}
say() { printf '%s\n' "$*" >&2; }
lock=requirements.lock
[ "$kind" = test ] && lock=requirements-test.lock

find_python() {
    for name in "$python" python3.13 python3.12 python3.11 python3; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    say "没有找到 Python 3.11 或更新的版本（要带 venv）。"
    say "请先安装：Debian/Ubuntu 用 apt install python3 python3-venv；macOS 用 brew install python；Windows 请用 WSL。"
    exit 1
}

mark() { cksum "$lock" pyproject.toml | cksum | cut -d' ' -f1; }

stamp=.venv/.made-$kind
# The test environment has everything the course needs.
for made in "$stamp" ".venv/.made-test"; do
    if [ -x .venv/bin/qingfeng ] && [ -f "$made" ]; then
        want=$(mark)
        [ "$made" = .venv/.made-test ] && want=$(lock=requirements-test.lock; mark)
        [ "$(cat "$made")" = "$want" ] && exit 0
    fi
done

python=$(find_python)
cache=${QINGFENG_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/qingfeng}/wheels-$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
mkdir -p "$cache"
[ -x .venv/bin/python ] || "$python" -m venv .venv || {
    say "没有建成 .venv。Debian/Ubuntu 请先运行 apt install python3-venv。"
    exit 1
}
pip=".venv/bin/python -m pip --disable-pip-version-check -q"

from_cache() {
    PIP_NO_INDEX=1 PIP_FIND_LINKS="$cache" $pip install --require-hashes -r "$lock" >"$1" 2>&1
}

if ! from_cache /dev/null; then
    say "正在准备课程要用的软件，第一次要几分钟……"
    if ! $pip download --only-binary :all: --require-hashes -r "$lock" -d "$cache" >.venv/setup.log 2>&1; then
        say "没有下载成（详细记录在 .venv/setup.log）。请检查网络后再运行一次；已经下载的不会白费。"
        say "没有网络时，可以在能上网的同类电脑上先运行一次，再把文件夹 $cache 拷过来。"
        exit 1
    fi
    from_cache .venv/setup.log || {
        say "软件没有装好，原因记在 .venv/setup.log。删去 .venv 后再运行一次。"
        exit 1
    }
fi
PIP_NO_INDEX=1 $pip install --no-deps --no-build-isolation -e . || {
    say "课程软件包没有装好，原因在上面。删去 .venv 后再运行一次。"
    exit 1
}
rm -f .venv/.made-*
mark >"$stamp"
