"""A second leader beside the demo's."""

import json
from pathlib import Path

import pytest
from flask import Flask

from geo.services.accounts import NewAccount, make_account, make_territory
from geo.services.viewing import CONSOLE, Role
from tests.webmap.views.diary_pages import NINETY_TWO


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
