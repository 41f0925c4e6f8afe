"""What is typed is not lost: without signal, line by line, over a closed page."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from tests.conftest import DEMO_DAY
from tests.webmap.views.diary_pages import WORK, form, read

ClientAs = Callable[[str], FlaskClient]


def test_a_sentence_sent_late_is_one_entry_that_waits(client_as: ClientAs) -> None:
    client = client_as("leader")
    sent = form(client, WORK, key="late")
    headers = {"X-CSRFToken": str(sent.pop("csrf_token"))}
    answers = [client.post("/api/diary/entries", data=sent, headers=headers).json for _ in "ab"]
    assert answers[0] == answers[1]
    assert "待确认" in client.get(answers[0]["href"]).text
    refused = client.post("/api/diary/entries", data=sent | {"text": " "}, headers=headers)
    assert refused.status_code == 400
    assert refused.json is not None
    assert "还没有写字" in refused.json["error"]


def test_lines_from_a_group_are_told_apart_even_when_they_are_long(client_as: ClientAs) -> None:
    client = client_as("leader")
    found = read(client, "3-1-202小王: 下水堵了\n物业小李: 明天停水\n明天停水\n谢谢大家")
    assert found["lines"] == [
        {"text": "3-1-202小王,下水堵了", "repeats": 1, "says": True},
        {"text": "明天停水", "repeats": 2, "says": True},
        {"text": "谢谢大家", "repeats": 1, "says": False},
    ]
    assert read(client, "下水堵了")["lines"] == []
    many = read(client, "\n".join(f"{n}号楼漏水" for n in range(2_000)))
    assert len(many["lines"]) == 2_000
    assert many["html"] == ""


@pytest.mark.browser
def test_pasted_lines_are_gone_through_one_by_one(page_as: Callable[..., Page]) -> None:
    page = page_as("leader", width=390, height=844)
    page.goto("/diary")
    page.locator("#state:empty").wait_for(state="attached")
    page.fill("textarea", "3-1-202小王: 下水堵了\n3号楼楼道灯坏了\n物业小李: 明天停水")
    page.locator("#lines button").click()
    page.locator("#series progress").wait_for()
    assert page.input_value("textarea") == "3-1-202小王,下水堵了"
    page.locator("#reading .need").first.wait_for()
    page.click("button[value=check]")
    page.locator("#series a.primary", has_text="2/3").click()
    page.wait_for_url("**/diary")
    page.locator("#series progress").wait_for()
    assert page.input_value("textarea") == "3号楼楼道灯坏了"
    page.locator("#series button").first.click()
    page.locator("#series strong", has_text="3").wait_for()
    assert page.input_value("textarea") == "明天停水"
    page.locator("#series button").last.click()
    page.locator("#series").wait_for(state="hidden")
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.browser
def test_a_sentence_written_without_signal_is_sent_once_and_asked_about(
    page_as: Callable[..., Page],
) -> None:
    page = page_as("leader", width=390, height=844)
    page.goto("/diary")
    page.locator("#state:empty").wait_for(state="attached")
    entries = page.locator(".entry").count()
    page.context.set_offline(True)
    page.fill("textarea", WORK)
    page.click("button[value=check]")
    page.locator("#unsent .chip.warn").wait_for()
    assert page.input_value("textarea") == ""
    page.context.set_offline(False)
    page.locator("#unsent a.primary").click()
    page.locator("#check .need").first.wait_for()
    page.goto("/diary")
    assert page.locator(".entry").count() == entries + 1
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.browser
def test_a_draft_survives_a_closed_page(page_as: Callable[..., Page]) -> None:
    page = page_as("leader", width=390, height=844)
    page.goto("/diary")
    page.locator("#state:empty").wait_for(state="attached")
    page.fill("textarea", WORK)
    page.locator(".need").first.wait_for()
    context = page.context
    page.close()
    opened = context.new_page()
    opened.goto("/diary")
    opened.locator(".need").first.wait_for()
    assert opened.input_value("textarea") == WORK
    assert opened.input_value("[name=day]") == DEMO_DAY
