"""Questions are answered with a tap or a key, undone, and shown to those whom they concern."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select

from geo.places.register import read_register
from geo.services.importing.register import Terms, import_register
from geo.services.importing.transaction import importing
from geo.services.viewing import CONSOLE, Store
from geo.store.models import AuditEvent, LearnedAlias, Resident
from tests.conftest import DEMO_DAY
from tests.geo.services.conftest import TODAY
from tests.webmap.conftest import csrf_token

ClientAs = Callable[[str], FlaskClient]
UNHEARD = "新花家属大院"
SAID = "老罐头厂大院"
ROWS = (
    "姓名,年龄,详细地址,人员类别",
    f"程秀满,85,{UNHEARD}2号楼1单元502,独居老人",
    f"程国满,70,{UNHEARD}3号楼1单元301,",
    "程小满,40,御林湾30号楼1单元502,",
)
TEACH = "/admin/aliases"


def store_of(app: Flask) -> Store:
    found: Store = app.extensions["peoples_map_store"]
    return found


@pytest.fixture
def asked(app: Flask, tmp_path: Path) -> Flask:
    """Return the service with three rows that no import could place."""
    path = tmp_path / "r.csv"
    path.write_text("\n".join(ROWS), encoding="utf-8")
    store = store_of(app)
    terms = Terms(digest=store.digest, today=TODAY, origin=path.name)
    with importing(store) as session:
        done = import_register(session, read_register(path, as_of=TODAY), terms)
    assert done.questions == 3
    return app


def send(client: FlaskClient, address: str, **fields: str) -> str:
    """Post a form, follow where it leads, return the page."""
    token = csrf_token(client.get("/admin/questions").text)
    answer = client.post(address, data=fields | {"csrf_token": token}, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def ref_of(page: str, words: str) -> str:
    """Return the reference of the question whose words are `words`."""
    before = page.split(words, maxsplit=1)[0]
    return before.rsplit('aria-labelledby="q-', 1)[1].split('"')[0]


def names(app: Flask) -> set[str | None]:
    with store_of(app).read(CONSOLE) as session:
        return {one for one in session.scalars(select(Resident.name)) if one and "满" in one}


def test_a_steward_answers_all_alike_and_undoes_it(asked: Flask, client_as: ClientAs) -> None:
    client = client_as("steward")
    page = client.get("/admin/questions").text
    assert "2 个问题" in page
    assert "r.csv" in page
    ref = ref_of(page, f"<mark>{UNHEARD}</mark>")
    done = send(client, f"/admin/questions/{ref}/answer", written="馨馨家园", alike="1")
    assert "已处理 2 条" in done
    assert names(asked) == {"程秀满", "程国满"}
    batch = done.split("/admin/questions/answers/")[1].split("/undo")[0]
    assert "已撤销，2 条回到待确认" in send(client, f"/admin/questions/answers/{batch}/undo")
    assert names(asked) == set()
    with store_of(asked).read(CONSOLE) as session:
        acts = session.scalars(select(AuditEvent.act).where(AuditEvent.actor == "steward")).all()
    assert {"question.answered", "question.undone"} <= set(acts)


def test_what_was_answered_may_be_remembered_and_taken_back(
    asked: Flask, client_as: ClientAs
) -> None:
    client = client_as("steward")
    ref = ref_of(client.get("/admin/questions").text, f"<mark>{UNHEARD}</mark>")
    done = send(client, f"/admin/questions/{ref}/answer", written="馨馨家园")
    assert "记住这个叫法" in done
    compound = done.split('name="compound" value="')[1].split('"')[0]
    taught = send(client, TEACH, words=UNHEARD, compound=compound, source="question")
    assert f"以后“{UNHEARD}”就按这个小区来读" in taught
    with store_of(asked).read(CONSOLE) as session:
        (row,) = session.scalars(select(LearnedAlias))
        assert (row.alias, row.source) == (UNHEARD, "question")
    brought = send(client, "/admin/questions/recheck")
    assert "1 条现在对上了" in brought
    assert names(asked) == {"程秀满", "程国满"}
    assert "已收回这个叫法" in send(client, f"/admin/aliases/{row.id}/undo")
    listed = client.get(TEACH).text
    assert UNHEARD in listed
    assert "已收回" in listed


def test_a_name_that_would_mislead_is_refused_in_words(asked: Flask, client_as: ClientAs) -> None:
    client = client_as("leader")
    own = client.get(TEACH).text.split('<option value="')[1].split('"')[0]
    assert "光有数字" in send(client, TEACH, words="92号", compound=own)
    assert "名字或叫法" in send(client, TEACH, words="馨馨家园", compound=own)
    with store_of(asked).read(CONSOLE) as session:
        assert session.scalars(select(LearnedAlias)).all() == []


@pytest.mark.usefixtures("asked")
def test_a_leader_sees_her_own_questions_and_their_count_on_today(client_as: ClientAs) -> None:
    leader = client_as("leader")
    page = leader.get("/admin/questions").text
    assert "<mark>30号楼</mark>" in page
    assert UNHEARD not in page
    assert "待确认 1 个" in leader.get("/today").text
    for role in ("manager", "partner"):
        assert client_as(role).get("/admin/questions").status_code == 403


@pytest.mark.usefixtures("asked")
def test_neither_unknown_later_and_nonsense_are_answers_too(client_as: ClientAs) -> None:
    client = client_as("leader")
    ref = ref_of(client.get("/admin/questions").text, "<mark>30号楼</mark>")
    assert "请选一个回答" in send(client, f"/admin/questions/{ref}/answer", verdict="maybe")
    assert "没认出" in send(client, f"/admin/questions/{ref}/answer", written="天上")
    assert "放到明天" in send(client, f"/admin/questions/{ref}/answer", verdict="later")
    assert "没有要确认的" in client.get("/admin/questions").text


def test_an_empty_queue_says_so(client_as: ClientAs) -> None:
    page = client_as("steward").get("/admin/questions").text
    assert "没有要确认的" in page
    assert "只有写日记的点长自己看得到" in page
    assert "还没有学到叫法" in client_as("steward").get(TEACH).text


def test_a_corrected_compound_is_offered_on_the_page_of_the_entry(client_as: ClientAs) -> None:
    client = client_as("leader")
    token = csrf_token(client.get("/diary").text)
    sent = client.post(
        "/api/diary/entries",
        data={"text": f"{SAID}3号楼1单元502厨房漏水", "key": "k", "day": DEMO_DAY},
        headers={"X-CSRFToken": token},
    )
    href = sent.get_json()["href"]
    queue = client.get("/admin/questions").text
    ref = ref_of(queue, f"<mark>{SAID}</mark>")
    assert ref.startswith("fact-")
    send(client, f"/admin/questions/{ref}/answer", written="御林湾")
    entry = client.get(href).text
    assert f"以后把“{SAID}”都当作“御林湾”吗" in entry
    assert "3号楼 1单元 5楼2号" in entry
    again = client.post(
        "/api/diary/read",
        json={"text": f"{SAID}5号楼1单元302楼道灯不亮", "day": DEMO_DAY},
        headers={"X-CSRFToken": token},
    ).get_json()
    assert again["items"][0]["key"] is None
    own = client.get(TEACH).text.split('<option value="')[1].split('"')[0]
    send(client, TEACH, words=SAID, compound=own, source="diary")
    learned = client.post(
        "/api/diary/read",
        json={"text": f"{SAID}5号楼1单元302楼道灯不亮", "day": DEMO_DAY},
        headers={"X-CSRFToken": token},
    ).get_json()
    assert "5号楼 1单元" in learned["items"][0]["place"]


@pytest.mark.browser
def test_a_key_answers_the_first_question_on_a_page_with_a_small_map(
    asked: Flask, page_as: Callable[..., Page]
) -> None:
    page = page_as("steward")
    page.goto("/admin/questions")
    first = page.locator("[data-question].current")
    expect(first).to_contain_text(UNHEARD)
    page.keyboard.press("j")
    current = page.locator("[data-question].current")
    expect(current).to_contain_text("30号楼")
    expect(current.locator(".small-map .mark")).to_have_count(5)
    page.keyboard.press("n")
    expect(page.locator(".notices")).to_contain_text("已处理 1 条")
    expect(page.locator("[data-question]")).to_have_count(1)
    assert names(asked) == set()
