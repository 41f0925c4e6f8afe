"""The pages, one blueprint for each reader."""

from flask import Flask

from webmap.views import accounts, admin, cases, health, households, people_map

BLUEPRINTS = (
    accounts.pages,
    admin.pages,
    cases.pages,
    health.pages,
    households.pages,
    people_map.pages,
)


def register(app: Flask) -> None:
    """Add every blueprint to `app`."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
