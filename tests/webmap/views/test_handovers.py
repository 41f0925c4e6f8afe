"""Words about a colleague's compound go to her, or to the manager where nobody leads."""

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.webmap.conftest import csrf_token
from tests.webmap.views.diary_pages import NINETY_TWO, VACCINE, counted, form

ClientAs = Callable[[str], FlaskClient]


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
