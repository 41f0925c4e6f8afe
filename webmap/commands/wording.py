"""The language of the command line: Chinese where the user's is, English elsewhere.

Sentences are written in English where they arise, also below the command line; their Chinese
stands in data/lexicon/command_words.csv, with what differs from case to case left open: {1} is
looked up too, {=1} is what a person or a file named and stays as it is.
"""

import locale
import os
import re
from functools import lru_cache, partial
from typing import NamedTuple
from weakref import WeakKeyDictionary

import click

from geo.datasets import data_rows
from geo.errors import GeoError

WORDS = "lexicon/command_words.csv"
VARIABLE = "PEOPLES_MAP_LANGUAGE"
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
OPEN = "{}"
_FILLED = re.compile(r"\{(=?)(\d)\}")
_ENGLISH: WeakKeyDictionary[click.Command | click.Option, tuple[str | None, str | None]] = (
    WeakKeyDictionary()
)
"""Help and short help as they were written."""


class _Sentence(NamedTuple):
    pattern: re.Pattern[str]
    zh: str


def command_language() -> str:
    """Return zh or en: that of the setting, else of the locale."""
    asked = os.environ.get(VARIABLE)
    if asked in ("zh", "en"):
        return asked
    named = next(filter(None, map(os.environ.get, LOCALES)), None) or locale.getlocale()[0] or ""
    return "zh" if named.startswith(("zh", "Chinese")) else "en"


def said(sentence: str) -> str:
    """Return `sentence` in the language of the command line, as it is where none is known."""
    return chinese(sentence) if command_language() == "zh" else sentence


def say(sentence: str = "", *, err: bool = False) -> None:
    """Print `sentence` in the language of the command line."""
    click.echo(said(sentence), err=err)


def said_error(error: GeoError) -> str:
    """Return what went wrong, in the language of the command line."""
    return said(error.said(command_language()))


@lru_cache(maxsize=4096)
def chinese(sentence: str) -> str:
    """Return the Chinese of an English `sentence`, or the sentence where there is none.

    What is open in it is looked up too, a suggestion inside a message, unless somebody named it.

    Examples
    --------
    >>> chinese("row 3: flat is missing: write the flat behind 柳荫里3号楼, such as 502")
    '第 3 行：没写到户：请在柳荫里3号楼后面写上室号，例如 502'
    >>> chinese("account people is closed"), chinese("42")
    ('账号 people 已停用', '42')
    """
    plain = " ".join(sentence.split())
    for known in _sentences():
        found = known.pattern.fullmatch(sentence) or known.pattern.fullmatch(plain)
        if found:
            return _FILLED.sub(partial(_part, found), known.zh)
    return sentence


def _part(found: re.Match[str], opened: re.Match[str]) -> str:
    """Return what stands in the sentence `found` where its Chinese is `opened`."""
    part = found[int(opened[2])]
    return part if opened[1] or part == found.string else chinese(part)


@lru_cache(maxsize=1)
def _sentences() -> list[_Sentence]:
    """Return what is known, the most telling first, so that the least open pattern wins.

    Those that begin open come last: what they begin with may be "error: ".
    """
    rows = sorted(
        data_rows(WORDS),
        key=lambda row: (row["en"].startswith(OPEN), -len(row["en"].replace(OPEN, ""))),
    )
    return [_Sentence(_pattern(row["en"]), row["zh"]) for row in rows]


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, english.split(OPEN))), re.DOTALL)


def speak(command: click.Command) -> click.Command:
    """Return `command`, and those below it, with help in the language of the command line."""
    for one in command.commands.values() if isinstance(command, click.Group) else ():
        speak(one)
    options = [option for option in command.params if isinstance(option, click.Option)]
    spoken: tuple[click.Command | click.Option, ...] = (command, *options)
    for told in spoken:
        english = _ENGLISH.setdefault(told, (told.help, getattr(told, "short_help", None)))
        told.help = english[0] and "\n\n".join(map(said, english[0].split("\n\n")))
        if isinstance(told, click.Command):
            told.short_help = english[1] and said(english[1])
    return command
