"""Form tokens under a mask: different in every answer, and as strict as before."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.webmap.conftest import csrf_token
from webmap.form_tokens import masked, unmasked

ClientAs = Callable[[str], FlaskClient]


@given(st.text(st.characters(max_codepoint=127)))
def test_a_masked_token_is_read_back(token: str) -> None:
    assert unmasked(masked(token)) == token


@given(st.text())
def test_anything_else_is_no_token(text: str) -> None:
    assert isinstance(unmasked(text), str)


def test_the_token_of_two_answers_has_nothing_in_common_and_both_are_taken(
    client_as: ClientAs,
) -> None:
    client = client_as("leader")
    one, other = (csrf_token(client.get("/diary").text) for _ in range(2))
    assert sum(a == b for a, b in zip(one, other, strict=True)) < len(one) / 4
    for token in (one, other):
        assert (
            client.post("/language", data={"language": "zh", "csrf_token": token}).status_code < 400
        )


@pytest.mark.parametrize("change", [lambda token: token[::-1], lambda token: token[:-4], str.lower])
def test_a_changed_token_is_refused(client_as: ClientAs, change: Callable[[str], str]) -> None:
    client = client_as("leader")
    token = change(csrf_token(client.get("/diary").text))
    assert client.post("/language", data={"language": "zh", "csrf_token": token}).status_code == 400


def test_within_one_page_the_token_is_the_same(client_as: ClientAs) -> None:
    page = client_as("leader").get("/today").text
    assert page.count(csrf_token(page)) > 1
