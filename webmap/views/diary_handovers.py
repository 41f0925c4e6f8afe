"""What colleagues hand over to each other: taken, returned, taken back; and what nobody leads."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from geo.services.diary import saving
from geo.services.diary.handing_over import receiving, sending
from geo.services.diary.understanding import understood
from geo.services.viewing import CONSOLE, Role
from webmap.access import LEADER, MANAGER, STEWARD, for_roles, store, viewer
from webmap.day import today
from webmap.diary import forms
from webmap.diary.alarms import alarms
from webmap.language import language
from webmap.map.vocabulary import groups

pages = Blueprint("handovers", __name__)


@pages.get("/diary/handovers")
@for_roles(LEADER)
def index() -> str:
    """Show what waits for the leader, what came back, and what she returned today."""
    with store().read(viewer()) as session:
        return render_template(
            "diary/handovers.html",
            waiting=receiving.waiting(session),
            returned=sending.returned(session),
            answered=receiving.answered_lately(session),
        )


@pages.get("/diary/handovers/<int:handover_id>")
@for_roles(LEADER)
def one(handover_id: int) -> str:
    """Show a hand-over as an entry that waits to be confirmed."""
    with store().read(viewer()) as session:
        told = receiving.received(session, handover_id)
        found = understood(
            session,
            told.text,
            told.facts,
            compound_id=told.compound_id,
            language=language(),
        )
        compounds = saving.compounds_of_writer(session)
    return render_template(
        "diary/handover.html",
        told=told,
        found=found,
        text=told.text,
        alarms=alarms(told.text, language()),
        compounds=compounds,
        groups=groups(language(), viewer().role),
    )


@pages.post("/diary/handovers/<int:handover_id>/take")
@for_roles(LEADER)
def take(handover_id: int) -> BaseResponse:
    """Take a hand-over and record what was confirmed."""
    with store().write(viewer()) as session:
        words = forms.words_of(request.form)
        entry_id = receiving.take(
            session, handover_id, words, today=today(session), digest=store().digest
        )
    return redirect(url_for("diary.one", entry_id=entry_id))


@pages.post("/diary/handovers/<int:handover_id>/return")
@for_roles(LEADER)
def give_back(handover_id: int) -> BaseResponse:
    """Return a hand-over to its writer with a word."""
    with store().write(viewer()) as session:
        receiving.give_back(session, handover_id, request.form.get("reply", ""))
    flash(_("已退回，对方会看到您写的话。一天之内可以收回。"), "good")
    return redirect(url_for("handovers.index"))


@pages.post("/diary/handovers/<int:handover_id>/undo")
@for_roles(LEADER)
def undo(handover_id: int) -> BaseResponse:
    """Let a hand-over that was returned by mistake wait again."""
    with store().write(viewer()) as session:
        receiving.undo_return(session, handover_id)
    flash(_("收回来了，还在等您处理。"), "good")
    return redirect(url_for("handovers.index"))


@pages.post("/diary/handovers/<int:handover_id>/withdraw")
@for_roles(LEADER)
def withdraw(handover_id: int) -> BaseResponse:
    """Take back what the writer handed over."""
    with store().write(viewer()) as session:
        entry_id = sending.withdraw(session, handover_id)
    flash(_("已收回，没有转出去。"), "good")
    return redirect(url_for("diary.one", entry_id=entry_id))


@pages.post("/diary/handovers/<int:handover_id>/read")
@for_roles(LEADER)
def acknowledge(handover_id: int) -> BaseResponse:
    """Note that the writer read why it came back."""
    with store().write(viewer()) as session:
        entry_id = sending.acknowledge(session, handover_id)
    return redirect(url_for("diary.one", entry_id=entry_id))


@pages.get("/handovers")
@for_roles(MANAGER, STEWARD)
def unled() -> str:
    """Show what waits for compounds that have no leader: to a steward only how much."""
    compounds = _unled()
    with store().read(viewer()) as session:
        manages = viewer().role is Role.MANAGER
        return render_template(
            "diary/unled.html",
            rows=receiving.unled(session, compounds) if manages else (),
            counts=[] if manages else receiving.counted(session, compounds),
        )


@pages.post("/handovers/<int:handover_id>")
@for_roles(MANAGER)
def see_to(handover_id: int) -> BaseResponse:
    """Record how a manager saw to a hand-over."""
    compounds = _unled()
    with store().write(viewer()) as session:
        receiving.see_to(session, handover_id, request.form.get("reply", ""), compounds)
    flash(_("已记下，写日记的点长会看到已接收。"), "good")
    return redirect(url_for("handovers.unled"))


def _unled() -> frozenset[str]:
    with store().read(CONSOLE) as session:
        return receiving.unled_compounds(session)
