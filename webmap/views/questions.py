"""What is unsure waits here for a tap; and what people call their compounds."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from geo.address.learning import refusal
from geo.errors import InputError
from geo.services import aliases
from geo.services.mapping import compound_names
from geo.services.questions import answering, queue
from geo.services.questions.answering import Answer, Answered, Verdict
from geo.services.questions.cards import FACT, Card
from geo.services.questions.diary_answers import answer_doubt
from geo.services.questions.queue import Given
from geo.services.questions.rechecking import recheck
from geo.services.questions.surroundings import around
from geo.services.questions.writing import place_written
from geo.services.viewing import Session
from webmap.access import LEADER, STEWARD, for_roles, store, viewer
from webmap.day import today
from webmap.diary.gazetteers import district
from webmap.language import language
from webmap.links import inner_path
from webmap.questions import words
from webmap.questions.small_map import SmallMap, small_map

pages = Blueprint("questions", __name__)

LONGEST_NUMBER = 15


@pages.get("/admin/questions")
@for_roles(LEADER, STEWARD)
def page() -> str:
    """Show one page of what is unsure."""
    with store().read(viewer()) as session:
        found = queue.queue_page(session, _page(), today(session), language())
        given = queue.given_lately(session, language())
        maps = {card.ref: _map(session, card) for card in found.cards}
    return render_template(
        "questions/page.html",
        found=found,
        given=[(one, _learnable(one)) for one in given],
        maps=maps,
        words=words,
    )


@pages.post("/admin/questions/<ref>/answer")
@for_roles(LEADER, STEWARD)
def answer(ref: str) -> Response:
    """Take one answer and show what comes next."""
    try:
        said = _said()
        fact_id = _number(ref.removeprefix(FACT))
        if ref.startswith(FACT):
            gazetteer = district().now(store(), viewer())
            with store().write(viewer()) as session:
                done = answer_doubt(
                    session,
                    fact_id,
                    said,
                    today=today(session),
                    digest=store().digest,
                    gazetteer=gazetteer,
                )
        else:
            with store().read(viewer()) as session:
                day = today(session)
            done = answering.answer(
                store(), viewer(), fact_id, said, today=day, digest=store().digest
            )
    except InputError as error:
        flash(error.said(language()), "fault")
    else:
        _tell(said, done)
    return redirect(url_for("questions.page", page=_page()))


@pages.post("/admin/questions/answers/<batch>/undo")
@for_roles(LEADER, STEWARD)
def undo(batch: str) -> Response:
    """Ask again what was answered."""
    count = answering.undo(store(), viewer(), batch)
    flash(
        ngettext("已撤销，%(num)d 条回到待确认。", "已撤销，%(num)d 条回到待确认。", count), "good"
    )
    return redirect(url_for("questions.page", page=_page()))


@pages.post("/admin/questions/recheck")
@for_roles(LEADER, STEWARD)
def look_again() -> Response:
    """Bring in what has its place by now."""
    with store().read(viewer()) as session:
        day = today(session)
    count = recheck(store(), viewer(), digest=store().digest, today=day)
    flash(
        ngettext(
            "重新对过了：%(num)d 条现在对上了，已经记下。",
            "重新对过了：%(num)d 条现在对上了，已经记下。",
            count,
        )
        if count
        else _("重新对过了：还没有新对上的。"),
        "good",
    )
    return redirect(url_for("questions.page"))


@pages.get("/admin/aliases")
@for_roles(LEADER, STEWARD)
def alias_page() -> str:
    """Show what people call the compounds in scope."""
    with store().read(viewer()) as session:
        return render_template(
            "questions/aliases.html",
            lines=aliases.alias_lines(session),
            compounds=compound_names(session),
            words=words,
        )


@pages.post("/admin/aliases")
@for_roles(LEADER, STEWARD)
def teach() -> Response:
    """Learn a name."""
    form = request.form
    gazetteer = district().now(store(), viewer())
    source = form.get("source", aliases.HAND)
    try:
        with store().write(viewer()) as session:
            aliases.teach(
                session,
                form.get("words", ""),
                form.get("compound", ""),
                gazetteer,
                source=source if source in words.SOURCES else aliases.HAND,
            )
    except InputError as error:
        flash(error.said(language()), "fault")
    else:
        flash(_("记住了：以后“%(words)s”就按这个小区来读。", words=form.get("words", "")), "good")
    return redirect(inner_path(form.get("next", url_for("questions.alias_page"))))


@pages.post("/admin/aliases/<int:alias_id>/undo")
@for_roles(LEADER, STEWARD)
def forget(alias_id: int) -> Response:
    """Take a name back."""
    with store().write(viewer()) as session:
        aliases.take_back(session, alias_id)
    flash(_("已收回这个叫法，马上生效。"), "good")
    return redirect(url_for("questions.alias_page"))


def _said() -> Answer:
    form = request.form
    alike = "alike" in form
    if written := form.get("written", "").strip():
        gazetteer = district().now(store(), viewer())
        with store().read(viewer()) as session:
            key = place_written(
                session, written, gazetteer, compound_id=form.get("compound") or None
            )
        return Answer(verdict=Verdict.PLACE, place=key, alike=alike)
    if place := form.get("place", ""):
        return Answer(verdict=Verdict.PLACE, place=place, alike=alike)
    given = form.get("verdict", "")
    if given not in set(Verdict) - {Verdict.PLACE}:
        raise InputError("choose an answer", zh="请选一个回答。")
    return Answer(verdict=Verdict(given), alike=alike)


def _tell(said: Answer, done: Answered) -> None:
    """Say what came of the answer."""
    if said.verdict is Verdict.LATER:
        flash(_("放到明天再问。"), "good")
        return
    if done.passed_on:
        flash(_("转给数据管理员来看了。"), "good")
        return
    if done.settled:
        flash(ngettext("已处理 %(num)d 条。", "已处理 %(num)d 条。", done.settled), "good")
    if done.asked_again:
        flash(
            ngettext(
                "另有 %(num)d 条还有别的地方拿不准，接着问。",
                "另有 %(num)d 条还有别的地方拿不准，接着问。",
                done.asked_again,
            ),
            "good",
        )
    if done.refused:
        flash(
            ngettext(
                "有 %(num)d 条和已有的重复，没有再记。",
                "有 %(num)d 条和已有的重复，没有再记。",
                len(done.refused),
            ),
            "good",
        )


def _map(session: Session, card: Card) -> SmallMap | None:
    choices = [option.choice for option in card.options]
    if not choices and card.place is not None:
        choices = [card.place]
    found = around(session, choices) if choices else None
    return small_map(found) if found else None


def _learnable(given: Given) -> bool:
    """Tell whether the name that was settled may be learned for its compound."""
    if not given.doubtful or given.answer is None:
        return False
    gazetteer = district().now(store(), viewer(), live=True)
    compound = gazetteer.by_id(given.answer.compound_id)
    return (
        compound is not None
        and compound.id not in {one.id for one in gazetteer.namesakes(given.doubtful)}
        and refusal(given.doubtful, compound, gazetteer) is None
    )


def _page() -> int:
    return max(1, _number(request.values.get("page", "1") or "1"))


def _number(given: str) -> int:
    if not given.isascii() or not given.isdecimal() or len(given) > LONGEST_NUMBER:
        raise InputError(f"{given!r} is no number of a question", zh="没有这个问题。")
    return int(given)
