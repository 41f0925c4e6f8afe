#!/usr/bin/env bash
# The one gate: lint, types, import rules, our JavaScript, then docs and tests. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$(dirname "$(command -v "${PYTHON:-python}")")
step() { printf '\n== %s\n' "$*"; "$@"; }
step "$bin/ruff" check .
step "$bin/ruff" format --check .
step "$bin/mypy"
step "$bin/lint-imports" --no-logo
step "$bin/python" tests/check_javascript.py
step "$bin/python" -m pytest -n auto --dist loadfile --no-loadscope-reorder "$@"
