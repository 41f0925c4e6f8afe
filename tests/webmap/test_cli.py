"""The command line says what it can do and turns errors into one sentence and a status."""

import subprocess
import sys


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "from webmap.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )


def test_help_is_printed() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "Look after neighbours" in done.stdout


def test_an_unknown_command_is_status_2() -> None:
    done = run("fly")
    assert done.returncode == 2
    assert "No such command 'fly'" in done.stderr
