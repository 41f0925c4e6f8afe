"""`peoples-map solve-round`: the order of visits of a round, from a problem file to a plan file."""

import tempfile
from pathlib import Path

import click

from geo.errors import InputError
from geo.walking.meeting import solve_with_meetings
from geo.walking.problem_json import plan_json, read_problem
from geo.walking.solver import SECONDS


@click.command("solve-round", short_help="Find the order of visits of a round.")
@click.argument("problem", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Solution file to write (JSON).",
)
@click.option(
    "--seconds",
    type=float,
    help=f"Wall time of solving; a time limit is not reproducible. Default {SECONDS}.",
)
@click.option(
    "--iterations",
    type=int,
    help="Iterations of search instead of a time: the same problem gives the same bytes.",
)
@click.pass_context
def solve_round(
    ctx: click.Context, problem: Path, out: Path, seconds: float | None, iterations: int | None
) -> None:
    """Solve PROBLEM, a JSON file with travel_s, visits, walkers and objective.

    Exit status 1 when a required visit had to be left out: the plan is still written and names
    the window or budget.
    """
    if seconds is not None and iterations is not None:
        raise InputError("give --seconds or --iterations, not both")
    given = read_problem(_text(problem))
    limit_s = SECONDS if seconds is None else seconds
    plan = solve_with_meetings(given, seconds=limit_s, iterations=iterations)
    _write(out, plan_json(plan))
    for skip in plan.dropped:
        click.echo(f"left out {skip.visit}: {skip.reason}", err=True)
    ctx.exit(1 if plan.dropped else 0)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text: save it as JSON") from error


def _write(path: Path, text: str) -> None:
    """Write `text` to `path`, whole or not at all."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".draft-") as folder:
            draft = Path(folder) / path.name
            draft.write_text(text, encoding="utf-8")
            draft.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
