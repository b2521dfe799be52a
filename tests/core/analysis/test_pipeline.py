import hashlib
import os
import subprocess
import sys

import pytest

from core.analysis.engine import ENGINE, MODELS
from core.analysis.evidence import NotVerbatim, quote, require_verbatim
from core.analysis.pipeline import analyse
from core.analysis.reading import Sentence
from core.preprocessing import DEFAULT_FILLERS
from core.reports import Evidence
from tests.builders import Line, a_call, a_campaign, bot, customer
from tests.core.analysis.reading_builders import a_reading


def test_the_questions_are_answered_in_their_order() -> None:
    metrics = analyse(a_call(), a_campaign()).metrics
    assert [metric.question_id for metric in metrics] == [f"Q{number:03}" for number in range(1, 13)]


def test_the_turns_are_those_of_the_call_in_the_order_of_time() -> None:
    analysis = analyse(a_call([bot("b", at=9), customer("a", at=1), bot("c", at=12)], duration_s=20), a_campaign())
    assert [turn.turn for turn in analysis.turns] == [1, 0, 2]
    assert len(analysis.warnings) == 1


def test_scores_are_the_sums_of_their_parts() -> None:
    analysis = analyse(a_call(), a_campaign())
    for score in ("bot_performance_score", "customer_engagement_score", "overall_quality_score"):
        points = sum(part.points for part in analysis.score_parts if part.score == score)
        assert getattr(analysis, score) == pytest.approx(points, abs=0.005)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([bot("um"), customer("uh"), bot("hmm")], "Nothing but fillers"),
        ([bot("Hello"), bot("Anybody there?"), bot("Goodbye")], "The customer says nothing"),
        ([customer("Hello"), customer("Is there anybody?"), customer("Bye then")], "The bot says nothing"),
        ([bot("Hello there"), customer("Hello to you too")], "only 2 turns"),
        ([bot("Hello"), customer("Hi"), bot("Goodbye")], "only 1 word"),
        ([bot("Hi"), customer("Please leave a message after the tone."), bot("Bye")], "answering machine"),
        ([bot("Is this Ann?"), customer("No, you have the wrong number."), bot("Sorry")], "wrong number"),
    ],
)
def test_a_call_that_cannot_be_judged_says_why(lines: list[Line], reason: str) -> None:
    assert reason in (analyse(a_call(lines), a_campaign()).status_reason or "")


def test_a_proper_call_can_be_judged() -> None:
    assert analyse(a_call(), a_campaign()).status_reason is None


def test_other_fillers_may_be_left_out() -> None:
    lines = [bot("like"), customer("like"), bot("like")]
    assert analyse(a_call(lines), a_campaign(), fillers=("like",)).status_reason is not None


def test_the_engine_names_every_data_file_with_its_fingerprint() -> None:
    assert "background_frequencies.json" in ENGINE.models
    assert not any(name.endswith(".card.json") for name in ENGINE.models)
    for name, fingerprint in ENGINE.models.items():
        assert hashlib.sha256((MODELS / name).read_bytes()).hexdigest() == fingerprint


@pytest.mark.slow
def test_the_analysis_does_not_depend_on_the_hash_seed() -> None:
    script = (
        "from core.analysis.pipeline import analyse; from tests.builders import *;"
        "print(repr(analyse(a_call(SMALL_TALK * 3), a_campaign())))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(MODELS.parent.parent)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_a_quotation_is_cut_at_a_sentence_and_stays_verbatim() -> None:
    turn = a_reading(bot("  First sentence here. " + "Then a much longer second one follows. " * 9)).turns[0]
    item = quote(turn, limit=70)
    assert item.quote == "First sentence here. Then a much longer second one follows."
    assert item.quote in turn.utterance.raw


def test_a_quotation_without_sentences_is_cut_at_a_word() -> None:
    turn = a_reading(bot("word " * 100)).turns[0]
    assert quote(turn, Sentence(0, 499, turn.utterance.raw[:499]), limit=12).quote == "word word"
    assert quote(a_reading(bot("x" * 500)).turns[0], limit=10).quote == "x" * 10


def test_a_misquotation_is_refused() -> None:
    dialogue = a_reading(bot("Hello there")).dialogue
    require_verbatim([Evidence(0, 0.0, "bot", "Hello")], dialogue)
    for item in (Evidence(0, 0.0, "bot", "hello"), Evidence(1, 0.0, "bot", "Hello"), Evidence(0, 0.0, "bot", "")):
        with pytest.raises(NotVerbatim):
            require_verbatim([item], dialogue)


def test_other_fillers_make_another_engine() -> None:
    usual, other = (analyse(a_call(), a_campaign(), fillers=each).engine for each in (DEFAULT_FILLERS, ("basically",)))
    assert usual.models != other.models
    assert usual == analyse(a_call(), a_campaign()).engine
