from contextlib import suppress
from pathlib import Path

import pytest

from geo.batch.parts import Part, Told, kept_parts, parts_folder
from geo.errors import ConflictError, InputError

JOB: dict[str, str | None] = {"column": "address"}


def part(text: str) -> Part:
    return Part(text.encode(), b"", Told(rows=1, rejects=0, counts={"unit": 1}))


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text("address\n", encoding="utf-8")
    return path


def test_a_part_that_was_not_told_of_does_not_count(tmp_path: Path, given: Path) -> None:
    out = tmp_path / "out.csv"
    with kept_parts(out, JOB, (given,)) as parts:
        parts.keep(0, part("a"))
        parts.keep(2, part("c"))
        assert list(parts.data()) == [b"a"]
        parts.keep(1, part("b"))
        assert list(parts.data()) == [b"a", b"b", b"c"]
        assert [told.counts for told in parts.told()] == [{"unit": 1}] * 3
    assert not parts_folder(out).exists()


def test_two_runs_of_one_result_do_not_mix(tmp_path: Path, given: Path) -> None:
    out = tmp_path / "out.csv"
    with (
        kept_parts(out, JOB, (given,)),
        pytest.raises(ConflictError, match="another run is writing"),
        kept_parts(out, JOB, (given,)),
    ):
        pass


@pytest.mark.parametrize(("error", "kept"), [(InputError("bad row"), False), (OSError(28), True)])
def test_bad_input_drops_the_parts_and_a_full_disk_keeps_them(
    tmp_path: Path, given: Path, error: Exception, *, kept: bool
) -> None:
    out = tmp_path / "out.csv"
    with suppress(InputError, OSError), kept_parts(out, JOB, (given,)) as parts:
        parts.keep(0, part("a"))
        raise error
    with kept_parts(out, JOB, (given,)) as parts:
        assert len(list(parts.told())) == kept
