#!/bin/sh
# Everything that must hold, on a machine that has nothing but Python: `make test`.
set -eu
bin=.venv/bin
say() { printf '\n== %s\n' "$*"; }

have_fonts() { command -v fc-list >/dev/null 2>&1 && fc-list :lang=zh | grep -q .; }
have_browser() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; }
have_locales() { [ -f /usr/share/i18n/locales/zh_CN ]; }
have_postgresql() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
have_papers() { command -v pdftotext >/dev/null 2>&1 && command -v soffice >/dev/null 2>&1; }
root() { command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; }
if ! { have_fonts && have_browser && have_locales && have_postgresql && have_papers; } && root; then
    say "安装浏览器、中文字体、PostgreSQL 和看 PDF、Word 的工具"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk fontconfig locales postgresql \
        poppler-utils libreoffice-writer-nogui >/dev/null
fi
if ! { have_fonts && have_browser && have_locales; }; then
    echo "浏览器测试要用 chromium 和中文字体。请先安装：sudo apt install chromium fonts-noto-cjk locales" >&2
    exit 1
fi

say "代码的写法和楼层"
$bin/ruff check src tests tools
$bin/ruff format --check src tests tools
$bin/mypy
$bin/lint-imports
say "内容"
$bin/qingfeng check
say "笔记本"
$bin/python -m pytest --nbval course cases -n 2 --dist loadscope
# Chinese Windows defaults to GBK: nothing may rest on UTF-8 as the default.
mkdir -p .venv/locales
[ -d .venv/locales/zh_CN.GBK ] || localedef -c -i zh_CN -f GBK .venv/locales/zh_CN.GBK 2>/dev/null || true
LOCPATH=$PWD/.venv/locales LC_ALL=zh_CN.GBK PYTHONUTF8=0 $bin/python -m pytest tests/notebooks/gbk.py
say "测试"
$bin/python -m pytest tests -n 2 --dist loadscope "$@"
