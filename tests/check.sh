#!/usr/bin/env bash
# The one gate: lint, types, import rules, our JavaScript, docs and tests. Arguments go to pytest.
# Types are checked beside the other looks, because that takes one core for most of a minute.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$(dirname "$(command -v "${PYTHON:-python}")")
step() { printf '\n== %s\n' "$*"; "$@"; }
step "$bin/ruff" check .
step "$bin/ruff" format --check .
told=$(mktemp)
trap 'rm -f "$told"; kill $(jobs -p) 2>/dev/null || true' EXIT
"$bin/mypy" >"$told" 2>&1 &
types=$!
step "$bin/lint-imports" --no-logo
step "$bin/python" tests/check_javascript.py
printf '\n== %s\n' "$bin/mypy"
typed=0
wait "$types" || typed=$?
cat "$told"
[ "$typed" = 0 ] || exit "$typed"
step "$bin/python" -m pytest -n auto --dist loadfile --no-loadscope-reorder "$@"
