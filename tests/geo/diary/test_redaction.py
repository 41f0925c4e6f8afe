import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.address.values import Span
from geo.diary.redaction import (
    FILLER,
    Mask,
    Secret,
    blanked,
    masked_name,
    number_masks,
    redacted,
)

WORDS = st.text(alphabet="王阿姨电话是,。号楼单元家住请打 ", max_size=12)


@given(WORDS, st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), WORDS)
def test_a_mobile_number_never_survives(before: str, phone: str, after: str) -> None:
    text = before + phone + after
    shown = redacted(text, number_masks(text))
    assert phone not in shown
    assert f"{phone[:3]}****{phone[-4:]}" in shown


@given(
    WORDS,
    st.from_regex(
        r"21010[1-9](19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])000[0-9X]", fullmatch=True
    ),
    WORDS,
)
def test_an_identity_number_never_survives_even_with_a_wrong_check_sign(
    before: str, card: str, after: str
) -> None:
    text = before + card + after
    masks = number_masks(text)
    assert [mask.kind for mask in masks] == [Secret.ID_CARD]
    assert card[:6] not in redacted(text, masks)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("单位的024-00008642,", "024-00008642"),
        ("座机(024)00008642", "(024)00008642"),
        ("打138 0000 5678", "138 0000 5678"),
        ("打138-0000-5678", "138-0000-5678"),
        ("手机１３８００００５６７８", "１３８００００５６７８"),
        ("号码+8613800005678", "+8613800005678"),
        ("幺三八零零零零五六七八", "幺三八零零零零五六七八"),
        ("联系138.0000.5678", "138.0000.5678"),
        ("138——0000——5678", "138——0000——5678"),
        ("手机1380 000 5678", "1380 000 5678"),
        ("打138000 05678", "138000 05678"),
        ("么三八 零零零零 五六七八", "么三八 零零零零 五六七八"),
        ("座机00008642", "00008642"),
        ("家里电话是0000 8642", "0000 8642"),
        ("单位024-0000 8642", "024-0000 8642"),
        ("电话1 3 8 0 0 0 0 5 6 7 8", "1 3 8 0 0 0 0 5 6 7 8"),
        ("手机(138)0000-5678", "(138)0000-5678"),
        ("座机八位:0000-8642", "0000-8642"),
        ("身份证2101051947031 10009", "2101051947031 10009"),
        ("银行卡6222 0000 0000 0000 123", "6222 0000 0000 0000 123"),
        ("卡号6222000000000000123", "6222000000000000123"),
    ],
)
def test_phones_are_found_as_people_write_them(text: str, secret: str) -> None:
    assert [text[m.span.start : m.span.end] for m in number_masks(text)] == [secret]


@pytest.mark.parametrize(
    "text",
    [
        "5号楼2单元1502",
        "打120或12345",
        "3-2-501和7-1-402",
        "2022年10月14日",
        "1502 302 1702都停水",
        "手机打不通,1301 1302",
        "座机打到1502",
        "400、401、402",
    ],
)
def test_homes_and_call_numbers_are_no_phones(text: str) -> None:
    assert number_masks(text) == ()


@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_blanking_keeps_the_length(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    blank = blanked(text, [Span(start, end)])
    assert len(blank) == len(text)
    assert blank[start:end] == FILLER * (end - start)


def test_overlapping_masks_show_the_longer() -> None:
    masks = [Mask(Span(0, 3), Secret.NAME, "孙*"), Mask(Span(0, 2), Secret.NAME, "?")]
    assert redacted("孙佩琴在家", masks) == "孙*在家"


def test_a_double_surname_is_kept_whole() -> None:
    assert masked_name("欧阳春梅", "欧阳") == "欧阳*"
