"""Amazon Transcribe: the output of a batch job, with speakers told apart or with channels."""

from collections.abc import Iterator

from api.converters.call import Given, Segment, Told
from api.converters.document import Node
from api.converters.speakers import sides
from api.converters.words import Run, Word, runs


def read(document: Node, given: Given) -> Told:
    """Read `results`: by channel where there are channels, else by segment, else word by word."""
    results = document["results"].require()
    if results["channel_labels"]:
        at = results["channel_labels"]["channels"]
        # Words of both channels at once would tear each other apart, so each channel is joined for itself.
        found = [run for channel in at for run in runs(_words(channel["items"], channel["channel_label"].label()))]
    elif results["audio_segments"]:
        at = results["audio_segments"]
        found = list(_segments(at))
    else:
        at = results["items"].require()
        found = runs(_words(at, None, _spans(results["speaker_labels"]["segments"])))
    whose = sides([run.label for run in found], given.bot_speaker, at)
    return Told(
        at=at,
        segments=[Segment(whose[run.label], run.start, run.end, run.text, run.node) for run in found],
        call_id=document["jobName"],
        metadata={"source": "amazon-transcribe", "language": results["language_code"].text()},
    )


def _segments(at: Node) -> Iterator[Run]:
    for segment in at:
        label = segment["speaker_label"].label() or segment["channel_label"].label()
        if label is None:
            segment["speaker_label"].require()
            continue
        start, end = segment["start_time"].require().number(), segment["end_time"].number()
        yield Run(label, segment["transcript"].text() or "", start, end, segment)


def _words(items: Node, channel: str | None, spans: list[tuple[float, float, str]] | None = None) -> Iterator[Word]:
    """Yield words; a mark belongs to the word before it, and has no time."""
    label, next_span = channel, 0
    for item in items:
        text = next((each["content"].text() for each in item["alternatives"]), None)
        if text is None:
            continue
        if item["type"].text() == "punctuation":
            if label is not None:
                yield Word(label, text, None, None, item, joined=True)
            continue
        start, end = item["start_time"].require().number(), item["end_time"].number()
        if channel is None:
            told = item["speaker_label"].label()
            if told is None and spans and start is not None:
                # Older outputs say who speaks in segments only; both are in the order of time.
                while next_span < len(spans) - 1 and start >= spans[next_span][1]:
                    next_span += 1
                told = spans[next_span][2]
            label = told
        if label is None:
            item["speaker_label"].require()
            continue
        yield Word(label, text, start, end, item)


def _spans(segments: Node) -> list[tuple[float, float, str]]:
    """Return when who speaks, as segments of `speaker_labels` say."""
    found = []
    for segment in segments:
        start, end = segment["start_time"].require().number(), segment["end_time"].require().number()
        label = segment["speaker_label"].require().label()
        if start is not None and end is not None and label is not None:
            found.append((start, end, label))
    return found
