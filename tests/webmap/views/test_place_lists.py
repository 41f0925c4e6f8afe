"""The lists beside the map: pages and a file, for those whom they are for."""

from collections.abc import Callable

from flask.testing import FlaskClient

ClientAs = Callable[[str], FlaskClient]


def test_the_silence_of_buildings_is_a_picture_a_table_and_a_file(client_as: ClientAs) -> None:
    leader = client_as("leader")
    page = leader.get("/silence").text
    assert "分数 = 每个人没见到的月数 × 风险" in page
    assert page.count("<path d=") >= 18
    table = leader.get("/silence.csv").data.decode("utf-8-sig").splitlines()
    assert table[0].startswith("小区,楼栋,户数,要上门,久未联系")
    assert len(table) >= 19
    manager = client_as("manager")
    assert manager.get("/silence?compound=c04").status_code == 200
    assert manager.get("/silence?compound=none").status_code == 404
    assert client_as("partner").get("/silence").status_code == 403


def test_lifts_are_for_leaders_and_gates_for_all_but_partners(client_as: ClientAs) -> None:
    leader, manager, steward = (client_as(role) for role in ("leader", "manager", "steward"))
    assert leader.get("/lift-out").status_code == 200
    assert manager.get("/lift-out").status_code == 403
    gates = leader.get("/gates").text
    assert "05:30–22:30" in gates
    assert "御林湾" in gates
    assert "馨馨家园" not in gates
    assert "馨馨家园" in manager.get("/gates").text
    assert "编辑地图" in steward.get("/gates").text
    assert client_as("partner").get("/gates").status_code == 403
