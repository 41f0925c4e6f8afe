"""Every sentence has an English form that fits, and no label is a word that the field avoids."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from geo.datasets import data_path, data_rows
from tests.translations import WEBMAP, catalogue, messages, translated

CHINESE = re.compile(r"[\u3400-\u9fff\uff01-\uff5e\u3000-\u303f]")
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w+)(?::[^{}]*)?\}")
SAID = re.compile(r"(?:ngettext|_)\((?:'[^']*'|\"[^\"]*\")(?:, (?:'[^']*'|\"[^\"]*\"))?")
QUOTED = re.compile(r"""\"[^\"]*\"|'[^']*'|`[^`]*`""")
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
HINT = "run `python -m tests.translations` and translate what it lists"


def forms(message: Message) -> list[str]:
    """Return each English form of `message`."""
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def sources(message: Message) -> list[str]:
    """Return each Chinese form of `message`."""
    return list(message.id) if isinstance(message.id, tuple | list) else [message.id]


def names(sentence: str) -> set[str]:
    """Return the names that are filled into `sentence`."""
    return {first or second for first, second in PLACEHOLDER.findall(sentence)}


def labels() -> Iterator[tuple[str, str, str]]:
    """Yield each label of the vocabulary: its list, its Chinese and its English words."""
    for path in sorted(data_path("vocabulary").glob("*.csv")):
        for row in data_rows(f"vocabulary/{path.name}"):
            yield path.name, row.get("zh", ""), row.get("en", "")


@pytest.fixture(scope="module")
def english() -> list[Message]:
    """Return the messages of the English catalogue."""
    return [message for message in catalogue() if message.id]


def test_the_catalogue_holds_exactly_the_sentences_of_the_code(english: list[Message]) -> None:
    said = {str(message.id) for message in messages() if message.id}
    kept = {str(message.id) for message in english}
    assert said - kept == set(), HINT
    assert kept - said == set(), HINT


def test_every_sentence_has_an_english_form(english: list[Message]) -> None:
    assert [message.id for message in english if not translated(message)] == []


def test_an_english_sentence_is_filled_with_what_the_chinese_one_is(
    english: list[Message],
) -> None:
    wrong = [
        (message.id, form)
        for message in english
        for form in forms(message)
        if form and names(form) != names("".join(sources(message)))
    ]
    assert wrong == []


def test_a_sentence_of_a_number_has_one_form_for_one_and_one_for_more(
    english: list[Message],
) -> None:
    counted = [message for message in english if message.pluralizable]
    assert counted
    assert [message.id for message in counted if len(forms(message)) != 2] == []


def test_no_chinese_is_left_in_an_english_sentence(english: list[Message]) -> None:
    assert [form for message in english for form in forms(message) if CHINESE.search(form)] == []


def test_every_chinese_word_of_a_template_can_be_translated() -> None:
    bare = [
        (str(path.relative_to(WEBMAP)), line.strip())
        for path in sorted((WEBMAP / "templates").rglob("*.html"))
        for line in COMMENT.sub("", path.read_text(encoding="utf-8")).splitlines()
        if CHINESE.search(SAID.sub("", line))
    ]
    assert bare == []


def test_scripts_take_their_words_from_the_page() -> None:
    scripts = sorted((WEBMAP / "static/js").rglob("*.js"))
    assert scripts
    bare = [
        (path.name, line.strip())
        for path in scripts
        for line in path.read_text(encoding="utf-8").splitlines()
        if any(map(CHINESE.search, QUOTED.findall(line.partition("//")[0])))
    ]
    assert bare == []


def test_no_label_of_the_vocabulary_is_a_word_that_the_field_avoids() -> None:
    avoided = [
        word
        for row in data_rows("vocabulary/screen_words.csv")
        for word in row["never"].split("|")
        if word
    ]
    assert {"打卡", "签到", "失联", "沉默户", "热点", "管家", "拒访", "电动车"} <= set(avoided)
    assert [(name, zh) for name, zh, _ in labels() for word in avoided if word in zh] == []


def test_every_label_of_the_vocabulary_has_an_english_form() -> None:
    found = list(labels())
    assert len(found) > 100
    assert [(name, zh) for name, zh, en in found if zh and (not en or CHINESE.search(en))] == []
