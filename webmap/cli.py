"""The command line `peoples-map`: finds commands, turns errors into a sentence and a status.

Exit status: 0 done; 1 done, but something was rejected or dropped; 2 nothing done.
"""

import sys
from importlib import import_module

import click

from geo.errors import GeoError
from webmap.commands.wording import command_language, said_error, say, speak

COMMANDS: dict[str, str] = {
    "backup": "backup",
    "demo": "demo",
    "doctor": "doctor",
    "evaluate": "evaluate",
    "export": "export",
    "geocode": "geocode",
    "hotspots": "hotspots",
    "import": "imports:import_group",
    "init": "init",
    "read-diary": "read_diary",
    "restore": "restore",
    "serve": "serve",
    "snapshot": "snapshot",
    "solve-round": "solve_round",
    "tiles": "tiles",
    "user": "user",
}
"""Name of each command -> the module in ``webmap.commands`` that holds it under the same name.

``module:attribute`` where the name of the command cannot be the name of a function.
"""


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return command `cmd_name`, or None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        name, _, attribute = COMMANDS[cmd_name].partition(":")
        module = import_module(f"webmap.commands.{name}")
        command: click.Command = getattr(module, attribute or cmd_name.replace("-", "_"))
        return speak(command)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="peoples-map")
def peoples_map() -> None:
    """Look after neighbours with a map: diary, needs, rounds, hotspots."""


def main() -> None:
    """Run the command line; every error is one sentence on standard error and status 2."""
    try:
        speak(peoples_map)
        status = peoples_map.main(prog_name="peoples-map", standalone_mode=False)
    except click.exceptions.Abort:
        say("stopped", err=True)
        sys.exit(2)
    except click.UsageError as error:
        _show_usage(error)
        sys.exit(2)
    except click.ClickException as error:
        say(f"error: {error.format_message()}", err=True)
        sys.exit(2)
    except GeoError as error:
        say(f"error: {said_error(error)}", err=True)
        sys.exit(2)
    sys.exit(status or 0)


def _show_usage(error: click.UsageError) -> None:
    """Say what is wrong with the words of a command, and how it is called."""
    if command_language() == "en" or error.ctx is None:
        error.show()
        return
    click.echo(error.ctx.get_usage(), err=True)
    say(f"error: {error.format_message()}", err=True)
