"""`peoples-map snapshot`: a dated map of a scene in which no household can be recognised."""

import json
from pathlib import Path
from urllib.parse import parse_qsl

import click

from geo.errors import InputError
from geo.services import facts
from geo.services.snapshots import Wish, note_snapshot, viewer_named
from geo.services.snapshots import snapshot as made_of
from webmap.commands.options import data_folder
from webmap.installation import store_of
from webmap.settings import from_env
from webmap.sheets.draft import written_whole
from webmap.sheets.scene_sheet import scene_sheet
from webmap.sheets.snapshot import WRITERS, known_form, snapshot_bytes

FORMS = "|".join(suffix.lstrip(".") for suffix in WRITERS)


@click.command(short_help="Export a map as picture, page, print or data.")
@click.option("--as", "user", metavar="USER", required=True, help="Leader or manager who exports.")
@click.option(
    "--scene",
    required=True,
    help="Query of a map view (category=leak&from=2026-01-01), or a JSON file of the same words.",
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help=f"File to write: .({FORMS})."
)
@click.option("--title", help="Title of the sheet. Default: made from the scene.")
@click.option(
    "--language", type=click.Choice(["zh", "en"]), help="Default: the language in the settings."
)
@data_folder
def snapshot(
    user: str,
    scene: str,
    out: Path,
    title: str | None,
    language: str | None,
    folder: str | None,
) -> None:
    """Write the map of SCENE as USER sees it to FILE; the export is noted in the audit.

    SCENE has the words category, group, status, from, to, compound of every page, and bbox
    (west,south,east,north) and band (metres: outline hotspots). Small counts are not shown, and
    categories that are not counted outside the caring circle are left out.
    """
    known_form(out)
    words = scene_words(scene) | ({} if title is None else {"title": title})
    wish = Wish.from_query(words)
    settings = from_env(folder=folder)
    store = store_of(settings)
    store.check_current()
    viewer = viewer_named(store, user)
    with store.read(viewer) as session:
        known = facts.store_facts(session, settings.time_zone)
        made = made_of(session, wish, known.today)
    sheet = scene_sheet(
        made, language=language or settings.language, printed_by=viewer.name, demo=known.demo
    )
    content = snapshot_bytes(sheet, out.suffix.lower())
    # the note and the file belong together: what cannot be written is not noted
    with store.write(viewer) as session:
        note_snapshot(session, made, out.suffix.lower().lstrip("."))
        session.flush()
        written_whole(out, content)
    store.close()
    click.echo(f"{out}: {sheet.title}, {made.number}")


def scene_words(given: str) -> dict[str, str]:
    """Return the words of a scene from an address query, or from a JSON file of the same.

    Raises
    ------
    InputError
        When the file cannot be read, or a word has no value or two.

    Examples
    --------
    >>> scene_words("/?category=leak&from=2026-01-01")
    {'category': 'leak', 'from': '2026-01-01'}
    """
    if given.lower().endswith(".json"):
        return _from_file(Path(given))
    query = given.rpartition("?")[2]
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        raise InputError(
            f"scene {given!r} is no query: write it as category=leak&from=2026-01-01, "
            "or name a .json file"
        ) from None
    words = dict(pairs)
    if len(words) < len(pairs):
        raise InputError(f"scene {given!r} says one word twice: give each once")
    return words


def _from_file(path: Path) -> dict[str, str]:
    try:
        words = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"scene {path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise InputError(f"scene {path} is no JSON text: {error}") from None
    if not isinstance(words, dict) or not all(
        isinstance(value, str | int) for value in words.values()
    ):
        raise InputError(f'scene {path}: wanted one object such as {{"category": "leak"}}')
    return {str(name): str(value) for name, value in words.items()}
