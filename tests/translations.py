"""The English catalogue, held to the messages of the code. Run as a script to bring it up to date.

The Chinese sentence in the code is the message. ``python -m tests.translations`` reads every
message of `webmap` anew, adds the new ones to the catalogue with an empty translation, drops what
nothing says any more, and lists what is still to be translated. The build compiles the catalogue.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

WEBMAP = Path(__file__).parents[1] / "webmap"
ENGLISH = WEBMAP / "translations/en/LC_MESSAGES/messages.po"
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
TOLD_ONCE = ("Project-Id-Version", "Language:", "MIME-Version", "Content-", "Plural-Forms")
"""What the catalogue's head says; days and names would change with every run."""


def messages() -> Catalog:
    """Return every message of the code, untranslated."""
    found = Catalog(locale="en", project="peoples-map", version="", charset="utf-8")
    for file, line, message, comments, context in extract_from_dir(
        WEBMAP, METHODS, keywords=KEYWORDS, comment_tags=("words:",), strip_comment_tags=True
    ):
        found.add(
            message, None, [(f"webmap/{file}", line)], auto_comments=comments, context=context
        )
    return found


def catalogue(path: Path = ENGLISH) -> Catalog:
    """Return the catalogue as it is kept."""
    with path.open("rb") as stream:
        return read_po(stream, locale="en")


def translated(message: Message) -> bool:
    """Whether every form of `message` has words."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(forms)


def text_of(kept: Catalog) -> str:
    """Return `kept` as the text of its file, the same from run to run."""
    stream = io.BytesIO()
    write_po(stream, kept, width=100, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    head, gap, body = stream.getvalue().decode().partition("\n\n")
    lines = [line for line in head.splitlines() if line.startswith("msg")]
    lines += [
        line for line in head.splitlines() if line.startswith(tuple(f'"{k}' for k in TOLD_ONCE))
    ]
    return "\n".join(lines) + gap + body.rstrip() + "\n"


def main() -> None:
    """Bring the catalogue up to date, and say what wants a translation."""
    kept = catalogue() if ENGLISH.exists() else Catalog(locale="en")
    kept.update(messages(), no_fuzzy_matching=True)
    kept.project, kept.version = "peoples-map", ""
    ENGLISH.write_text(text_of(kept), encoding="utf-8")
    for message in kept:
        if message.id and not translated(message):
            print(message.id)  # noqa: T201  what is still to be done


if __name__ == "__main__":
    main()
