"""The pages, one blueprint for each reader."""

from flask import Flask

from webmap.views import (
    accounts,
    admin,
    care,
    cases,
    day,
    diary,
    diary_book,
    diary_handovers,
    diary_photos,
    diary_reading,
    health,
    home_terms,
    hotspots,
    households,
    map_data,
    people_map,
    place_edits,
    place_lists,
    questions,
    round_papers,
    rounds,
    scene_list,
    site_plans,
    snapshots,
    standing,
    tiles,
    turf,
    volunteers,
    walking,
    wrong,
)

BLUEPRINTS = (
    accounts.pages,
    admin.pages,
    care.pages,
    cases.pages,
    day.pages,
    diary.pages,
    diary_book.pages,
    diary_handovers.pages,
    diary_photos.pages,
    diary_reading.pages,
    health.pages,
    home_terms.pages,
    hotspots.pages,
    households.pages,
    map_data.pages,
    people_map.pages,
    place_edits.pages,
    questions.pages,
    place_lists.pages,
    round_papers.pages,
    rounds.pages,
    scene_list.pages,
    site_plans.pages,
    snapshots.pages,
    standing.pages,
    tiles.pages,
    turf.pages,
    volunteers.pages,
    walking.pages,
    wrong.pages,
)


def register(app: Flask) -> None:
    """Add every blueprint to `app`."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
