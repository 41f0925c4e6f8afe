"""The pages, one blueprint for each reader."""

from flask import Flask

from webmap.views import accounts, health, people_map

BLUEPRINTS = (accounts.pages, health.pages, people_map.pages)


def register(app: Flask) -> None:
    """Add every blueprint to `app`."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
