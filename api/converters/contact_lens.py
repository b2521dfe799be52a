"""Contact Lens of Amazon Connect: the analysed file of a call, and the segments of its real-time API."""

from collections.abc import Iterator

from api.converters.call import Given, Segment, Told
from api.converters.document import Node, first
from api.converters.speakers import is_other_role, sides


def read(document: Node, given: Given) -> Told:
    """Read `Transcript`, or the transcripts among `Segments`."""
    channel = document["Channel"].text()
    if channel not in (None, "VOICE"):
        document["Channel"].blame("must be VOICE: chats have no times")
    turns = first(document["Transcript"], document["Segments"]).require()
    spoken = list(_spoken(turns, document["Segments"].value is turns.value))
    roles = {
        each["ParticipantId"].text() or "": role
        for each in document["Participants"]
        if (role := each["ParticipantRole"].text())
    }
    for turn in spoken:
        if (label := _label(turn)) and (role := turn["ParticipantRole"].text()):
            roles.setdefault(label, role)
    roles = {"AGENT": "AGENT", "CUSTOMER": "CUSTOMER", "SYSTEM": "SYSTEM"} | roles
    said = [(label, turn) for turn in spoken if (label := _label(turn)) and roles.get(label) != "SYSTEM"]
    others = {label for label, _ in said if label != given.bot_speaker and is_other_role(roles.get(label, "CUSTOMER"))}
    heard = len(said)
    said = [(label, turn) for label, turn in said if label not in others]
    whose = sides([label for label, _ in said], given.bot_speaker, turns, roles)
    return Told(
        at=turns,
        segments=[
            Segment(
                whose[label],
                turn["BeginOffsetMillis"].require().milliseconds(),
                turn["EndOffsetMillis"].milliseconds(),
                turn["Content"].text() or "",
                turn,
            )
            for label, turn in said
        ],
        call_id=_call_id(document, given.name),
        duration_s=document["ConversationCharacteristics"]["TotalConversationDurationMillis"].milliseconds(),
        metadata={
            "source": "contact-lens",
            "language": document["LanguageCode"].text(),
            "transcript_output": document["ContentMetadata"]["Output"].text(),
            "other_speakers_turns": heard - len(said) or None,
            "categories": _categories(document["Categories"]["MatchedCategories"]),
        },
    )


def _call_id(document: Node, name: str | None) -> Node:
    told = first(document["CustomerMetadata"]["ContactId"], document["ContactId"], document["JobName"])
    if told or name is None:
        return told
    # Connect names the files it writes after the contact.
    return Node(name.partition("_analysis")[0], {})


def _spoken(turns: Node, among_segments: bool) -> Iterator[Node]:
    for turn in turns:
        if not among_segments:
            yield turn
        elif turn["Transcript"]:  # other segments hold categories or a summary
            yield turn["Transcript"]


def _label(turn: Node) -> str | None:
    """Return who speaks; analysed files of Transcribe name the role alone."""
    return first(turn["ParticipantId"], turn["ParticipantRole"]).require().text()


def _categories(matched: Node) -> list[str] | None:
    return [name for each in matched if (name := each.text())] or None
