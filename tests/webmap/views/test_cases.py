"""The pages of needs: what each role sees and can do, through real forms."""

import io
import re
from collections.abc import Callable

from flask.testing import FlaskClient
from PIL import Image

from geo.services.case_files import CASES_A_PAGE
from tests.webmap.conftest import csrf_token

ClientAs = Callable[[str], FlaskClient]


def first_case(client: FlaskClient, query: str = "") -> str:
    found = re.search(r'href="(/cases/\d+)"', client.get(f"/cases{query}").text)
    assert found is not None
    return found.group(1)


def post(client: FlaskClient, address: str, **data: object) -> str:
    """Send a form of the case page with its token and version; return the page it leads to."""
    case = address.rsplit("/", 1)[0]
    page = client.get(case).text
    version = re.search(r'name="version" value="(\d+)"', page)
    form = {"csrf_token": csrf_token(page), "version": version.group(1) if version else "", **data}
    answer = client.post(address, data=form, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_whistle_comes_back_to_the_leaders_day(client_as: ClientAs) -> None:
    leader = client_as("leader")
    case = first_case(leader, "?category=elevator")
    assert "已吹哨" in post(leader, f"{case}/whistle", reason="物业没有配件")
    manager = client_as("manager")
    assert f'href="{case}"' in manager.get("/cases").text
    assert "物业没有配件" in manager.get(case).text
    assert "已报到" in post(manager, f"{case}/answer", answer="周五前换好")
    assert f'href="{case}"' in leader.get("/today").text
    assert "周五前换好" in leader.get(case).text


def test_a_partner_answers_its_own_list(client_as: ClientAs) -> None:
    leader = client_as("leader")
    case = first_case(leader, "?category=elevator")
    post(
        leader, f"{case}/hands", hands="partner:property", note="<b>电梯停了</b>", due="2026-03-05"
    )
    partner = client_as("partner")
    page = partner.get(case).text
    assert "&lt;b&gt;电梯停了&lt;/b&gt;" in page
    assert "<b>电梯停了</b>" not in page
    assert "已记下" in post(partner, f"{case}/state", state="answered", note="已更换主板")
    assert "已更换主板" in leader.get(case).text


def test_a_photo_is_kept_and_shown_only_in_scope(client_as: ClientAs) -> None:
    leader = client_as("leader")
    case = first_case(leader)
    picture = io.BytesIO()
    Image.new("RGB", (30, 20), "blue").save(picture, "PNG")
    picture.seek(0)
    page = post(leader, f"{case}/note", note="", photo=(picture, "lift.png"))
    address = re.search(r'src="(/photos/\d+)"', page)
    assert address is not None
    assert leader.get(address.group(1)).mimetype == "image/jpeg"
    assert client_as("partner").get(address.group(1)).status_code == 404


def test_a_manager_reads_the_household_after_a_reason(client_as: ClientAs) -> None:
    leader, manager = client_as("leader"), client_as("manager")
    case = first_case(leader, "?category=lone_elderly")
    where = re.search(r'<p class="where big">([^<]+)</p>', leader.get(case).text)
    assert where is not None
    home = where.group(1).split()[-1]
    ask = manager.get(f"{case}/household").text
    assert f'action="{case}/household"' in ask
    assert "/households/" not in ask
    assert home not in ask
    token = csrf_token(ask)
    refused = manager.post(f"{case}/household", data={"csrf_token": token, "reason": ""})
    assert refused.status_code == 400
    assert home not in refused.text
    form = {"csrf_token": token, "reason": "核对救助申请"}
    shown = manager.post(f"{case}/household", data=form)
    assert home in shown.text
    assert "已留下记录：核对救助申请" in shown.text
    steward = client_as("steward").get("/admin/audit?act=household.opened").text
    assert "查看住户" in steward
    assert "核对救助申请" in steward


def test_an_empty_list_says_so(client_as: ClientAs) -> None:
    page = client_as("partner").get("/cases?category=maternal").text
    assert "这里没有符合条件的办件" in page


def cases_on(client: FlaskClient, query: str) -> list[str]:
    return re.findall(r'class="card case" href="(/cases/\d+)"', client.get(f"/cases?{query}").text)


def test_a_long_list_has_pages_that_keep_its_filters(client_as: ClientAs) -> None:
    leader = client_as("leader")
    text = leader.get("/cases?status=all&page=2").text
    told = re.search(r"共 (\d+) 件 · 第 2 / (\d+) 页", text)
    assert told is not None
    count, pages = int(told[1]), int(told[2])
    found = [cases_on(leader, f"status=all&page={number}") for number in range(1, pages + 1)]
    assert [len(page) for page in found[:-1]] == [CASES_A_PAGE] * (pages - 1)
    assert len({case for page in found for case in page}) == count
    assert cases_on(leader, f"status=all&page={pages + 5}") == found[-1]
    assert 'rel="prev" href="/cases?status=all#cases"' in text
    assert 'rel="next" href="/cases?status=all&amp;page=3#cases"' in text
    assert 'href="/cases?status=all&amp;page=2#cases" aria-current="page">2</a>' in text
    assert leader.get("/cases?page=none").status_code == 400
    assert "pager" not in leader.get("/cases?category=elevator").text
