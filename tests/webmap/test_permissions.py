"""Every route declares whom it is for, and keeps everybody else out."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.services.viewing import Role
from webmap.access import declared_roles


def test_every_route_declares_a_permission(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        declared_roles(app, rule.endpoint)


def sample_address(app: Flask, rule: object) -> str:
    """Return an address of the rule with values that exist nowhere."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        values = {name: 999_999 if "int" in str(rule) else "none" for name in rule.arguments}  # type: ignore[attr-defined]
        return str(adapter.build(rule.endpoint, values))  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", [None, *Role])
def test_every_route_with_every_role(
    app: Flask, client_as: Callable[[str], FlaskClient], role: Role | None
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    app.testing = False  # errors become answers, as in service
    client = app.test_client() if role is None else None
    for rule in app.url_map.iter_rules():
        if rule.endpoint in {"static", "accounts.logout", "accounts.log_in", "accounts.language"}:
            continue
        roles = declared_roles(app, rule.endpoint)
        address = sample_address(app, rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if client is None:
                app.config["WTF_CSRF_ENABLED"] = True
                client = client_as(role.value if role else "")
                app.config["WTF_CSRF_ENABLED"] = False
            status = client.open(address, method=method).status_code
            shown = f"{role} {method} {address}: {status}"
            assert status < 500, shown
            if rule.endpoint in {"volunteers.doors", "volunteers.tick"}:
                # a link that was never given opens nothing, whoever asks
                assert status == 404, shown
            elif roles is None:
                assert status < 400, shown
            elif role is None:
                assert status in {302, 401}, shown
            elif role not in roles:
                assert status == 403, shown
            else:
                assert status != 403, shown
