"""Which turns a topic is found in."""

from core.analysis.pipeline import analyse
from core.answering.retrieve import coverage, matches, mentions, rank, replies_to
from core.answering.transcript import Transcript, read_transcript
from tests.builders import Line, a_call, a_campaign, bot, customer

TURNS = (
    bot("Do you have a garden at home?"),
    customer("Yes, a small one."),
    bot("Our lawn mower costs 300 dollars."),
    customer("The price is high. I have two cats."),
)


def transcript(*turns: Line) -> Transcript:
    call, campaign = a_call(turns), a_campaign()
    return read_transcript(call, campaign, analyse(call, campaign))


def test_the_turn_that_says_it_is_ranked_first_and_its_neighbours_follow():
    ranked = [line.position for line, _ in rank(transcript(*TURNS), ("garden",))]
    assert ranked[0] == 0
    assert ranked[1] == 1


def test_nothing_is_ranked_for_a_topic_that_is_absent():
    assert rank(transcript(*TURNS), ("unicorn",)) == ()


def test_coverage_is_the_share_of_the_weight_of_a_topic():
    read = transcript(*TURNS)
    assert coverage(read, ("garden",), {"garden"}) == 1
    assert 0 < coverage(read, ("garden", "unicorn"), {"garden"}) < 0.5
    assert coverage(read, (), {"garden"}) == 0


def test_words_of_the_same_meaning_match_for_less():
    found = matches(transcript(*TURNS), ("price",))
    assert [match.line.position for match in found] == [2, 3]
    assert found[0].coverage < found[1].coverage == 1


def test_a_mention_is_literal_where_it_can_be():
    assert [match.line.position for match in mentions(transcript(*TURNS), ("price",))] == [3]
    assert [match.line.position for match in mentions(transcript(*TURNS), ("expens",))] == [2, 3]


def test_a_question_and_its_reply_are_found_together():
    ((asked, reply),) = replies_to(transcript(*TURNS), ("garden",), "customer")
    assert (asked.position, reply.position) == (0, 1)


def test_turns_are_read_in_the_order_of_time():
    read = transcript(bot("Second.", at=5), customer("First.", at=1))
    assert [line.turn.index for line in read.lines] == [1, 0]
