"""What `peoples-map import` prints: counts, and what each column is taken for."""

from collections.abc import Sequence
from unicodedata import east_asian_width

import click

from geo.places.proposals import Proposal
from geo.places.register import Register
from geo.places.sketch import SketchBuilding, natural_order
from geo.services.importing.places import PlacesImport
from geo.services.importing.register import RegisterImport
from webmap.commands.wording import chinese, said, say


def show_places(done: PlacesImport) -> None:
    """Print what became of each kind of object, and what happened in the store."""
    for warning in done.warnings:
        say(f"warning: {warning}", err=True)
    columns = ("found", "kept", "repaired", "rejected")
    rows = [
        (said(tally.kind), *(str(getattr(tally, name)) for name in columns))
        for tally in done.report.tallies
    ]
    show_table(("in the file", *columns), rows)
    for kind, number in done.report.made.items():
        if number:
            say(f"made: {number} {kind}")
    if done.flats:
        say(f"made: {done.flats} flats by rule")
    if done.report.ignored:
        say(f"not of this map: {done.report.ignored} objects")
    layers = [
        (said(name), str(one.new), str(one.changed), str(one.same),
         str(done.dropped.get(name, 0)), str(len(done.stayed.get(name, ()))))
        for name, one in done.layers.items()
    ]  # fmt: skip
    if layers:
        say()
        show_table(("in the store", "new", "changed", "same", "deleted", "gone, kept"), layers)
    for name, ids in done.stayed.items():
        shown = ", ".join(ids[:5]) + (", ..." if len(ids) > 5 else "")
        say(
            f"{name} not in the file any more, kept as something refers to them "
            f"or another extract may hold them: {shown}"
        )


def show_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print `rows` as they are below `header`, the first column left, the others right."""
    lines = (tuple(map(said, header)), *map(tuple, rows))
    widths = [max(_width(line[at]) for line in lines) for at in range(len(header))]
    for line in lines:
        gaps = [" " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)]
        cells = [f"{line[0]}{gaps[0]}"]
        cells += [f"{gap}{cell}" for gap, cell in zip(gaps[1:], line[1:], strict=True)]
        click.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Return the columns that `text` takes in a terminal.

    Examples
    --------
    >>> _width("姓名"), _width("name")
    (4, 4)
    """
    return sum(1 + (east_asian_width(glyph) in "WF") for glyph in text)


def show_mapping(read: Register) -> None:
    """Print what each column is taken for, and the first rows, masked."""
    show_table(
        ("column", "field", "how"),
        [
            (use.header or said("(no header)"), _use(use.field, use.group), use.how)
            for use in read.mapping.columns
        ],
    )
    unmapped = read.mapping.unmapped
    say(f"not used: {'、'.join(unmapped)}" if unmapped else "every column is used")
    show_overlooked(read)
    for row in read.sample:
        say("sample: " + " | ".join(row))


def show_overlooked(read: Register) -> None:
    """Warn of columns that name groups of people but are not used, in Chinese in any case."""
    for header, number in read.overlooked.items():
        told = (
            f"warning: column {header} is not used, but {number} of its cells name groups of "
            "people: rename it to 人员类别 or 居住状况 and import again"
        )
        for sentence in dict.fromkeys((said(told), chinese(told))):
            click.echo(sentence, err=True)


def _use(field: object, group: str | None) -> str:
    if field is None:
        return "-"
    return f"{field}: {group}" if group else str(field)


def show_proposal(made: Proposal) -> None:
    """Print the buildings that were sketched, and names that want a second look."""
    counts = ", ".join(f"{number} {kind}" for kind, number in made.counts.items())
    say(f"places nobody has mapped: {counts}")
    rows = [
        (
            f"{one.name} {building.number or '-'}",
            str(len(building.entrances)),
            str(max(door.floors for door in building.entrances)),
            _doors(building),
        )
        for one in made.compounds
        for building in sorted(one.buildings, key=lambda each: natural_order(each.number))
    ]
    if rows:
        show_table(("building", "entrances", "floors", "flats a floor"), rows)
    for name in sorted(made.known_compounds):
        say(f"{name} is on the map without these buildings: check their numbers")
    for name, other in made.alike.items():
        say(f"{name} looks like {other}, which is on the map: is it the same?")


def _doors(building: SketchBuilding) -> str:
    most = max((door.flats_per_floor or 0 for door in building.entrances), default=0)
    return str(most) if most else "-"


def show_register(read: Register, done: RegisterImport) -> None:
    """Print what became of the rows of a register."""
    if read.sheets:
        say(f"sheets: {'、'.join(read.sheets)}")
    if done.made is not None:
        show_proposal(done.made)
    say(
        f"{read.found} rows: {done.new} new, {done.changed} changed, {done.same} unchanged, "
        f"{len(done.rejected)} rejected"
    )
    say(f"{done.needs} care needs opened")
    show_overlooked(read)
    if done.questions:
        say(f"{done.questions} rejected rows wait for an answer at /admin/questions")
    if done.flats:
        say(f"{done.flats} flats made behind entrances that nobody had surveyed")
