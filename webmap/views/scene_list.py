"""The list twin of the map: the same scene as a table, on the page and as a file."""

from operator import attrgetter

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from geo.needs.vocabulary import label
from geo.services import scene_table
from geo.services.case_files import Case
from geo.services.paging import asked_page, page_of
from geo.services.scene import KEYS, Scene
from geo.services.scene_table import BuildingTable
from webmap.access import for_roles, store, viewer
from webmap.day import today
from webmap.language import language
from webmap.map import vocabulary
from webmap.map.csv_form import csv_bytes

pages = Blueprint("scene_list", __name__)
DEFAULT_SORT = "needs"


@pages.get("/list")
@for_roles()
def index() -> str:
    """Show the scene as tables of buildings and, to who may know them, of needs."""
    scene, words = _scene(), request.args
    with store().read(viewer()) as session:
        day = today(session)
        table = scene_table.buildings(session, scene, day, language(), sort=_sort())
        needs = scene_table.needs_page(session, scene, day, language(), asked=asked_page(words))
    buildings = page_of(
        table.rows, asked=asked_page(words, "buildings"), size=scene_table.BUILDINGS_A_PAGE
    )
    return render_template(
        "map/list.html",
        scene=scene,
        query=scene.query(),
        table=table,
        needs=needs,
        buildings=buildings,
        **_words(scene, needs.span.page if needs else 1, buildings.span.page),
        sort=_sort(),
        day=day,
        groups=vocabulary.groups(language(), viewer().role),
        statuses=vocabulary.statuses(),
        category_label=vocabulary.category_label,
        word=label,
    )


@pages.get("/list.csv")
@for_roles()
def file() -> Response:
    """Return the scene as a file: the needs to who may know them, else the buildings."""
    scene = _scene()
    with store().write(viewer()) as session:
        day = today(session)
        needs = scene_table.needs(session, scene, day, language())
        table = scene_table.buildings(session, scene, day, language(), sort="name")
        scene_table.note_export(session, scene)
    content = _building_file(table) if needs is None else _need_file(needs)
    name = f"peoples-map-{day.isoformat()}.csv"
    answer = Response(content, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _building_file(table: BuildingTable) -> bytes:
    head = (_("小区"), _("楼栋"), _("需求"), _("其中超期"), _("户数"))
    rows = [(r.compound, r.label, r.needs, r.overdue, r.households) for r in table.rows]
    return csv_bytes(head, rows)


def _need_file(needs: list[Case]) -> bytes:
    head = (
        _("小区"), _("楼栋"), _("单元"), _("房号"), _("位置"), _("类别"), _("状态"), _("办理方"),
        _("登记日期"), _("期限"), _("超期"), _("已告知居民"),
    )  # fmt: skip
    yes, no = _("是"), _("否")
    place = attrgetter("compound", "building", "entrance", "home", "spot")
    rows = [
        (
            *place(need.place),
            vocabulary.category_label(need.category.id, language(), viewer().role),
            label(need.state, language()),
            need.partner or label(need.handler, language()),
            need.opened_on,
            need.due_on,
            yes if need.overdue else no,
            yes if need.told_resident else no,
        )
        for need in needs
    ]
    return csv_bytes(head, rows)


def _scene() -> Scene:
    return Scene.from_query({name: request.args[name] for name in KEYS if name in request.args})


def _words(scene: Scene, needs_page: int, buildings_page: int) -> dict[str, dict[str, str]]:
    """Return what the address keeps when one of the tables is turned over or put in order."""
    around = scene.query() | ({} if _sort() == DEFAULT_SORT else {"sort": _sort()})
    page = {"page": str(needs_page)} if needs_page > 1 else {}
    buildings = {"buildings": str(buildings_page)} if buildings_page > 1 else {}
    return {
        "needs_words": around | buildings,
        "buildings_words": around | page,
        "sort_words": scene.query() | page,
    }


def _sort() -> str:
    wanted = request.args.get("sort", DEFAULT_SORT)
    return wanted if wanted in scene_table.SORTS else DEFAULT_SORT
