"""Snapshots 地图存档: choosing a scene and a form, looking at the sheet, taking it out."""

import io
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request, send_file
from flask_babel import gettext as _

from geo.errors import InputError
from geo.needs.vocabulary import Permission, label, permissions
from geo.services import facts, registry, snapshots
from geo.services.hotspots import BAND_M
from geo.services.scene import KEYS as SCENE_KEYS
from geo.services.scene import Scene
from geo.services.snapshots import KEYS, Snapshot, Wish
from geo.services.viewing import Session
from webmap.access import LEADER, MANAGER, for_roles, settings, store, viewer
from webmap.day import today
from webmap.language import language
from webmap.map import vocabulary
from webmap.sheets.scene_sheet import category_words, default_title, filter_line, notes, scene_sheet
from webmap.sheets.sheet import Sheet
from webmap.sheets.snapshot import WRITERS, png, snapshot_bytes

pages = Blueprint("snapshots", __name__)
PREVIEW_DPI = 96


@pages.get("/snapshots")
@for_roles(LEADER, MANAGER)
def page() -> str:
    """Show the form and, where the scene may leave the house, how its sheet looks."""
    wish, fault = _asked(request.args)
    with store().read(viewer()) as session:
        compounds = registry.layer(session, "compounds")[["id", "name"]].to_dict("records")
        made = _made(session, wish) if fault is None else None
    return render_template(
        "snapshots/page.html",
        wish=wish,
        fault=fault,
        named=_named(wish.scene),
        made=made,
        query=wish.query(),
        compounds=compounds,
        groups=_choices(),
        statuses=vocabulary.statuses(),
        forms=forms(),
        title=default_title(wish.scene, language()),
        filter=filter_line(made, language()) if made else "",
        notes=notes(made, language()) if made else (),
        may_see_hotspots=Permission.VIEW_HOTSPOTS in permissions(viewer().role),
        band_m=wish.band_m or BAND_M,
    )


@pages.get("/snapshots/preview.png")
@for_roles(LEADER, MANAGER)
def preview() -> Response:
    """Return the sheet as a small picture."""
    return Response(png(_sheet(_wish(request.args)), dpi=PREVIEW_DPI), mimetype="image/png")


@pages.post("/snapshots")
@for_roles(LEADER, MANAGER)
def export() -> Response:
    """Return the sheet as a file; that it left the house is noted."""
    suffix = f".{request.form.get('form', 'png')}"
    if suffix not in WRITERS:
        raise InputError(
            f"form {suffix!r} is not known; there are: {', '.join(WRITERS)}",
            zh="没有这种文件格式，请从列表里选。",
        )
    wish = _wish(request.form)
    with store().read(viewer()) as session:
        made = _made(session, wish)
        sheet = _worded(session, made)
    content = snapshot_bytes(sheet, suffix)
    with store().write(viewer()) as session:
        snapshots.note_snapshot(session, made, suffix.lstrip("."))
    return send_file(
        io.BytesIO(content), as_attachment=True, download_name=file_name(sheet, suffix)
    )


def file_name(sheet: Sheet, suffix: str) -> str:
    """Return what the file of `sheet` is called: its title and number."""
    title = "".join(char if char.isalnum() or char in "-_ " else "-" for char in sheet.title)
    return f"{title.strip('- ')[:40] or 'map'}-{sheet.number}{suffix}"


def forms() -> list[tuple[str, str]]:
    """Return the forms of a snapshot with what each is good for."""
    return [
        ("png", _("PNG 图片：发群、贴进文档")),
        ("pdf", _("PDF：打印、上报")),
        ("html", _("HTML 网页：一个文件，可放大、带数据表")),
        ("svg", _("SVG 矢量图：再排版")),
        ("xlsx", _("Excel 表：各楼数据")),
        ("csv", _("CSV 表：各楼数据")),
        ("geojson", _("GeoJSON：地图软件")),
        ("gpkg", _("GeoPackage：地图软件")),
    ]


def _asked(given: Mapping[str, str]) -> tuple[Wish, str | None]:
    """Return the wish in an address, and why it cannot be shown where it cannot."""
    wish = _wish(given)
    scene = wish.scene
    if any(one.id in scene.category_ids() for one in snapshots.offered()):
        return wish, None
    return wish, _("“%(what)s”不对外统计，隐去过小的数也不行。请换一个类别。", what=_named(scene))


def _named(scene: Scene) -> str:
    """Return what a scene is about, in the words of the house."""
    if scene.category is not None:
        return vocabulary.category_label(scene.category, language(), viewer().role)
    return category_words(scene, language())


def _wish(given: Mapping[str, str]) -> Wish:
    """Return the wish of a form; its one list names a category or a group."""
    names = (*SCENE_KEYS, *KEYS)
    words = {name: given[name] for name in names if given.get(name, "").strip()}
    kind, _colon, key = given.get("what", "").partition(":")
    if kind in {"category", "group"} and key:
        words[kind] = key
    if "hotspots" in given:
        words.setdefault("band", str(BAND_M))
    elif "what" in given:
        words.pop("band", None)
    return Wish.from_query(words)


def _made(session: Session, wish: Wish) -> Snapshot:
    return snapshots.snapshot(session, wish, today(session))


def _sheet(wish: Wish) -> Sheet:
    with store().read(viewer()) as session:
        return _worded(session, _made(session, wish))


def _worded(session: Session, made: Snapshot) -> Sheet:
    known = facts.store_facts(session, settings().time_zone)
    return scene_sheet(made, language=language(), printed_by=viewer().name, demo=known.demo)


def _choices() -> list[dict[str, Any]]:
    """Return the groups with the categories that may leave the house, as they are named there."""
    found: dict[str, dict[str, Any]] = {}
    for one in snapshots.offered():
        group = found.setdefault(
            one.group.value,
            {"id": one.group.value, "label": label(one.group, language()), "categories": []},
        )
        group["categories"].append({"id": one.id, "label": one.label(language())})
    return list(found.values())
