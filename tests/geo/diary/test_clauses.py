from geo.diary.clauses import REACH, SENTENCE_REACH, Clauses


def test_words_around_a_sign_end_with_their_clause() -> None:
    clauses = Clauses("他说了,明天上午来修,好。后天再来")
    at = clauses.text.index("上午")
    assert clauses.before(at) == "明天"
    assert clauses.after(at + 2) == "来修,"
    assert clauses.around(at, at + 2) == "明天上午来修,"
    assert clauses.told_before(at) == "他说了,明天"
    assert clauses.told_after(at, at + 2) == "来修,好。"


def test_words_around_a_sign_reach_only_so_far_where_a_text_has_no_stops() -> None:
    clauses = Clauses("好" * 1000)
    assert len(clauses.before(500)) == len(clauses.after(500)) == REACH
    assert len(clauses.around(500, 502)) == 2 * REACH + 2
    assert len(clauses.told_before(500)) == len(clauses.told_after(500, 502)) == SENTENCE_REACH
