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


def test_a_turn_that_means_the_same_in_other_words_is_ranked():
    read = transcript(
        bot("Our office is on Main Street."),
        customer("My automobile was damaged in a crash yesterday."),
        bot("The invoice will follow by post."),
    )
    ranked = rank(read, ("vehicl", "accid"), words="was the vehicle in an accident")
    assert ranked[0][0].position == 1


def test_the_best_turns_of_a_long_call_lie_apart():
    turns = [bot(f"Item {number} is ready.") for number in range(200)]
    turns[50] = turns[51] = turns[52] = bot("The garden garden fence.")
    turns[150] = bot("A garden somewhere.")
    ranked = [line.position for line, _ in rank(transcript(*turns), ("garden",))]
    assert ranked[0] in (50, 51, 52)
    assert ranked[1] == 150


def test_a_word_that_only_frames_the_question_counts_for_less():
    read = transcript(bot("We discussed it."), bot("The fence is new."), customer("Fine."))
    ranked = rank(read, ("discuss", "fenc"), topic=("fenc",))
    assert ranked[0][0].position == 1


def test_a_reply_is_ranked_by_the_question_that_it_replies_to():
    read = transcript(
        bot("What is the name of your garden centre?"),
        customer("Miller and Sons."),
        bot("We sell tools."),
        customer("A garden centre is nice to have."),
    )
    ranked = [line.position for line, _ in rank(read, ("name", "garden", "centr"))]
    assert ranked[0] == 1
    assert ranked.index(0) < ranked.index(3)


def test_the_probabilities_of_a_calls_turns_make_one_at_most():
    ranked = rank(transcript(*TURNS), ("garden",), words="is there a garden")
    scores = [score for _, score in ranked]
    assert scores == sorted(scores, reverse=True)
    assert 0 < sum(scores) <= 1 + 1e-9


def test_what_follows_a_statement_takes_on_less_than_a_reply():
    asked = transcript(bot("Which fence do you want?"), customer("Oak."), bot("Fine."))
    told = transcript(bot("We have a fence."), customer("Oak."), bot("Fine."))
    scores = [{line.position: score for line, score in rank(read, ("fenc",))}[1] for read in (asked, told)]
    assert scores[0] > scores[1] > 0


def test_a_prompt_is_replied_to_like_a_question():
    read = transcript(bot("Right, and your PIN as well please."), customer("4711."), bot("Thanks."))
    assert read.replies(read.lines[1])
    assert not read.replies(read.lines[2])


def test_a_turn_that_names_a_kind_of_what_is_asked_for_is_found():
    read = transcript(bot("Hello."), customer("One coke and a burger."), bot("It will be there soon."))
    assert rank(read, ("drink",))[0][0].position == 1
