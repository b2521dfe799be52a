"""A known call in the shape of each platform, as its public description has it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

STARTED = datetime(2024, 3, 5, 15, tzinfo=UTC)
_EPOCH_MS = int(STARTED.timestamp() * 1000)


@dataclass(frozen=True)
class Said:
    """A turn whose words are spoken evenly; times in hundredths of a second, which all platforms can write."""

    speaker: str
    start: int
    end: int
    text: str

    @property
    def words(self) -> list[tuple[str, float, float]]:
        words = self.text.split()
        step = (self.end - self.start) / len(words)
        starts = [round((self.start + step * n) / 100, 2) for n in range(len(words))]
        return list(zip(words, starts, [*starts[1:], self.end / 100], strict=True))


Story = list[Said]


def vapi(call_id: str, story: Story) -> Any:
    roles = {"bot": "bot", "customer": "user"}
    messages = [
        {
            "role": roles[each.speaker],
            "message": each.text,
            "time": _EPOCH_MS + each.start * 10,
            "endTime": _EPOCH_MS + each.end * 10,
            "secondsFromStart": each.start / 100,
        }
        for each in story
    ]
    report = {"startedAt": "2024-03-05T15:00:00.000Z", "assistant": {"name": "Ava"}, "call": {"id": call_id}}
    return {"message": {**report, "artifact": {"messages": [{"role": "system", "message": "Be kind."}, *messages]}}}


def retell(call_id: str, story: Story) -> Any:
    roles = {"bot": "agent", "customer": "user"}
    turns = [
        {
            "role": roles[each.speaker],
            "content": each.text,
            "words": [{"word": word, "start": start, "end": end} for word, start, end in each.words],
        }
        for each in story
    ]
    call = {"call_id": call_id, "agent_name": "Ava", "start_timestamp": _EPOCH_MS, "transcript_object": turns}
    return {"event": "call_ended", "call": call}


def _item(word: str, start: float, end: float, **label: str) -> dict[str, Any]:
    times = {"start_time": f"{start}", "end_time": f"{end}"}
    return {"type": "pronunciation", "alternatives": [{"content": word, "confidence": "0.9"}], **times, **label}


def amazon_transcribe(call_id: str, story: Story) -> Any:
    voices = {"bot": "spk_0", "customer": "spk_1"}
    items = [_item(*word, speaker_label=voices[each.speaker]) for each in story for word in each.words]
    return {"jobName": call_id, "results": {"transcripts": [], "items": items}}


def amazon_transcribe_channels(call_id: str, story: Story) -> Any:
    channels = [
        {
            "channel_label": label,
            "items": [
                _item(*word, channel_label=label) for each in story if each.speaker == side for word in each.words
            ],
        }
        for label, side in (("ch_0", "bot"), ("ch_1", "customer"))
    ]
    return {"jobName": call_id, "results": {"transcripts": [], "items": [], "channel_labels": {"channels": channels}}}


def contact_lens(call_id: str, story: Story) -> Any:
    roles = {"bot": "AGENT", "customer": "CUSTOMER"}
    turns = [
        {
            "Id": f"{n}",
            "ParticipantId": roles[each.speaker],
            "Content": each.text,
            "BeginOffsetMillis": each.start * 10,
            "EndOffsetMillis": each.end * 10,
        }
        for n, each in enumerate(story)
    ]
    participants = [{"ParticipantId": role, "ParticipantRole": role} for role in roles.values()]
    about = {"Channel": "VOICE", "CustomerMetadata": {"ContactId": call_id}, "Participants": participants}
    return {**about, "Transcript": turns}


def deepgram(call_id: str, story: Story) -> Any:
    utterances = [
        {
            "start": each.start / 100,
            "end": each.end / 100,
            "channel": 0,
            "speaker": int(each.speaker == "customer"),
            "transcript": each.text,
        }
        for each in story
    ]
    return {"metadata": {"request_id": call_id}, "results": {"channels": [], "utterances": utterances}}


def deepgram_words(call_id: str, story: Story) -> Any:
    channels = [
        {
            "alternatives": [
                {
                    "words": [
                        {"word": word.lower(), "punctuated_word": word, "start": start, "end": end}
                        for each in story
                        if each.speaker == side
                        for word, start, end in each.words
                    ]
                }
            ]
        }
        for side in ("bot", "customer")
    ]
    return {"metadata": {"request_id": call_id}, "results": {"channels": channels}}


def twilio(call_id: str, story: Story) -> Any:
    channels = {"bot": 2, "customer": 1}
    sentences = [
        {
            "media_channel": channels[each.speaker],
            "sentence_index": n,
            "start_time": f"{each.start / 100:.2f}",
            "end_time": f"{each.end / 100:.2f}",
            "transcript": each.text,
        }
        for n, each in enumerate(story)
    ]
    participants = [{"channel_participant": 2, "role": "Agent"}, {"channel_participant": 1, "role": "Customer"}]
    transcript = {"sid": call_id, "media_start_time": "2024-03-05T15:00:00Z", "channel": {"participants": participants}}
    return {"transcript": transcript, "sentences": sentences}


WRITERS: list[tuple[str, Callable[[str, Story], Any]]] = [
    ("vapi", vapi),
    ("retell", retell),
    ("amazon-transcribe", amazon_transcribe),
    ("amazon-transcribe", amazon_transcribe_channels),
    ("contact-lens", contact_lens),
    ("deepgram", deepgram),
    ("deepgram", deepgram_words),
    ("twilio", twilio),
]
