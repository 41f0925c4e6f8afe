"""The JSON of `solve-round`: a problem read, a plan written."""

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.walking.plan import Plan
from geo.walking.problem import Objective, Problem, Visit, Walker, Window


def read_problem(text: str) -> Problem:
    """Return the problem in JSON `text`.

    `windows`, `prize`, `required`, `people`, `max_s` and `seed` may be missing; a null in the
    matrix means that no way leads there.

    Raises
    ------
    InputError
        When the text is no JSON, a field is missing or of the wrong kind, or a time is impossible.
    """
    try:
        given = json.loads(text)
    except ValueError as error:
        raise InputError(f"the problem is not JSON: {error}") from error
    except RecursionError as error:
        raise InputError("the problem is not JSON of this form: nested too deeply") from error
    root = _mapping("the problem", given)
    objective = _objective(_field(root, "objective", "the problem"))
    visits = _list("visits", _field(root, "visits", "the problem"))
    walkers = _list("walkers", _field(root, "walkers", "the problem"))
    return Problem(
        travel_s=_matrix(_field(root, "travel_s", "the problem")),
        visits=tuple(_visit(i, v, objective) for i, v in enumerate(visits)),
        walkers=tuple(_walker(i, w) for i, w in enumerate(walkers)),
        objective=objective,
        seed=_whole("seed", root.get("seed", 0)),
    )


def plan_json(plan: Plan) -> str:
    """Return `plan` as the JSON text of a solution file, times in seconds."""
    routes = [
        {
            "walker": route.walker,
            "stops": [
                {
                    "visit": stop.visit,
                    "arrive_s": stop.arrive_s,
                    "start_s": stop.start_s,
                    "leave_s": stop.leave_s,
                }
                for stop in route.stops
            ],
            "travel_s": route.travel_s,
            "finish_s": route.finish_s,
        }
        for route in plan.routes
    ]
    skipped = [{"visit": skip.visit, "reason": skip.reason} for skip in plan.skipped]
    document = {
        "routes": routes,
        "skipped": skipped,
        "prize": plan.prize,
        "travel_s": plan.travel_s,
        "bound": plan.bound,
        "optimal": plan.optimal,
        "seconds": plan.seconds,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _visit(index: int, given: object, objective: Objective) -> Visit:
    where = f"visits[{index}]"
    row = _mapping(where, given)
    prize = row.get("prize")
    required = row.get("required")
    if required is None:
        required = objective is not Objective.MOST_PRIZE
    if not isinstance(required, bool):
        raise InputError(f"{where}.required is {required!r}: wanted true or false")
    return Visit(
        id=_name(f"{where}.id", _field(row, "id", where)),
        at=_whole(f"{where}.at", _field(row, "at", where)),
        service_s=_number(f"{where}.service_s", _field(row, "service_s", where)),
        windows=tuple(
            _window(f"{where}.windows[{i}]", w)
            for i, w in enumerate(_list(f"{where}.windows", row.get("windows") or []))
        ),
        prize=0.0 if prize is None else _number(f"{where}.prize", prize),
        required=required,
        people=_whole(f"{where}.people", row.get("people", 1)),
    )


def _walker(index: int, given: object) -> Walker:
    where = f"walkers[{index}]"
    row = _mapping(where, given)
    max_s = row.get("max_s")
    return Walker(
        id=_name(f"{where}.id", _field(row, "id", where)),
        start=_whole(f"{where}.start", _field(row, "start", where)),
        end=_whole(f"{where}.end", _field(row, "end", where)),
        shift=_window(f"{where}.shift", _field(row, "shift", where)),
        max_s=None if max_s is None else _number(f"{where}.max_s", max_s),
    )


def _matrix(given: object) -> npt.NDArray[np.float64]:
    rows = _list("travel_s", given)
    for index, row in enumerate(rows):
        if len(_list(f"travel_s[{index}]", row)) != len(rows):
            raise InputError(
                f"travel_s is not square: row {index} has {len(row)} numbers, "
                f"wanted {len(rows)} as there are {len(rows)} rows"
            )
        for column, cell in enumerate(row):
            if cell is not None and not _is_number(cell):
                raise InputError(f"travel_s[{index}][{column}] is {cell!r}: wanted seconds")
    filled = [[math.inf if cell is None else float(cell) for cell in row] for row in rows]
    return np.array(filled, dtype=float).reshape(len(rows), len(rows))


def _objective(given: object) -> Objective:
    if given not in list(Objective):
        wanted = ", ".join(Objective)
        raise InputError(f"objective is {given!r}: wanted one of {wanted}")
    return Objective(str(given))


def _window(where: str, given: object) -> Window:
    pair = _list(where, given)
    if len(pair) != 2:
        raise InputError(f"{where} has {len(pair)} numbers: wanted [from, to] in seconds")
    return _number(where, pair[0]), _number(where, pair[1])


def _field(row: dict[str, Any], name: str, where: str) -> object:
    if name not in row:
        raise InputError(f"{where} has no field {name!r}")
    return row[name]


def _is_number(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _number(where: str, given: object) -> float:
    if not _is_number(given):
        raise InputError(f"{where} is {given!r}: wanted a number")
    try:
        return float(given)  # type: ignore[arg-type]
    except OverflowError as error:
        raise InputError(f"{where} is too large a number") from error


def _whole(where: str, given: object) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise InputError(f"{where} is {given!r}: wanted a whole number")
    return given


def _name(where: str, given: object) -> str:
    if not isinstance(given, str):
        raise InputError(f"{where} is {given!r}: wanted a text")
    return given


def _checked(kind: type, wanted: str) -> Callable[[str, object], Any]:
    def check(where: str, given: object) -> Any:  # noqa: ANN401  # what JSON holds
        if not isinstance(given, kind):
            raise InputError(f"{where} is {type(given).__name__}: wanted {wanted}")
        return given

    return check


_mapping = _checked(dict, "an object with named fields")
_list = _checked(list, "a list")
