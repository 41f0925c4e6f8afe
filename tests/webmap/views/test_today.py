"""The day on one page: the next door, the other homes, ticks that count once."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from tests.conftest import DEMO_DAY
from tests.webmap.conftest import csrf_token

ClientAs = Callable[[str], FlaskClient]


def planned(client: FlaskClient) -> str:
    token = csrf_token(client.get("/rounds?new=1").text)
    wish = {"day": DEMO_DAY, "depart": "09:00", "minutes": "90", "start": "123.36,41.80"}
    client.post("/rounds", data={"csrf_token": token, **wish})
    return token


def homes(page: str) -> list[str]:
    return re.findall(r'data-unit="([^"]+)"', page)


def test_without_a_round_the_page_lists_whom_to_call_at(client_as: ClientAs) -> None:
    page = client_as("leader").get("/today").text
    assert "排走访路线" in page
    assert "next-door" not in page
    assert len(homes(page)) >= 10


def test_with_a_round_its_next_door_comes_first_and_no_home_twice(client_as: ClientAs) -> None:
    client = client_as("leader")
    before = homes(client.get("/today").text)
    planned(client)
    page = client.get("/today").text
    assert page.index('id="next-door"') < page.index('class="other-homes"')
    assert sorted(homes(page)) == sorted(before)


def test_a_home_ticked_off_the_round_is_listed_as_walked(client_as: ClientAs) -> None:
    client = client_as("leader")
    page = client.get("/today").text
    token, unit = csrf_token(page), homes(page)[0]
    for outcome, key in (("not_home", "k1"), ("met", "k2")):
        data = {"csrf_token": token, "key": key, "outcome": outcome}
        client.post(f"/units/{unit}/visits", data=data)
    page = client.get("/today").text
    assert homes(page).count(unit) == 1
    assert page.count("stop done") == 1
    assert "/visits/k2/undo" in page
    client.post("/visits/k2/undo", data={"csrf_token": token})
    assert "/visits/k1/undo" in client.get("/today").text


def test_the_day_is_one_small_json(client_as: ClientAs) -> None:
    client = client_as("leader")
    planned(client)
    answer = client.get("/api/today")
    day = answer.json
    assert day["today"] == DEMO_DAY
    assert day["round"]["next"] == day["round"]["legs"][0]["unit"]
    units = [one["unit"] for one in (*day["round"]["legs"], *day["calls"])]
    assert len(set(units)) == len(units)
    assert len(answer.data) < 40_000
    phones = re.findall(r'"phone": ?"([^"]+)"', json.dumps(day))
    assert phones
    assert all("****" in phone for phone in phones)


def test_the_same_form_counts_once_and_the_next_form_again(client_as: ClientAs) -> None:
    client = client_as("leader")
    keys = [re.findall(r'name="key" value="([^"]+)"', client.get("/today").text) for _ in range(2)]
    assert len({*keys[0], *keys[1]}) == len(keys[0]) + len(keys[1])


def test_a_note_with_a_tick_waits_as_a_draft_of_the_diary(client_as: ClientAs) -> None:
    client = client_as("leader")
    page = client.get("/today").text
    token, unit = csrf_token(page), homes(page)[0]
    data = {"csrf_token": token, "key": "n1", "outcome": "met", "note": "厨房漏水"}
    script = {"Accept": "application/json"}
    answers = [client.post(f"/units/{unit}/visits", data=data, headers=script) for _ in range(2)]
    draft = answers[0].json["draft"]
    assert answers[1].json["draft"] == draft
    assert "厨房漏水" in client.get(draft).text
    client.post("/visits/n1/undo", data={"csrf_token": token}, headers=script)
    assert client.get(draft).status_code == 404


@pytest.mark.browser
def test_six_doors_one_ticked_twice_one_passed_over_and_the_rest_planned_again(
    page_as: Callable[..., Page], client_as: ClientAs
) -> None:
    client = client_as("leader")
    token = csrf_token(client.get("/rounds?new=1").text)
    wish = {"day": DEMO_DAY, "depart": "09:00", "minutes": "80", "start": "123.36,41.80"}
    address = client.post("/rounds", data={"csrf_token": token, **wish}).headers["Location"]
    round_homes = homes(client.get(address).text)
    for extra in round_homes[6:]:
        client.post(f"{address}/postpone", data={"csrf_token": token, "unit_id": extra})
    page = page_as("leader", width=390, height=844)
    page.clock.set_fixed_time(f"{DEMO_DAY}T09:10:00")
    page.goto("/today")
    top = page.locator("#next-door .stop")
    left = page.locator("#calls-left").inner_text()
    first = top.get_attribute("data-unit")
    top.locator("[name=note]").fill("楼道灯坏了")
    with page.expect_response(f"**/units/{first}/visits") as ticked:
        top.get_by_role("button", name="已见面").click()
    sent = ticked.value.request
    again = page.request.post(
        sent.url, data=sent.post_data, headers=sent.headers | {"accept": "application/json"}
    )
    assert again.ok
    expect(page.locator("#walked")).to_have_text(re.compile("走了 1 /"))
    expect(page.locator(f".stop[data-unit='{first}'] .draft")).to_have_count(1)
    assert page.locator("#calls-left").inner_text() == left
    second = top.get_attribute("data-unit")
    with page.expect_response("**/pass"):
        top.get_by_role("button", name="先跳过").click()
    assert top.get_attribute("data-unit") not in {first, second}
    page.reload()
    assert top.get_attribute("data-unit") not in {first, second}
    expect(page.locator(".day-round .stop.done")).to_have_count(1)
    with page.expect_response("**/replan"):
        page.get_by_role("button", name="从这里重新排").click()
    expect(page.locator(".walked-before .stop.done")).to_have_count(1)
    expect(page.locator(f".day-round .stop[data-unit='{second}']")).to_have_count(1)
    other = page.locator("#waiting .stop").first
    with page.expect_response(f"**/units/{other.get_attribute('data-unit')}/visits"):
        other.get_by_role("button", name="不在家").click()
    assert page.locator("#calls-left").inner_text() != left


@pytest.mark.browser
def test_a_day_on_a_phone_that_loses_its_signal(
    browser: Browser, served: str, folder: Path, client_as: ClientAs
) -> None:
    planned(client_as("leader"))
    # not the shared page: without signal the browser itself writes an error to the console
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=served
    )
    page = context.new_page()
    login = json.loads((folder / "accounts.json").read_text())["leader"]
    page.goto("/login?next=/today")
    page.fill("[name=user]", login["user"])
    page.fill("[name=password]", login["password"])
    page.click("form.login button.primary")
    page.wait_for_url("**/today")
    top = page.locator("#next-door .stop")
    first = top.get_attribute("data-unit")
    context.set_offline(True)
    top.get_by_role("button", name="已见面").click()
    expect(page.locator("#told")).to_contain_text("没有信号")
    assert top.get_attribute("data-unit") != first
    context.set_offline(False)
    other = page.locator(".other-homes .stop").first
    unit = other.get_attribute("data-unit")
    with page.expect_response(f"**/units/{unit}/visits"):
        other.get_by_role("button", name="不在家").click()
    expect(page.locator("#told")).to_be_hidden()
    page.reload()
    expect(page.locator(f".stop.done[data-unit='{first}']")).to_have_count(1)
    expect(page.locator(".stop.done")).to_have_count(2)
    context.close()
