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
    for label, each in _voices(at, "channel" if by_channel else "speaker"):
        start, end = each["start"].require().number(), each["end"].number()
        found.append(Run(label, each["transcript"].text() or "", start, end, each))
    return found


def _voices(nodes: Node, field: str = "speaker") -> Iterator[tuple[str, Node]]:
    """Yield what is said with whose voice it is: "0" where none is told apart; note where only some have no label."""
    labels = [(each[field].label(), each) for each in nodes]
    told_apart = any(label for label, _ in labels)
    for label, each in labels:
        if label is None and told_apart:
            each[field].blame("is required, as others have one")
        else:
            yield label or "0", each


def _channel(channel: Node, index: int, by_channel: bool) -> list[Run]:
    best = next(iter(channel["alternatives"]), channel["alternatives"])
    label = str(index) if by_channel else None
    paragraphs = best["paragraphs"]["paragraphs"]
    if paragraphs:
        return [run for voice, each in _voices(paragraphs) for run in _sentences(each, label or voice)]
    return runs(_words(best["words"], label))


def _sentences(paragraph: Node, label: str) -> Iterator[Run]:
    for each in paragraph["sentences"]:
        yield Run(label, each["text"].text() or "", each["start"].require().number(), each["end"].number(), each)


def _words(words: Node, label: str | None) -> Iterator[Word]:
    for voice, each in _voices(words):
        text = each["punctuated_word"].text() or each["word"].text()
        start, end = each["start"].require().number(), each["end"].number()
        if text is not None:
            yield Word(label or voice, text, start, end, each)
