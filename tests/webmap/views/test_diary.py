"""The diary's page: read while typing, confirmed once, undone for a day; also without a script."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Page
from werkzeug.test import TestResponse

from geo.services.accounts import NewAccount, make_account, make_territory
from geo.services.viewing import CONSOLE, Role
from tests.conftest import DEMO_DAY
from tests.webmap.conftest import csrf_token, wait_for_map
from webmap.diary.gazetteers import DistrictGazetteer, district

ClientAs = Callable[[str], FlaskClient]
NINETY_TWO = "建设中路92号小区"
VACCINE = "建设中路92号小区2单元1楼下水慢,5楼1号老人需上门打疫苗,今天下午入户一并了解。"
WORK = "御林湾3号楼1单元2楼2号住户,由于疫情原因不能回老家,想在铁西找工作,帮找就业信息。"


@pytest.fixture
def second_leader(app: Flask, folder: Path) -> str:
    """Add a leader of 建设中路92号小区 to the demo; return the name of its login."""
    password = "Second-door-92"
    with app.extensions["peoples_map_store"].write(CONSOLE) as session:
        make_territory(session, NINETY_TWO, ["c02"])
        make_account(
            session,
            NewAccount(
                user="second",
                password=password,
                role=Role.LEADER,
                name="点长二",
                territory=NINETY_TWO,
            ),
        )
    file = folder / "accounts.json"
    logins = json.loads(file.read_text()) | {"second": {"user": "second", "password": password}}
    file.write_text(json.dumps(logins))
    return "second"


def read(client: FlaskClient, text: str, **more: str) -> dict[str, Any]:
    """Return the live reading of `text`."""
    headers = {"X-CSRFToken": csrf_token(client.get("/diary").text)}
    answer = client.post("/api/diary/read", json={"text": text, **more}, headers=headers)
    return {**(answer.json or {}), "status": answer.status_code}


def form(client: FlaskClient, text: str, **more: str | list[str]) -> dict[str, str | list[str]]:
    page = client.get("/diary").text
    key = page.split('name="key" value="')[1].split('"', maxsplit=1)[0]
    return {"csrf_token": csrf_token(page), "key": key, "text": text, **more}


def counted(client: FlaskClient) -> int:
    answer: Any = client.get("/api/counts").json
    total: int = answer["totals"]["needs"]
    return total


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


def test_entries_are_searched_with_the_word_marked(client_as: ClientAs) -> None:
    client = client_as("leader")
    client.post("/diary", data=form(client, WORK, act="check"))

    def asked(**wanted: str) -> TestResponse:
        token = csrf_token(client.get("/diary/search").text)
        return client.post("/diary/search", data={"csrf_token": token, **wanted})

    def found(**wanted: str) -> str:
        return asked(**wanted).text

    page = found(word="<b>就业")
    assert "没有这样的日记" in page
    assert "&lt;b&gt;就业" in page
    assert '<mark class="hit">就业信息</mark>' in found(word="就业信息")
    assert "就业信息" in found(unit="c01-b3-e1-202")
    assert asked(since="never").status_code == 400
    assert 'role="status"' not in client.get("/diary/search").text
    assert "就业信息" in client.get("/diary/search?unit=c01-b3-e1-202").text


def test_the_past_of_a_flat_is_reached_from_its_card(client_as: ClientAs) -> None:
    client = client_as("leader")
    client.post("/diary", data=form(client, WORK, act="check"))
    card: Any = client.get("/api/units/c01-b3-e1-202").json
    assert "就业信息" in client.get(card["hrefs"]["past"]).text
    front: Any = client.get("/api/buildings/c01-b3/elevation").json
    assert "就业信息" in client.get(front["past"]).text
    for person in card["people"]:
        assert client.get(card["hrefs"]["person"].replace("ID", person["id"])).status_code == 200
    assert client.get("/diary/timeline/unit/none").status_code == 404
    manager: Any = client_as("manager").get("/api/buildings/c01-b3/elevation").json
    assert "past" not in manager


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


def test_a_hand_over_goes_round_by_the_pages(client_as: ClientAs, second_leader: str) -> None:
    writer, colleague = client_as("leader"), client_as(second_leader)
    sent = form(writer, VACCINE, act="check")
    where = writer.post("/diary", data=sent).headers["Location"].partition("?")[0]
    assert "等您确认的日记" in writer.get("/today").text
    page = writer.get(where).text
    assert 'name="item-0-handover"' in page
    # the jab is a matter of health: only the first is preset
    assert page.count('value="keep" checked') == 1
    said = {"csrf_token": sent["csrf_token"]} | {f"item-{n}-handover": "keep" for n in (0, 1)}
    writer.post(f"{where}/confirm", data=said)
    assert "已转交" in writer.get(where).text
    today = colleague.get("/today").text
    href = "/diary/handovers/" + today.split('href="/diary/handovers/')[1].split('"', maxsplit=1)[0]
    check = colleague.get(href).text
    place = check.split('name="item-0-place" value="')[1].split('"', maxsplit=1)[0]
    before = counted(colleague)
    answer = colleague.post(
        f"{href}/take",
        data={
            "csrf_token": csrf_token(check),
            "item-0-place": place,
            "item-0-need-plumbing_drain": "keep",
        },
    )
    assert counted(colleague) == before + 1
    assert writer.get(answer.headers["Location"]).status_code == 404
    told = writer.get(where).text
    assert "已接收" in told
    assert "plumbing_drain" not in told
    assert colleague.get(href).status_code == 404


def test_a_hand_over_that_nobody_leads_is_on_the_managers_list(client_as: ClientAs) -> None:
    writer = client_as("leader")
    sent = form(writer, VACCINE, act="check")
    where = writer.post("/diary", data=sent).headers["Location"].partition("?")[0]
    said = {"csrf_token": sent["csrf_token"], "item-1-handover": "keep"}
    writer.post(f"{where}/confirm", data=said)
    manager = client_as("manager")
    page = manager.get("/handovers").text
    assert "某户" in page
    assert "5楼1号" not in page
    steward = client_as("steward").get("/handovers").text
    assert NINETY_TWO in steward
    assert "某户" not in steward
    href = "/handovers/" + page.split('action="/handovers/')[1].split('"', maxsplit=1)[0]
    manager.post(href, data={"csrf_token": csrf_token(page), "reply": "请网格员去看"})
    assert "没有等着处理的转交" in manager.get("/handovers").text
    assert "已接收" in writer.get(where).text


def jpeg(lon: float, lat: float) -> bytes:
    """Return a picture whose camera wrote a position."""
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    degrees = {1: "N", 2: (lat, 0.0, 0.0), 3: "E", 4: (lon, 0.0, 0.0)}
    exif.get_ifd(0x8825).update(degrees)
    target = io.BytesIO()
    Image.new("RGB", (80, 60), "red").save(target, "JPEG", exif=exif)
    return target.getvalue()


def at_the_door(app: Flask, entrance_id: str) -> bytes:
    """Return a picture taken at an entrance."""
    with app.extensions["peoples_map_store"].read(CONSOLE) as session:
        row = session.connection().exec_driver_sql(
            "select west, south from entrance where id = ?", (entrance_id,)
        )
        return jpeg(*row.one())


def test_photos_come_with_the_form_and_are_shown_to_the_leader_only(
    client_as: ClientAs, app: Flask
) -> None:
    client = client_as("leader")
    taken = at_the_door(app, "c01-b3-e1")
    sent = form(client, "楼道堆了杂物。", act="check")
    files = {"photos": (io.BytesIO(taken), "1.jpg")}
    where = client.post("/diary", data=sent | files).headers["Location"].partition("?")[0]
    page = client.get(where).text
    assert "像是在 御林湾 3号楼 1单元" in page
    # where nothing was read, the place of the photo is offered for what is added by hand
    assert 'value="entrance:c01-b3-e1"' in page
    href = "/diary/photos/" + page.split('src="/diary/photos/')[1].split('"', maxsplit=1)[0]
    shown = client.get(href)
    assert shown.mimetype == "image/jpeg"
    assert b"CameraMaker" not in shown.data
    assert client_as("manager").get(href).status_code == 403
    token = {"csrf_token": sent["csrf_token"]}
    broken = client.post(f"{where}/photos", data=token | {"photos": (io.BytesIO(b"x"), "x.jpg")})
    assert broken.status_code == 400
    client.post(f"{href}/drop", data=token)
    assert client.get(href).status_code == 404


def test_a_camera_is_asked_for_the_place_and_nothing_is_kept(
    client_as: ClientAs, app: Flask
) -> None:
    client = client_as("leader")
    with Image.open(io.BytesIO(at_the_door(app, "c01-b3-e1"))) as opened:
        block = opened.info["exif"]
    headers = {"X-CSRFToken": csrf_token(client.get("/diary").text)}

    def asked(exif: bytes) -> Any:
        sent = {"exif": (io.BytesIO(exif), "exif")}
        answer: Any = client.post("/api/diary/photo-place", data=sent, headers=headers).json
        return answer["place"]

    assert asked(block)["words"] == "御林湾3号楼1单元"
    assert asked(b"Exif\0\0nothing") is None


@pytest.mark.browser
def test_photos_wait_with_their_sentence_for_the_net(
    page_as: Callable[..., Page], app: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "taken.jpg"
    file.write_bytes(at_the_door(app, "c01-b3-e1"))
    page = page_as("leader", width=390, height=844)
    page.goto("/diary")
    page.locator("#state:empty").wait_for(state="attached")
    page.set_input_files(".photo-pick input", [file, file])
    page.locator("#photos li").nth(1).wait_for()
    page.locator("#photo-place button").click()
    assert page.input_value("textarea") == "御林湾3号楼1单元"
    page.locator("#photos button").first.click()
    page.context.set_offline(True)
    page.fill("textarea", "御林湾3号楼1单元楼道堆了杂物。")
    page.click("button[value=check]")
    page.locator("#unsent .chip.warn").wait_for()
    assert page.locator("#photos li").count() == 0
    page.context.set_offline(False)
    page.locator("#unsent a.primary").click()
    page.locator(".shots img").wait_for()
    assert page.locator(".shots img").count() == 1
    page.click("#check .send .primary")
    page.locator(".made-need a.what").first.click()
    page.locator(".photos img").wait_for()
