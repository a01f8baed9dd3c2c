#!/bin/sh
# Writes both locks: hash-pinned, without a download address in them.
set -eu
options="--universal --python-version 3.11 --generate-hashes --no-annotate --quiet"
run="uv pip compile $options --custom-compile-command 'make lock'"
printf 'hatchling==1.33.0\neditables\n' >.venv/build.in
eval "$run pyproject.toml .venv/build.in -o requirements.lock"
eval "$run pyproject.toml .venv/build.in --extra test -c requirements.lock -o requirements-test.lock"
