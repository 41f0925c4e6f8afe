"""The snapshot page: a preview of what leaves the house, and the file itself."""

import io
from collections.abc import Callable
from html import unescape
from urllib.parse import unquote

import openpyxl
import pytest
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from geo.services.viewing import CONSOLE
from geo.store.models import AuditEvent
from tests.webmap.conftest import csrf_token
from webmap.sheets.snapshot import WRITERS
from webmap.views.snapshots import forms

ClientAs = Callable[[str], FlaskClient]


def acts(client: FlaskClient) -> list[tuple[str, str]]:
    """Return who did what, from the audit."""
    with client.application.extensions["peoples_map_store"].read(CONSOLE) as session:
        return [(row.actor, row.act) for row in session.scalars(select(AuditEvent))]


def test_the_form_is_filled_from_a_map_view(client_as: ClientAs) -> None:
    query = "category=leak&status=all&from=2026-01-01&compound=c02&bbox=123.3,41.7,123.5,41.9"
    page = unescape(client_as("manager").get(f"/snapshots?{query}").text)
    for part in (
        '<option value="category:leak" selected>', '<option value="all" selected>',
        'name="from" value="2026-01-01"', '<option value="c02" selected>',
        'name="bbox" value="123.3,41.7,123.5,41.9" checked', "漏水渗水：需求分布",
        "办理状态：全部（含已办结）；类别：漏水渗水；登记日期：2026-01-01 至 2026-03-02",
        "户数少于 5 户的楼",
    ):  # fmt: skip
        assert part in page, part


def test_the_preview_is_a_small_sheet(client_as: ClientAs) -> None:
    answer = client_as("leader").get("/snapshots/preview.png?category=leak&title=试")
    assert answer.mimetype == "image/png"
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert 700 < min(picture.size) < max(picture.size) < 1200


def test_a_file_is_taken_out_under_its_title_and_noted(client_as: ClientAs) -> None:
    client = client_as("leader")
    token = csrf_token(client.get("/snapshots").text)
    form = {"csrf_token": token, "form": "xlsx", "status": "all", "title": "御林湾 3/4 月"}
    answer = client.post("/snapshots", data=form)
    assert answer.status_code == 200, answer.text
    name = unquote(answer.headers["Content-Disposition"])
    assert "御林湾 3-4 月-20260302-" in name
    assert name.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    counts = [row[2] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert len(counts) == 18
    assert all(count in {"不显示（数量过少）", 0} or count >= 5 for count in counts)
    assert ("leader", "snapshot.exported") in acts(client)


def test_a_file_needs_the_token_of_its_form(client_as: ClientAs) -> None:
    assert client_as("leader").post("/snapshots", data={"form": "csv"}).status_code == 400


@pytest.mark.parametrize(
    "query", ["category=rain", "bbox=1,2", "band=5", "from=2026-02-30", f"title={'x' * 61}"]
)
def test_a_scene_that_cannot_be_is_refused(client_as: ClientAs, query: str) -> None:
    assert client_as("manager").get(f"/snapshots?{query}").status_code == 400


def test_a_category_that_may_not_leave_is_named_and_not_drawn(client_as: ClientAs) -> None:
    client = client_as("manager")
    page = client.get("/snapshots?category=dispute").text
    assert "“邻里纠纷”不对外统计" in page
    assert "preview.png" not in page
    assert 'value="category:hardship"' not in page
    assert client.get("/snapshots/preview.png?category=dispute").status_code == 400
    token = csrf_token(page)
    form = {"csrf_token": token, "form": "csv", "category": "dispute"}
    assert client.post("/snapshots", data=form).status_code == 400


def test_only_managers_may_outline_hotspots(client_as: ClientAs) -> None:
    assert 'name="hotspots"' in client_as("manager").get("/snapshots").text
    leader = client_as("leader")
    assert 'name="hotspots"' not in leader.get("/snapshots").text
    assert leader.get("/snapshots?band=100").status_code == 403


@pytest.mark.parametrize("role", ["partner", "steward"])
def test_who_sees_no_needs_finds_no_page(client_as: ClientAs, role: str) -> None:
    assert client_as(role).get("/snapshots").status_code == 403


def test_every_form_is_offered(client_as: ClientAs) -> None:
    client = client_as("leader")
    with client.application.test_request_context():
        offered = {f".{form}" for form, _words in forms()}
    assert offered == set(WRITERS)


@pytest.mark.browser
def test_a_snapshot_is_chosen_seen_and_downloaded(page_as: Callable[..., Page]) -> None:
    page = page_as("manager", width=390, height=844)
    page.goto("/snapshots?status=all")
    page.select_option("[name=what]", "group:utilities")
    page.check("[name=hotspots]")
    page.get_by_role("button", name="更新预览").click()
    page.wait_for_url("**what=group%3Autilities**")
    expect(page.locator(".sheet-preview img")).to_have_js_property("complete", value=True)
    assert page.evaluate("document.querySelector('.sheet-preview img').naturalWidth") > 700
    page.get_by_label("CSV").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载").click()
    assert waiting.value.suggested_filename.endswith(".csv")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
