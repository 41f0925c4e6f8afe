"""The flat that a form names: by its key, or as it was typed where no script ran."""

from flask import request

from geo.errors import InputError
from geo.services.viewing import Session
from webmap.access import viewer
from webmap.language import language
from webmap.map.kept import place_index


def wanted_flat(session: Session, *, required: bool = False) -> str:
    """Return the key of the flat in ``unit_id`` or ``q``; empty where none was named.

    Raises
    ------
    InputError
        When nothing of that address is known, or none was named and one is `required`.
    """
    unit, text = request.form.get("unit_id", ""), request.form.get("q", "").strip()
    if unit or not (text or required):
        return unit
    hits = place_index(session, viewer(), language()).find(text) if text else []
    found = next((hit.unit for hit in hits if hit.unit), None)
    if found is None:
        raise InputError(
            f"no home is known as {text!r}: write building, entrance and flat",
            zh=f"找不到“{text}”：请写清楼号、单元和门牌。",
        )
    return found
