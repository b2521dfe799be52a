"""The dialogues of the demo: what is kept of them, and the calls that are made of them."""

from collections import Counter
from pathlib import Path

import pytest

from api.contract import CONTRACT
from api.demo.convert import INVENTED_START, is_timed, to_transcription
from api.demo.sample import CORPUS_NAMES, Dialogue, campaigns, dialogues
from core.calls import Turn
from core.preprocessing.dialogue import place_in_time
from training import demo_sample

CORPORA = Path(__file__).resolve().parents[4] / "shared" / "data"


def a_dialogue(*turns: tuple[str, float | None, str], **labels: object) -> Dialogue:
    spoken = tuple({"speaker": speaker, "timestamp": at, "text": text} for speaker, at, text in turns)
    return Dialogue("star-1", "star", "STAR_BANK", {"chosen_as": "ordinary", **labels}, spoken)


def test_every_campaign_is_one_that_the_contract_takes() -> None:
    for campaign in campaigns():
        assert not CONTRACT.faults("CreateCampaignRequest", campaign)


def test_the_dialogues_together_are_a_batch_without_faults() -> None:
    batch = {"transcription": [to_transcription(dialogue) for dialogue in dialogues()]}
    assert not CONTRACT.faults("ProcessConversationRequest", batch)


def test_every_dialogue_has_an_id_of_its_own_and_a_campaign_of_the_demo() -> None:
    sample = dialogues()
    assert len({dialogue.id for dialogue in sample}) == len(sample)
    assert {dialogue.campaign for dialogue in sample} == {campaign["code"] for campaign in campaigns()}


def test_both_corpora_and_all_their_kinds_are_there() -> None:
    kinds = Counter((dialogue.corpus, dialogue.labels["chosen_as"]) for dialogue in dialogues())
    assert kinds == {
        **{("star", kind): number for kind, number in demo_sample.STAR_KINDS.items()},
        **{("persuasion_for_good", kind): number for kind, number in demo_sample.P4G_KINDS.items()},
    }


def test_the_analysis_has_nothing_to_warn_of_in_the_times() -> None:
    for call in map(to_transcription, dialogues()):
        turns = [Turn(at, t["speaker"], t["timestamp"], t["text"]) for at, t in enumerate(call["conversation"])]
        assert place_in_time(turns, call["duration_seconds"]).warnings == ()


def test_times_of_the_corpus_are_kept_and_the_call_ends_with_its_last_words() -> None:
    call = to_transcription(a_dialogue(("customer", 0.0, "Hello"), ("bot", 17.0, "May I have your name")))
    assert [turn["timestamp"] for turn in call["conversation"]] == [0.0, 17.0]
    assert call["duration_seconds"] == pytest.approx(17.0 + 1.0 + 5 * 0.26)


def test_without_times_each_turn_starts_when_the_words_before_it_have_been_said() -> None:
    untimed = a_dialogue(("bot", None, "Hello"), ("customer", None, "Who is there"), ("bot", None, "Me"))
    call = to_transcription(untimed)
    assert not is_timed(untimed)
    assert [turn["timestamp"] for turn in call["conversation"]] == pytest.approx([0.0, 1.26, 3.04])
    assert call["duration_seconds"] == pytest.approx(4.3)


def test_words_are_posted_as_the_corpus_has_them() -> None:
    for dialogue in dialogues():
        said = [turn["text"] for turn in to_transcription(dialogue)["conversation"]]
        assert said == [turn["text"] for turn in dialogue.turns]


@pytest.mark.parametrize(
    ("labels", "outcome"),
    [
        ({"donated": True}, "donated"),
        ({"donated": False}, "did not donate"),
        ({"goal_achieved": True}, "goal achieved"),
        ({"goal_achieved": False}, "goal not achieved"),
    ],
)
def test_what_came_of_it_is_told_as_metadata(labels: dict[str, bool], outcome: str) -> None:
    call = to_transcription(a_dialogue(("customer", 0.0, "Hello"), **labels))
    assert call["metadata"]["interaction_outcome"] == outcome


def test_no_outcome_is_told_where_nobody_was_asked() -> None:
    call = to_transcription(a_dialogue(("customer", 0.0, "Hello"), goal_achieved=None))
    assert "interaction_outcome" not in call["metadata"]


def test_the_sources_name_every_corpus_its_licence_and_what_was_invented() -> None:
    said = (Path(demo_sample.TARGET).parent / "SOURCES.md").read_text(encoding="utf-8")
    for expected in (
        *CORPUS_NAMES.values(),
        "Copyright (c) 2020 Rasa Technologies GmbH",
        "Apache License, Version 2.0",
    ):
        assert expected in said
    assert INVENTED_START in said


@pytest.mark.slow
@pytest.mark.skipif(not (CORPORA / "star").exists(), reason="the corpora are not on this machine")
def test_the_rule_chooses_the_same_dialogues_byte_for_byte() -> None:
    samples = demo_sample.choose_star(CORPORA) + demo_sample.choose_p4g(CORPORA)
    assert demo_sample.lines(samples) == demo_sample.TARGET.read_bytes()


def test_the_rule_takes_the_rarest_kind_and_knows_the_task_that_came_first() -> None:
    turns = [{"speaker": "bot", "timestamp": 0.0, "text": "Sorry", "labels": {"action_label": "out_of_scope"}}]
    labels = {"customer_annoyed": False, "multi_task": True, "domains": ["bank", "plane"]}
    chosen = [{"task": "plane_book", "timestamp": 9.0}, {"task": "bank_balance", "timestamp": 2.0}]
    record = {"id": "star-9", "turns": turns, "labels": {**labels, "task_selections": chosen}}
    assert demo_sample.star_kind(record) == "out of scope"
    assert demo_sample.star_domain(record) == "bank"
    assert demo_sample.star_kind({**record, "labels": {**labels, "customer_annoyed": True}}) == "annoyed"
    assert demo_sample.star_kind({**record, "turns": []}) == "several tasks"
