"""Deepgram: the answer of its API to a recording."""

from collections.abc import Iterator

from api.converters.call import Given, Segment, Told
from api.converters.document import Node
from api.converters.speakers import sides
from api.converters.words import Run, Word, runs


def read(document: Node, given: Given) -> Told:
    """Read `results.utterances`, or else the paragraphs or the words of each channel."""
    results, metadata = document["results"].require(), document["metadata"]
    if results["utterances"]:
        at = results["utterances"]
        found = _utterances(at)
    else:
        at = results["channels"].require()
        channels = list(at)
        found = [run for index, each in enumerate(channels) for run in _channel(each, index, len(channels) > 1)]
    whose = sides([run.label for run in found], given.bot_speaker, at)
    return Told(
        at=at,
        segments=[Segment(whose[run.label], run.start, run.end, run.text, run.node) for run in found],
        call_id=metadata["request_id"],
        created_at=metadata["created"].moment(),
        duration_s=metadata["duration"].number(),
        metadata={"source": "deepgram"},
    )


def _utterances(at: Node) -> list[Run]:
    """Return utterances by channel where they are of several, else by speaker."""
    by_channel = len({each["channel"].label() for each in at}) > 1
    found = []
    for each in at:
        start, end = each["start"].require().number(), each["end"].number()
        label = (each["channel"] if by_channel else each["speaker"]).label()
        found.append(Run(label or "0", each["transcript"].text() or "", start, end, each))
    return found


def _channel(channel: Node, index: int, by_channel: bool) -> list[Run]:
    best = next(iter(channel["alternatives"]), channel["alternatives"])
    label = str(index) if by_channel else None
    paragraphs = best["paragraphs"]["paragraphs"]
    if paragraphs:
        return [run for each in paragraphs for run in _sentences(each, label or each["speaker"].label() or "0")]
    return runs(_words(best["words"], label))


def _sentences(paragraph: Node, label: str) -> Iterator[Run]:
    for each in paragraph["sentences"]:
        yield Run(label, each["text"].text() or "", each["start"].require().number(), each["end"].number(), each)


def _words(words: Node, label: str | None) -> Iterator[Word]:
    for each in words:
        text = each["punctuated_word"].text() or each["word"].text()
        start, end = each["start"].require().number(), each["end"].number()
        if text is not None:
            yield Word(label or each["speaker"].label() or "0", text, start, end, each)
