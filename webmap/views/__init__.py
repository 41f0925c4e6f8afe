"""The pages, one blueprint for each reader."""

from flask import Flask

from webmap.views import accounts, admin, cases, day, health, households, people_map, rounds

BLUEPRINTS = (
    accounts.pages,
    admin.pages,
    cases.pages,
    day.pages,
    health.pages,
    households.pages,
    people_map.pages,
    rounds.pages,
)


def register(app: Flask) -> None:
    """Add every blueprint to `app`."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
