"""The tables of the README, made from the code. Run as a script to write them."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import click

from geo.frames import CARE_SPECS, SPECS
from webmap.cli import peoples_map
from webmap.settings import PREFIX, Settings

README = Path(__file__).parents[1] / "README.md"


def commands() -> Iterator[str]:
    """Yield the table of all commands with their first line of help."""
    yield "| command | does |"
    yield "| --- | --- |"
    for name, command in _leaves(peoples_map, "peoples-map"):
        yield f"| `{name}` | {command.get_short_help_str(200)} |"


def _leaves(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _leaves(command, f"{path} {name}")
        elif command is not None:
            usage = [
                p.make_metavar(context) for p in command.params if p.param_type_name == "argument"
            ]
            yield " ".join([path, name, *usage]), command


def settings() -> Iterator[str]:
    """Yield the table of all settings."""
    yield "| variable | default | meaning |"
    yield "| --- | --- | --- |"
    for one in fields(Settings):
        default = f"`{one.default}`" if one.default is not None else ""
        yield f"| `{PREFIX}{one.name.upper()}` | {default} | {one.metadata['doc']} |"


def columns() -> Iterator[str]:
    """Yield the tables of all layers with their columns."""
    for spec in (*SPECS.values(), *CARE_SPECS.values()):
        yield f"**{spec.name}**: {spec.doc}"
        yield ""
        yield "| column | type | meaning |"
        yield "| --- | --- | --- |"
        for column in spec.columns:
            kind = column.kind.name.lower() + (", required" if column.required else "")
            yield f"| `{column.name}` | {kind} | {column.doc.replace('|', chr(92) + '|')} |"
        yield ""


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "commands": commands,
    "settings": settings,
    "columns": columns,
}


def filled(text: str) -> str:
    """Return README `text` with each part between its markers made anew."""
    for name, part in PARTS.items():
        before, _, rest = text.partition(f"<!-- {name} -->\n")
        _, _, after = rest.partition(f"<!-- /{name} -->")
        table = "\n".join(part()).strip()
        text = f"{before}<!-- {name} -->\n{table}\n<!-- /{name} -->{after}"
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
