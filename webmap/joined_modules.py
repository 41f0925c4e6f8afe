"""One script of many modules: what a page imports, in one file instead of a chain of requests.

On a slow net every step of a chain of imports costs a round trip. The modules stand in the file in
the order in which they need one another, each in a function of its own that returns what it
exports. Ours export functions, classes and constants by name, and nothing else.
"""

import re
from pathlib import Path, PurePosixPath

IMPORT = re.compile(r'^import (?:\{([^}]*)\}|\* as (\w+)) from "([^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
LEFT = re.compile(r"^(?:import|export)\b.*|\bimport\(.*|\bimport\.meta\b.*", re.MULTILINE)


def joined_modules(root: Path, entry: str) -> str:
    """Return one module that does what module `entry` below `root` does with all it imports.

    Raises
    ------
    LookupError
        When a module is missing, is imported in a circle, or imports or exports in another way
        (by default, later, or from another address).
    """
    parts: dict[str, str] = {}
    _join(root, PurePosixPath(entry), parts, ())
    return "".join(parts.values())


def _join(
    root: Path, module: PurePosixPath, parts: dict[str, str], above: tuple[PurePosixPath, ...]
) -> None:
    """Put `module` into `parts`, after what it imports."""
    if str(module) in parts:
        return
    if module in above:
        raise LookupError(f"{module} imports itself by way of {above[-1]}")
    path = root / module
    if not path.is_file():
        raise LookupError(f"{module} is imported by {above[-1] if above else 'a page'} and missing")
    text = path.read_text(encoding="utf-8")
    needed = [_beside(module, found[3]) for found in IMPORT.finditer(text)]
    for one in needed:
        _join(root, one, parts, (*above, module))
    parts[str(module)] = _wrapped(module, text)


def _wrapped(module: PurePosixPath, text: str) -> str:
    """Return `text` as a function that is called once."""

    def taken(found: re.Match[str]) -> str:
        names, whole, address = found.groups()
        wanted = whole or "{" + names.replace(" as ", ": ") + "}"
        return f"const {wanted} = {_name(_beside(module, address))};\n"

    exported = EXPORT.findall(text)
    body = EXPORT.sub("", IMPORT.sub(taken, text))
    left = LEFT.search(body)
    if left:
        raise LookupError(f"{module} cannot be joined with others: {left[0]}")
    return f"const {_name(module)} = (() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();\n"


def _beside(module: PurePosixPath, address: str) -> PurePosixPath:
    """Return the module that `module` means by a relative `address`."""
    parts: list[str] = list(module.parent.parts)
    for step in address.split("/"):
        if step == ".." and parts:
            parts.pop()
        elif step != ".":
            parts.append(step)
    return PurePosixPath(*parts)


def _name(module: PurePosixPath) -> str:
    return "$" + re.sub(r"\W", "_", str(module.with_suffix("")))
