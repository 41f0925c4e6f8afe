import random

from rapidfuzz.process import extract

from geo.address.similar import SimilarNames

FIRST = "柳槐杨松柏梅兰竹菊荷云河湖海江山林园星月春夏秋冬"
LAST = ["小区", "花园", "家园", "苑", "里"]


def test_the_likest_of_all_names_is_found_without_looking_at_all() -> None:
    random_ = random.Random(5)  # noqa: S311 - repeatable, not secret
    names = sorted(
        {"".join(random_.choices(FIRST, k=3)) + random_.choice(LAST) for _ in range(2_000)}
    )
    index = SimilarNames(names)
    for _ in range(100):
        slip = list(random_.choice(names))
        slip[random_.randrange(len(slip))] = random_.choice(FIRST)
        asked = "".join(slip)
        (_, likest, _), *_ = extract(asked, names, limit=1)
        found = index.most_like(asked, 3)
        assert extract(asked, [names[at] for at in found], limit=1)[0][1] == likest


def test_a_name_that_shares_nothing_still_gets_as_many_as_asked() -> None:
    assert len(SimilarNames(["柳荫里", "领秀国际", "机床厂宿舍"]).most_like("abc", 2)) == 2


def test_more_than_there_are_gives_all() -> None:
    assert SimilarNames(["柳荫里"]).most_like("柳荫", 5) == [0]
    assert SimilarNames([]).most_like("柳荫", 5) == []
