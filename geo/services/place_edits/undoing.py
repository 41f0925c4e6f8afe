"""Takes edits back, and makes them again; never over what was done since."""

import json
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ConflictError, NotFoundError
from geo.services.importing.layers import referred_to
from geo.services.place_edits.acts import Act, check_may
from geo.services.place_edits.following import bring_back
from geo.services.place_edits.making import apply
from geo.services.place_edits.states import RECORDS, Change, present_state, written
from geo.store import models as m
from geo.store.audit import note_act
from geo.store.scope import viewer_of


def undo(session: Session, edit_id: int, today: date) -> None:
    """Take an edit back: its places are as they were before. Undone twice, it is undone once.

    Raises
    ------
    ForbiddenError
        When the viewer may not make such an edit there.
    ConflictError
        When a later edit depends on it, an import changed its places, or flats, people or needs
        hang on a place that would go.
    """
    edit = _edit(session, edit_id)
    check_may(session, Act(edit.act), edit.compound_id)
    if edit.undone_on is not None:
        return
    changes = tuple(one.reversed() for one in changes_of(edit))
    _check_unchanged(session, edit, changes)
    _check_loose(session, changes)
    carried = json.loads(edit.carried) if edit.carried else {}
    heirs = _heirs_back(changes)
    edit.undone_on, edit.undone_by = today, viewer_of(session).name
    back = apply(session, changes, heirs)
    bring_back(session, _to_made(carried, changes))
    _keep_carried(session, edit_id, back)
    note_act(session, "place.edit_undone", subject=str(edit_id))


def redo(session: Session, edit_id: int) -> None:
    """Make an edit again that was undone. Made again twice, it is made once.

    Raises
    ------
    ForbiddenError
        When the viewer may not make such an edit there.
    ConflictError
        When its places changed since it was undone.
    """
    edit = _edit(session, edit_id)
    check_may(session, Act(edit.act), edit.compound_id)
    if edit.undone_on is None:
        return
    changes = changes_of(edit)
    _check_unchanged(session, edit, changes)
    _check_loose(session, tuple(one for one in changes if one.layer != "buildings"))
    back = json.loads(edit.carried) if edit.carried else {}
    edit.undone_on = edit.undone_by = None
    carried = apply(session, changes, _heirs_back(changes))
    bring_back(session, _to_made(back, changes))
    _keep_carried(session, edit_id, carried)
    note_act(session, "place.edit_redone", subject=str(edit_id))


def changes_of(edit: m.PlaceEdit) -> tuple[Change, ...]:
    """Return what an edit did."""
    return tuple(
        Change(
            one.layer,
            one.place_id,
            None if one.before is None else json.loads(one.before),
            None if one.after is None else json.loads(one.after),
        )
        for one in edit.changes
    )


def standing_after(session: Session, edit: m.PlaceEdit) -> m.PlaceEdit | None:
    """Return the first later edit that stands and touches a place of `edit`; None: none does."""
    own = select(m.PlaceChange.layer, m.PlaceChange.place_id).where(
        m.PlaceChange.edit_id == edit.id
    )
    places = {tuple(row) for row in session.execute(own)}
    touched = select(m.PlaceChange.edit_id, m.PlaceChange.layer, m.PlaceChange.place_id).join(
        m.PlaceEdit, m.PlaceEdit.id == m.PlaceChange.edit_id
    )
    later = touched.where(
        m.PlaceEdit.id > edit.id,
        m.PlaceEdit.undone_on.is_(None),
        m.PlaceChange.place_id.in_({key for _, key in places}),
    ).order_by(m.PlaceEdit.id)
    for found, layer, key in session.execute(later):
        if (layer, key) in places:
            return session.get(m.PlaceEdit, found)
    return None


def _edit(session: Session, edit_id: int) -> m.PlaceEdit:
    found = session.scalar(select(m.PlaceEdit).where(m.PlaceEdit.id == edit_id).with_for_update())
    if found is None:
        raise NotFoundError(
            f"there is no edit {edit_id} in your area", zh="没有这一次修改，或者它不在您的片区里。"
        )
    return found


def _check_unchanged(session: Session, edit: m.PlaceEdit, changes: tuple[Change, ...]) -> None:
    """Refuse when the places are not as the changes expect to find them."""
    if all(
        written(present_state(session, one.layer, one.id)) == written(one.before) for one in changes
    ):
        return
    later = standing_after(session, edit)
    if later is None:
        raise ConflictError(
            "these places changed since, by an import or another edit: change them anew instead",
            zh="这些地方后来被导入或别的修改动过：请直接再改一次。",
        )
    raise ConflictError(
        f"edit {later.id} of {later.account_name} came after and depends on it: "
        "undo that one first",
        zh=f"后来 {later.account_name} 又改过这里（第 {later.id} 次修改）：请先撤销那一次。",
    )


def _check_loose(session: Session, changes: tuple[Change, ...]) -> None:
    """Refuse when something else hangs on a place that would go."""
    moved_away = {one.id for one in changes if one.layer == "entrances"}
    for one in changes:
        if one.after is not None or one.layer == "ways":
            continue
        if one.layer == "buildings":
            doors = session.scalars(select(m.Entrance.id).where(m.Entrance.building_id == one.id))
            held = set(doors) - moved_away
        else:
            held = referred_to(session, RECORDS[one.layer], [one.id])
        if held:
            raise ConflictError(
                "something was registered there since: it cannot go any more",
                zh="后来这里又登记了东西，不能撤销了。",
            )


def _to_made(carried: dict[str, list[int]], changes: tuple[Change, ...]) -> dict[str, list[int]]:
    """Return what of `carried` goes back to buildings that `changes` make again."""
    made = {one.id for one in changes if one.layer == "buildings" and one.before is None}
    return {building: keys for building, keys in carried.items() if building in made}


def _keep_carried(session: Session, edit_id: int, carried: dict[str, list[int]]) -> None:
    """Note what the next step the other way brings back; nothing older stays."""
    kept = json.dumps(carried) if carried else None
    session.get_one(m.PlaceEdit, edit_id).carried = kept


def _heirs_back(changes: tuple[Change, ...]) -> dict[str, str]:
    """Return for each building that goes the one that stays, which takes its needs."""
    stays = [one.id for one in changes if one.layer == "buildings" and one.before and one.after]
    gone = [one.id for one in changes if one.layer == "buildings" and one.after is None]
    return dict.fromkeys(gone, stays[0]) if stays else {}
