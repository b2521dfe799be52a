"""Documents that are wrong are told where; those that are only strange are converted."""

from typing import Any

import pytest

from api.converters import Given, convert
from api.converters.call import PAUSE_S
from tests.converters.samples import document, given_with
from tests.converters.writers import (
    Said,
    amazon_transcribe,
    contact_lens,
    deepgram,
    deepgram_words,
    retell,
    twilio,
    vapi,
)


def faults_of(written_as: str, told: Any, **fields: Any) -> dict[str, list[str]]:
    call, faults = convert(written_as, told, given_with(written_as, **fields))
    assert (call is None) == bool(faults)
    return faults


def turns_of(written_as: str, told: Any, **fields: Any) -> list[tuple[str, float, str]]:
    call, faults = convert(written_as, told, given_with(written_as, **fields))
    assert faults == {}
    assert call is not None
    return [(each["speaker"], each["timestamp"], each["text"]) for each in call["conversation"]]


def a_vapi_report(*messages: dict[str, Any]) -> dict[str, Any]:
    about = {"startedAt": "2024-03-05T15:00:00Z", "assistant": {"name": "Ava"}, "call": {"id": "call-1"}}
    return {"message": {**about, "artifact": {"messages": list(messages)}}}


@pytest.mark.parametrize(
    ("written_as", "told", "place", "message"),
    [
        ("vapi", [], "body", "must be an object"),
        ("vapi", {}, "artifact.messages", "is required"),
        ("vapi", a_vapi_report(), "message.artifact.messages", "has nothing that was said"),
        ("vapi", a_vapi_report({"role": "bot", "message": 3}), "message.artifact.messages[0].message", "must be text"),
        ("vapi", a_vapi_report({"message": "Hi"}), "message.artifact.messages[0].role", "is required"),
        (
            "vapi",
            a_vapi_report({"role": "bot", "message": "Hi", "secondsFromStart": "soon"}),
            "message.artifact.messages[0].secondsFromStart",
            "must be a number",
        ),
        (
            "vapi",
            a_vapi_report({"role": "bot", "message": "x" * 20001}),
            "message.artifact.messages[0]",
            "must have at most 20000 characters in one piece",
        ),
        ("retell", {"call": {"transcript_object": {}}}, "call.transcript_object", "must be a list"),
        (
            "amazon-transcribe",
            {"jobName": "a", "results": {"items": [{"type": "pronunciation", "alternatives": [{"content": "Hi"}]}]}},
            "results.items[0].start_time",
            "is required",
        ),
        ("contact-lens", {"Channel": "CHAT", "Transcript": []}, "Channel", "must be VOICE: chats have no times"),
        (
            "contact-lens",
            {"Transcript": [{"ParticipantId": "AGENT", "Content": "Hi"}]},
            "Transcript[0].BeginOffsetMillis",
            "is required",
        ),
        ("deepgram", {"results": 7}, "results", "must be an object"),
        ("twilio", {"transcript": {"sid": "a"}}, "sentences", "is required"),
    ],
)
def test_a_fault_is_told_at_its_place_in_the_platforms_document(
    written_as: str, told: Any, place: str, message: str
) -> None:
    assert message in faults_of(written_as, told)[place]


def test_all_faults_are_told_at_once() -> None:
    faults = faults_of("contact-lens", {"Transcript": [{"ParticipantId": "AGENT"}, {"Content": "Hi"}]})
    assert set(faults) >= {"Transcript[0].BeginOffsetMillis", "Transcript[1].ParticipantId"}


def test_what_the_document_does_not_tell_has_to_be_given() -> None:
    told = deepgram("call-1", [Said("bot", 0, 100, "Hi")])
    call, faults = convert("deepgram", told, Given(campaign_id="FIBRE", bot_speaker="0"))
    assert call is None
    assert set(faults) == {"timestamp", "bot_name"}
    assert "--started-at" in faults["timestamp"][0]
    assert "--bot-name" in faults["bot_name"][0]


def test_a_call_needs_a_campaign() -> None:
    faults = faults_of("twilio", twilio("a", [Said("bot", 0, 100, "Hi")]), campaign_id=None)
    assert faults == {"campaign_id": ["is not told by the document: give --campaign"]}


def test_an_id_that_cannot_be_one_of_ours_is_told() -> None:
    assert set(faults_of("vapi", vapi("a/b", [Said("bot", 0, 100, "Hi")]))) == {"call_id"}


@pytest.mark.parametrize("label", ["spk_1", "1", "speaker 1", "SPK_1"])
def test_the_bot_is_named_in_any_of_the_usual_ways(label: str) -> None:
    story = [Said("bot", 0, 100, "Hello?"), Said("customer", 150, 300, "Ava here.")]
    turns = turns_of("amazon-transcribe", amazon_transcribe("a", story), bot_speaker=label)
    assert [speaker for speaker, _, _ in turns] == ["customer", "bot"]


def test_who_is_the_bot_has_to_be_said_where_only_voices_are_told_apart() -> None:
    told = amazon_transcribe("a", [Said("bot", 0, 100, "Hi"), Said("customer", 150, 300, "Yes?")])
    assert faults_of("amazon-transcribe", told, bot_speaker=None) == {
        "results.items": ["does not say who is the bot: give --bot-speaker, one of spk_0, spk_1"]
    }
    assert faults_of("amazon-transcribe", told, bot_speaker="spk_7") == {
        "results.items": ["has no speaker spk_7: --bot-speaker must be one of spk_0, spk_1"]
    }


def test_a_bot_that_says_nothing_leaves_the_customer_alone() -> None:
    told = amazon_transcribe("a", [Said("customer", 0, 100, "Hello?")])
    assert turns_of("amazon-transcribe", told, bot_speaker="spk_0") == [("customer", 0, "Hello?")]


def test_the_roles_of_a_platform_say_who_is_the_bot_unless_somebody_is_named() -> None:
    told = twilio("a", [Said("bot", 0, 100, "Hi"), Said("customer", 150, 300, "Yes?")])
    assert [each[0] for each in turns_of("twilio", told, bot_speaker=None)] == ["bot", "customer"]
    assert [each[0] for each in turns_of("twilio", told, bot_speaker="1")] == ["customer", "bot"]


def test_a_role_that_is_nobodys_does_not_say_who_is_the_bot() -> None:
    told = twilio("a", [Said("bot", 0, 100, "Hi"), Said("customer", 150, 300, "Yes?")])
    for participant in told["transcript"]["channel"]["participants"]:
        participant["role"] = "Unknown"
    faults = faults_of("twilio", told, bot_speaker=None)
    assert faults == {"sentences": ["does not say who is the bot: give --bot-speaker, one of 1, 2"]}


@pytest.mark.parametrize("written", [deepgram, deepgram_words])
def test_a_voice_without_a_label_beside_others_is_nobodys_and_told(written: Any) -> None:
    told = deepgram("a", [Said("bot", 0, 100, "Hi"), Said("customer", 150, 300, "Yes?")])
    if written is deepgram_words:
        words = [{"word": "hi", "start": 0, "end": 1, "speaker": 0}, {"word": "yes", "start": 2, "end": 3}]
        told["results"] = {"channels": [{"alternatives": [{"words": words}]}]}
        place = "results.channels[0].alternatives[0].words[1].speaker"
    else:
        del told["results"]["utterances"][1]["speaker"]
        place = "results.utterances[1].speaker"
    assert faults_of("deepgram", told) == {place: ["is required, as others have one"]}


def test_a_supervisor_is_neither_bot_nor_customer() -> None:
    told = contact_lens("a", [Said("bot", 0, 100, "Hi"), Said("customer", 150, 300, "Yes?")])
    told["Participants"].append({"ParticipantId": "s-1", "ParticipantRole": "SUPERVISOR"})
    told["Transcript"].append({"ParticipantId": "s-1", "Content": "Hm.", "BeginOffsetMillis": 4000})
    call, faults = convert("contact-lens", told, given_with("contact-lens"))
    assert faults == {}
    assert call is not None
    assert [each["text"] for each in call["conversation"]] == ["Hi", "Yes?"]
    assert call["metadata"]["other_speakers_turns"] == 1


def test_a_document_of_nothing_is_told_once() -> None:
    assert faults_of("vapi", {"document": None}) == {"document": ["is required"]}


def test_a_customer_who_is_alone_is_known_by_the_role() -> None:
    told = twilio("a", [Said("customer", 150, 300, "Hello?")])
    assert turns_of("twilio", told, bot_speaker=None) == [("customer", 1.5, "Hello?")]


def test_what_one_side_says_with_short_pauses_is_one_turn() -> None:
    pause = int(PAUSE_S * 100)
    story = [Said("bot", 0, 100, "Hello,"), Said("bot", 100 + pause, 400, "Ava here."), Said("bot", 601, 700, "Hello?")]
    assert turns_of("retell", retell("a", story)) == [("bot", 0, "Hello, Ava here."), ("bot", 6.01, "Hello?")]


def test_turns_are_in_the_order_of_time_whatever_order_they_come_in() -> None:
    told = twilio(
        "a", [Said("bot", 500, 600, "Two."), Said("customer", 900, 990, "Three."), Said("bot", 0, 90, "One.")]
    )
    assert [text for _, _, text in turns_of("twilio", told, bot_speaker=None)] == ["One.", "Two.", "Three."]


def test_blank_and_invisible_texts_are_no_turns() -> None:
    blank = [{"role": "user", "message": text, "secondsFromStart": 3} for text in ("", "  ", "\u200b", None)]
    told = a_vapi_report({"role": "bot", "message": "Hi", "secondsFromStart": 1}, *blank)
    assert turns_of("vapi", told) == [("bot", 1, "Hi")]


def test_times_before_the_call_are_its_beginning_and_missing_ones_follow_on() -> None:
    told = a_vapi_report(
        {"role": "bot", "message": "Hi", "secondsFromStart": -0.2},
        {"role": "user", "message": "Who is it?"},
        {"role": "bot", "message": "Ava."},
    )
    call, faults = convert("vapi", told, given_with("vapi"))
    assert faults == {}
    assert call is not None
    assert [each["timestamp"] for each in call["conversation"]] == [0, 0.4, 1.6]
    assert call["metadata"]["estimated_times"] == 2
    assert call["duration_seconds"] == 2


def test_ten_thousand_turns_are_converted_and_one_more_is_told() -> None:
    story = [Said(("bot", "customer")[n % 2], n * 100, n * 100 + 90, f"Turn {n}.") for n in range(10_001)]
    assert len(turns_of("vapi", vapi("a", story[:-1]))) == 10_000
    assert faults_of("vapi", vapi("a", story)) == {"message.artifact.messages": ["must have at most 10000 turns"]}


def test_a_long_speech_is_split_where_a_turn_would_be_too_long() -> None:
    story = [Said("bot", n * 100, n * 100 + 90, "word " * 999) for n in range(10)]
    turns = turns_of("vapi", vapi("a", story))
    assert len(turns) == 3
    assert " ".join(text for _, _, text in turns).split() == ["word"] * 9990


def test_what_stands_beside_a_document_holds() -> None:
    beside = {
        "call_id": "mine-1",
        "campaign_id": "SOLAR",
        "timestamp": "2024-06-01T10:00:00+02:00",
        "bot_name": "Ava 2",
        "bot_speaker": 1,
        "metadata": {"campaign_segment": "homeowners", "source": "our dialler"},
        "document": deepgram("call-1", [Said("bot", 0, 100, "Hi"), Said("customer", 150, 300, "Yes?")]),
    }
    call, faults = convert("deepgram", beside, given_with("deepgram", campaign_id=None))
    assert faults == {}
    assert call is not None
    assert [call[name] for name in ("call_id", "campaign_id", "timestamp", "bot_name")] == [
        "mine-1", "SOLAR", "2024-06-01T08:00:00Z", "Ava 2",
    ]  # fmt: skip
    assert call["metadata"] == {"source": "our dialler", "campaign_segment": "homeowners"}
    assert [each["speaker"] for each in call["conversation"]] == ["customer", "bot"]


def test_the_campaign_that_is_given_holds_for_all() -> None:
    beside = {"campaign_id": "SOLAR", "document": document("vapi/fibre-upgrade.json")}
    call, _ = convert("vapi", beside, given_with("vapi", campaign_id="FIBRE"))
    assert call is not None
    assert call["campaign_id"] == "FIBRE"


def test_what_may_not_stand_beside_a_document_is_told() -> None:
    told = {"document": document("vapi/fibre-upgrade.json"), "metadata": [], "bot": "Ava", "timestamp": "yesterday"}
    assert set(faults_of("vapi", told)) == {"metadata", "bot", "timestamp"}


def test_the_time_of_the_transcript_stands_in_only_where_that_is_asked_for() -> None:
    told = document("deepgram/mobile-plan.json")
    assert set(faults_of("deepgram", told, started_at=None)) == {"timestamp"}
    call, _ = convert("deepgram", told, given_with("deepgram", started_at=None, created_will_do=True))
    assert call is not None
    assert call["timestamp"] == "2024-03-06T10:02:11.482Z"


def test_a_file_that_connect_wrote_names_the_contact() -> None:
    told = {"Transcript": [{"ParticipantId": "AGENT", "Content": "Hi", "BeginOffsetMillis": 0}]}
    call, _ = convert("contact-lens", told, given_with("contact-lens", name="2f9c-77_analysis_2024-03-05T15:00:00Z"))
    assert call is not None
    assert call["call_id"] == "2f9c-77"
