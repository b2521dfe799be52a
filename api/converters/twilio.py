"""Twilio Conversational Intelligence: a transcript and its sentences, which its API gives separately, in one object."""

from api.converters.call import Given, Segment, Told
from api.converters.document import Node, first
from api.converters.speakers import is_bot_role, sides


def read(document: Node, given: Given) -> Told:
    """Read `{"transcript": …, "sentences": …}`: the Transcript resource and the list of its Sentences."""
    transcript, sentences = document["transcript"], document["sentences"].require()
    if isinstance(sentences.value, dict):  # the page as the API gives it
        sentences = sentences["sentences"].require()
    participants = list(transcript["channel"]["participants"])
    roles = {
        channel: role
        for each in participants
        if (channel := each["channel_participant"].label()) and (role := each["role"].text())
    }
    said = [(each["media_channel"].require().label() or "", each) for each in sentences]
    whose = sides([channel for channel, _ in said], given.bot_speaker, sentences, roles)
    numbers = [
        each["media_participant_id"]
        for each in participants
        if roles.get(each["channel_participant"].label() or "") and not is_bot_role(each["role"].text() or "")
    ]
    return Told(
        at=sentences,
        segments=[
            Segment(
                whose[channel],
                each["start_time"].number(),
                each["end_time"].number(),
                each["transcript"].text() or "",
                each,
            )
            for channel, each in said
        ],
        call_id=transcript["sid"],
        started_at=transcript["media_start_time"].moment(),
        created_at=transcript["date_created"].moment(),
        duration_s=transcript["duration"].number(),
        customer_number=first(*numbers).text() if numbers else None,
        metadata={
            "source": "twilio",
            "language": transcript["language_code"].text(),
            "recording_id": transcript["channel"]["media_properties"]["source_sid"].text(),
        },
    )
