"""One sentence on a phone becomes two needs, a promise, and two places on the map."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from geo.services.viewing import CONSOLE
from geo.store.models import DiaryEntry, Need, Promise
from tests.webmap.conftest import wait_for_map

SENTENCE = "3号楼1单元2楼灯不亮，5号楼1单元301蒋大娘需上门量血压，明天上午入户一并看看。"


@pytest.mark.browser
def test_a_sentence_on_a_phone_becomes_needs_a_promise_and_places_on_the_map(
    page_as: Callable[..., Page], app: Flask
) -> None:
    page = page_as("leader", width=390, height=844)
    page.goto("/diary")
    page.fill("textarea", SENTENCE)
    lamp = page.locator("fieldset.item").nth(0)
    blood = page.locator("fieldset.item").nth(1)
    blood.locator(".need.sensitive .keep").wait_for()
    # health is never preset: it has its own tap, with building and flat shown large
    assert "5号楼" in blood.locator(".large").inner_text()
    assert blood.locator(".need.sensitive :checked").count() == 0
    # one chip is corrected: it is not the lamp but the power
    lamp.locator(".need .refuse").first.click()
    lamp.locator("details.fix summary").click()
    lamp.locator("select[name=item-0-add]").select_option("power_gas")
    blood.locator(".need.sensitive .keep").click()
    page.locator("button[value=confirm]", has_text="3").click()
    page.wait_for_url("**/diary/*")
    assert page.locator(".made-need").count() == 2
    assert page.locator(".made-promise").count() == 1

    with app.extensions["peoples_map_store"].read(CONSOLE) as session:
        (entry,) = [row for row in session.scalars(select(DiaryEntry)) if row.text == SENTENCE]
        needs = session.scalars(select(Need).where(Need.entry_id == entry.id)).all()
        promises = session.scalars(select(Promise).where(Promise.entry_id == entry.id)).all()
        found = {need.category: need.building_id for need in needs}
        assert found == {"power_gas": "c01-b3", "home_medical": "c01-b5"}
        assert [str(one.due_on) for one in promises] == ["2026-03-03"]

    hrefs = [
        one.get_attribute("href") or ""
        for one in page.locator(".made-need .acts a.button:not(.plain)").all()
    ]
    for href, label in zip(hrefs, ("电和燃气", "上门医疗"), strict=True):
        page.goto(href)
        wait_for_map(page)
        page.locator("#drawer-title").wait_for()
        told: Any = page.locator(".elevation .chips").inner_text()
        assert label in told
