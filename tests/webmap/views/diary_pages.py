"""What tests of the diary's pages type, send and count."""

from typing import Any

from flask.testing import FlaskClient

from tests.webmap.conftest import csrf_token

NINETY_TWO = "建设中路92号小区"
VACCINE = "建设中路92号小区2单元1楼下水慢,5楼1号老人需上门打疫苗,今天下午入户一并了解。"
WORK = "御林湾3号楼1单元2楼2号住户,由于疫情原因不能回老家,想在铁西找工作,帮找就业信息。"


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
