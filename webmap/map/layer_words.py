"""The layers that a reader may colour the map by, and what the service says of one."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from flask_babel import gettext as _

from geo.services.map_layers import WITHHELD, Layer, may_see_layers
from geo.services.viewing import Role
from webmap.sheets.legend import COLOURS, ink_on, legend_classes, legend_json

NOT_TOLD = "#b9b2a5"
LIFT_OUT = "#ffffd4"
"""Where the lift is out and nobody upstairs is known to need it: the palest step of YlOrBr."""


def choices(role: Role) -> list[dict[str, str]]:
    """Return the layers that `role` may choose, needs first; none where there is no choice."""
    if not may_see_layers(role):
        return []
    return [
        {"id": "", "label": _("需求")},
        {
            "id": Layer.SILENCE.value,
            "label": _("久未联系"),
            "title": _("每栋楼的久未联系分数：没见到的月数 × 风险"),
            "unit": _("栋楼有人等着看望"),
            "note": _("分数合计 {n}"),
        },
        {
            "id": Layer.LIFT.value,
            "label": _("电梯停用"),
            "title": _("电梯停用的楼：楼上不便下楼的户数"),
            "unit": _("栋楼电梯停用"),
            "note": _("楼上 {n} 户不便下楼"),
        },
    ]


def answer(
    values: "pd.Series[int]", layer: Layer, roster: pd.DataFrame, today: date
) -> dict[str, Any]:
    """Return the layer as one column in the order of `roster`, with its legend and totals."""
    column = values.reindex(roster["id"])
    told = column[column.notna() & column.ne(WITHHELD)]
    sums = told.groupby(roster.set_index("id")["compound_id"].reindex(told.index)).sum()
    sums = sums[sums > 0]
    given = column.dropna()
    return {
        "values": [None if np.isnan(one) else int(one) for one in column.to_numpy(dtype=float)],
        "compounds": {"ids": sums.index.tolist(), "counts": sums.astype(int).tolist()},
        "classes": _classes(told.astype("int64"), layer, int(given.eq(WITHHELD).sum())),
        "totals": {
            "buildings": len(given) if layer is Layer.LIFT else int(told.gt(0).sum()),
            "sum": int(told.sum()),
        },
        "today": today.isoformat(),
    }


def _classes(told: "pd.Series[int]", layer: Layer, withheld: int) -> list[dict[str, Any]]:
    """Return the legend; the class of what is withheld begins at `WITHHELD`."""
    found: list[dict[str, Any]] = legend_json(legend_classes(told))
    if layer is Layer.LIFT and found[0]["colour"] == COLOURS[0]:
        found[0] |= {"colour": LIFT_OUT, "ink": ink_on(LIFT_OUT)}
    hidden = {
        "low": WITHHELD,
        "high": WITHHELD,
        "label": _("不列出"),
        "colour": NOT_TOLD,
        "ink": ink_on(NOT_TOLD),
        "buildings": withheld,
    }
    return [hidden, *found] if withheld else found
