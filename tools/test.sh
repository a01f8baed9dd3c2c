#!/bin/sh
# Everything that must hold, on a machine that has nothing but Python: `make test`.
set -eu
bin=.venv/bin
say() { printf '\n== %s\n' "$*"; }

have_fonts() { command -v fc-list >/dev/null 2>&1 && fc-list :lang=zh | grep -q .; }
have_browser() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; }
if ! have_fonts || ! have_browser; then
    if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
        say "安装浏览器和中文字体"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk fontconfig >/dev/null
    else
        echo "浏览器测试要用 chromium 和中文字体。请先安装：sudo apt install chromium fonts-noto-cjk" >&2
        exit 1
    fi
fi

say "代码的写法和楼层"
$bin/ruff check src tests tools
$bin/ruff format --check src tests tools
$bin/mypy
$bin/lint-imports
say "内容"
$bin/qingfeng check
say "笔记本"
PYTHONPATH= $bin/python -m pytest --nbval course cases -n 2 --dist loadscope
LC_ALL=zh_CN.GBK PYTHONUTF8=0 $bin/python -m pytest --nbval course/02_favours.ipynb
say "测试"
$bin/python -m pytest tests -n 2 --dist loadscope "$@"
