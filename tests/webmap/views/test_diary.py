"""The diary's page: read while typing, confirmed once, undone for a day; also without a script."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from geo.services.viewing import CONSOLE
from tests.webmap.conftest import csrf_token, wait_for_map
from tests.webmap.views.diary_pages import VACCINE, WORK, counted, form, read
from webmap.diary.gazetteers import DistrictGazetteer, district

ClientAs = Callable[[str], FlaskClient]


def test_a_live_reading_tells_what_the_words_became_and_saves_nothing(
    client_as: ClientAs,
) -> None:
    client = client_as("leader")
    before = client.get("/diary").text.count('class="card entry"')
    found = read(client, WORK)
    kinds = {(span["kind"], WORK[span["start"] : span["end"]]) for span in found["spans"]}
    assert ("place", "御林湾3号楼1单元2楼2号") in kinds
    assert {kind for kind, _ in kinds} == {"place", "need"}
    (item,) = found["items"]
    assert item["place"] == "御林湾 3号楼 1单元 2楼2号"
    assert [(need["category"], need["preset"]) for need in item["needs"]] == [("employment", True)]
    assert client.get("/diary").text.count('class="card entry"') == before


def test_a_colleagues_place_is_named_but_cannot_be_chosen(client_as: ClientAs) -> None:
    found = read(client_as("leader"), VACCINE)
    assert [item["foreign"] for item in found["items"]] == [True, True]
    assert 'name="item-0-place"' not in str(found["html"])


HOSTILE = (
    "<script>alert(1)</script>3号楼1单元502下水堵了<img src=x onerror=alert(1)>",
    '3号楼1单元502<b>王</b>秀兰"><img src=x>,想找工作',
    "'; DROP TABLE need; --",
    "\u202e3号楼1单元502\u202c漏水😀😀",
    "😀" * 50,
    "hello",
    "",
)


def test_hostile_text_is_shown_as_it_is(client_as: ClientAs) -> None:
    client = client_as("leader")
    for text in HOSTILE:
        found = read(client, text)
        assert found["status"] == 200, text
        assert "<script" not in found["html"], text
        assert "<img" not in found["html"], text
        assert "<b>" not in found["html"], text


def test_too_long_a_text_is_refused_and_stays_in_the_form(client_as: ClientAs) -> None:
    client = client_as("leader")
    assert "100000" in str(read(client, "漏" * 100_000)["error"])
    answer = client.post("/diary", data=form(client, "漏" * 100_000))
    assert answer.status_code == 400
    assert "请分成几篇" in answer.text
    assert "漏" * 100_000 in answer.text


def test_other_roles_have_no_diary(client_as: ClientAs) -> None:
    for role in ("manager", "partner", "steward"):
        assert client_as(role).get("/diary").status_code == 403


def test_without_a_script_an_entry_is_saved_checked_confirmed_and_undone(
    client_as: ClientAs,
) -> None:
    client = client_as("leader")
    before = counted(client)
    sent = form(client, WORK, act="check")
    where = client.post("/diary", data=sent).headers["Location"].partition("?")[0]
    assert client.post("/diary", data=sent).headers["Location"].startswith(where)
    page = client.get(where).text
    assert 'class="k-place"' in page
    assert counted(client) == before
    said = {
        "csrf_token": csrf_token(page),
        "item-0-place": page.split('name="item-0-place" value="')[1].split('"', maxsplit=1)[0],
        "item-0-need-employment": "keep",
        "item-0-add": ["hardship"],
    }
    client.post(f"{where}/confirm", data=said)
    assert counted(client) == before + 2
    shown = client.get(where).text
    assert shown.count("made-need") == 2
    assert '/?building=c01-b3"' in shown
    client.post(f"{where}/undo", data={"csrf_token": said["csrf_token"]})
    assert counted(client) == before


def test_an_entry_whose_reading_was_not_seen_is_saved_but_not_confirmed(
    client_as: ClientAs,
) -> None:
    client = client_as("leader")
    before = counted(client)
    said = {"item-0-place": "unit:c01-b3-e1-202", "item-0-need-employment": "keep"}
    old = str(read(client, WORK)["seen"])
    sent = form(client, WORK + "3号楼1单元301漏水。", act="confirm", seen=old, **said)
    where = client.post("/diary", data=sent).headers["Location"]
    assert "待确认" in client.get(where).text
    assert counted(client) == before
    seen = str(read(client, WORK)["seen"])
    client.post("/diary", data=form(client, WORK, act="confirm", seen=seen, **said))
    assert counted(client) == before + 1


def test_the_card_of_a_flat_starts_an_entry_about_it(client_as: ClientAs) -> None:
    assert (
        ">3号楼1单元2楼2号,</textarea>" in client_as("leader").get("/diary?unit=c01-b3-e1-202").text
    )


def test_a_live_reading_trusts_the_gazetteer_for_a_while(app: Flask) -> None:
    seconds = iter([0.0, 10.0, 31.0, 31.0, 32.0])
    kept = DistrictGazetteer(clock=lambda: next(seconds))
    opened = app.extensions["peoples_map_store"]
    first = kept.now(opened)
    assert kept.now(opened, live=True) is first
    assert kept.now(opened, live=True) is first
    with app.app_context():
        assert district() is district()


@pytest.mark.browser
def test_a_phone_reads_corrects_and_confirms(
    second_leader: str, page_as: Callable[..., Page], app: Flask
) -> None:
    page = page_as(second_leader, width=390, height=844)
    page.goto("/diary")
    page.fill("textarea", VACCINE)
    page.locator(".need").nth(1).wait_for()
    assert page.locator(".words mark.k-need").count() >= 2
    assert page.locator("fieldset.promise").count() == 1
    drain, vaccine = page.locator(".need").nth(0), page.locator(".need").nth(1)
    assert not vaccine.locator(":checked").count()
    drain.locator(".refuse").click()
    page.locator("details.fix").first.locator("summary").click()
    page.select_option("select[name=item-0-add] >> nth=0", "water_supply")
    vaccine.locator(".keep").click()
    page.locator("button[value=confirm]", has_text="3").click()
    page.wait_for_url("**/diary/*")
    assert page.locator(".made-need").count() == 2
    assert page.locator(".made-promise").count() == 1
    assert page.evaluate("localStorage.length") == 0
    page.locator(".made-need a.button").first.click()
    wait_for_map(page)
    assert "building=c02-x1" in page.url
    with app.extensions["peoples_map_store"].read(CONSOLE) as session:
        stored = session.connection().exec_driver_sql(
            "select category from need where entry_id is not null order by category"
        )
        assert [row[0] for row in stored] == ["home_medical", "water_supply"]


def test_danger_shows_whom_to_call_and_marks_nothing(client_as: ClientAs) -> None:
    client = client_as("leader")
    text = "3号楼1单元楼道里有煤气味"
    html = str(read(client, text)["html"])
    order = [html.index(f'href="tel:{number}"') for number in ("119", "120", "110", "96177")]
    assert order == sorted(order)
    assert "不会替您打电话" in html
    assert "emergency" not in str(read(client, WORK)["html"])
    before = counted(client)
    where = client.post("/diary", data=form(client, text, act="check")).headers["Location"]
    assert 'href="tel:119"' in client.get(where).text
    assert counted(client) == before


def test_what_was_recorded_wrongly_is_put_away_and_found_again(client_as: ClientAs) -> None:
    client = client_as("leader")
    before = counted(client)
    seen = str(read(client, WORK)["seen"])
    said = {"item-0-place": "unit:c01-b3-e1-202", "item-0-need-employment": "keep"}
    sent = form(client, WORK, act="confirm", seen=seen, **said)
    where = client.post("/diary", data=sent).headers["Location"]
    page = client.get(where).text
    wrong = page.split('action="/diary/facts/')[1].split('"', maxsplit=1)[0]
    assert wrong.endswith("/wrong")
    client.post(f"/diary/facts/{wrong}", data={"csrf_token": csrf_token(page)})
    assert counted(client) == before
    assert "放回来" in client.get(where).text
    right = wrong.replace("wrong", "right")
    client.post(f"/diary/facts/{right}", data={"csrf_token": csrf_token(page)})
    assert counted(client) == before + 1


def test_an_entry_that_waits_is_changed_and_shows_what_stood_there(client_as: ClientAs) -> None:
    client = client_as("leader")
    sent = form(client, WORK, act="check")
    where = client.post("/diary", data=sent).headers["Location"].partition("?")[0]
    words = {"csrf_token": sent["csrf_token"], "text": "3号楼1单元301漏水。"}
    client.post(f"{where}/edit", data=words)
    page = client.get(where).text
    assert "改过 1 次" in page
    assert WORK in page
    assert "3号楼1单元301漏水。</textarea>" in page
