"""Who is looked after 关怀: the leader's list of people, the manager's counts."""

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from geo.errors import InputError
from geo.needs.ladder import Pause, ladder
from geo.needs.vocabulary import Step, label
from geo.services import care, coverage
from geo.services.care import CareQuery, Order, Show
from geo.services.coverage import Column, CoverageRow
from geo.services.paging import asked_page
from geo.services.viewing import Role
from webmap.access import LEADER, MANAGER, for_roles, store, viewer
from webmap.day import today
from webmap.language import language
from webmap.map.csv_form import csv_bytes

pages = Blueprint("care", __name__)

SHOWS = {
    Show.ALL: _l("全部"),
    Show.DUE: _l("该去了"),
    Show.OVERDUE: _l("超期"),
    Show.SILENT: _l("久未联系"),
    Show.PAUSED: _l("不安排上门"),
}
ORDERS = {
    Order.DUE: _l("先去哪家"),
    Order.STEP: _l("按多久一次"),
    Order.SILENT: _l("多久没见"),
    Order.PLACE: _l("按楼号"),
}
PAUSES = {
    Pause.DECLINED: _l("暂不需要"),
    Pause.AWAY: _l("外出"),
    Pause.MOVED: _l("已搬走"),
}
COLUMNS = {
    Column.HIGH: _l("每周"),
    Column.FOCUS: _l("每月"),
    Column.GENERAL: _l("每季"),
    Column.PAUSED: _l("不安排上门"),
    Column.IN_TIME: _l("按时"),
    Column.OVERDUE: _l("超期"),
    Column.SHARE: _l("按时率"),
    Column.QUIET: _l("超过 90 天没见"),
    Column.SILENT: _l("久未联系"),
    Column.UNMET: _l("还没见过"),
}


@pages.get("/care")
@for_roles(LEADER, MANAGER)
def page() -> str:
    """Show people to the leader, counts to the manager."""
    return _people() if viewer().role is Role.LEADER else _counts()


@pages.get("/care.csv")
@for_roles(MANAGER)
def file() -> Response:
    """Return the counts of all buildings as a file."""
    with store().write(viewer()) as session:
        day = today(session)
        coverage.note_export(session, day)
    found = coverage.coverage(store(), viewer(), day, language())
    head = (_("小区"), _("楼栋"), _("户数"), *map(str, COLUMNS.values()), _("截至日期"))
    rows = [(row.compound, row.label, row.homes, *_cells(row), day) for row in found.buildings]
    answer = Response(csv_bytes(head, rows), mimetype="text/csv")
    name = f"care-{day.isoformat()}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _people() -> str:
    query = CareQuery.from_query(request.args)
    with store().read(viewer()) as session:
        day = today(session)
        asked = asked_page(request.args)
        found = care.care_list(session, day, language(), query, asked=asked)
    return render_template(
        "care/people.html",
        found=found,
        query=query,
        here=query.words() | ({"page": found.span.page} if found.span.page > 1 else {}),
        day=day,
        shows=SHOWS,
        orders=ORDERS,
        pauses=PAUSES,
        steps={step: label(step, language()) for step in Step},
        silent_days=care.SILENT_DAYS,
    )


def _counts() -> str:
    with store().read(viewer()) as session:
        day = today(session)
    column = _column()
    found = coverage.coverage(store(), viewer(), day, language()).sorted_by(column)
    chosen = request.args.get("compound") or None
    name, rows = found.of_compound(chosen) if chosen else ("", found.compounds)
    return render_template(
        "care/counts.html",
        found=found,
        rows=rows,
        chosen=chosen,
        name=name,
        day=day,
        sort=column,
        by_name=Column.NAME,
        columns=COLUMNS,
        days={step: ladder().days[step] for step in Step},
        quiet_days=care.QUIET_DAYS,
        silent_days=care.SILENT_DAYS,
        fewest=coverage.FEWEST_HOMES,
    )


def _cells(row: CoverageRow) -> list[object]:
    if row.counts is None:
        return [None] * len(COLUMNS)
    figures = [getattr(row.counts, column.value) for column in COLUMNS]
    return [round(one, 3) if isinstance(one, float) else one for one in figures]


def _column() -> Column:
    given = request.args.get("sort") or Column.NAME.value
    if given not in set(Column):
        raise InputError(f"sort={given!r}: wanted {', '.join(Column)}", zh="不能这样排序。")
    return Column(given)
