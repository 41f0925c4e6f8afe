"""What the README says is what the code does."""

from tests.readme_tables import PARTS, README, filled

TEXT = README.read_text(encoding="utf-8")


def test_its_tables_are_made_from_the_code() -> None:
    assert all(f"<!-- {name} -->" in TEXT for name in PARTS)
    assert filled(TEXT) == TEXT, "run: python -m tests.readme_tables"


def test_it_holds_the_two_commands() -> None:
    assert "pip install . && .venv/bin/peoples-map demo" in TEXT
    assert "<!-- test command -->\n```sh\n" in TEXT
