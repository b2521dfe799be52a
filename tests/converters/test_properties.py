"""What holds for any call and any document: nothing is lost, and nothing passes that the contract refuses."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.contract import CONTRACT
from api.converters import convert
from api.converters.call import PAUSE_S
from tests.converters.samples import NAMES, document, given_with
from tests.converters.writers import WRITERS, Said, Story

_WORDS = st.sampled_from(["fibre", "yes", "No,", "really?", "thirty", "dollars.", "What’s", "café", "I", "Thanks!"])
_JUNK = st.sampled_from(
    [
        None,
        "",
        " ",
        "x",
        "nan",
        "-1",
        "1e9",
        "9" * 400,
        "\u200b",
        True,
        -1,
        -0.5,
        10**15,
        [],
        {},
        [None],
        [[]],
        {"a": 1},
    ]
)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Draw turns of both sides in turn, or of one side again after a pause; some interrupt the one before."""
    story: Story = []
    speaker = draw(st.sampled_from(["bot", "customer"]))
    for words in draw(st.lists(st.lists(_WORDS, min_size=1, max_size=8), min_size=1, max_size=8)):
        last = story[-1] if story else None
        if last is None:
            start = draw(st.integers(0, 500))
        elif draw(st.booleans()):
            speaker = "customer" if last.speaker == "bot" else "bot"
            start = last.end + draw(st.integers(0, 300))
        else:
            start = last.end + int(PAUSE_S * 100) + draw(st.integers(1, 300))
        # Longer than the breath that may lie between the words of the other side.
        story.append(Said(speaker, start, start + 110 + len(words) * draw(st.integers(0, 60)), " ".join(words)))
    return story


@pytest.mark.parametrize(("written_as", "write"), WRITERS, ids=[write.__name__ for _, write in WRITERS])
@settings(max_examples=20, deadline=None)
@given(story=stories())
def test_a_call_in_the_shape_of_a_platform_comes_back(
    written_as: str, write: Callable[[str, Story], Any], story: Story
) -> None:
    bot = {"amazon-transcribe": "0", "deepgram": "0"}.get(written_as)
    # With one voice alone nobody can tell which label it would have had.
    call, faults = convert(written_as, write("call-1", story), given_with(written_as, bot_speaker=bot))
    assert faults == {}
    assert call is not None
    assert (call["call_id"], call["timestamp"]) == ("call-1", "2024-03-05T15:00:00Z")
    assert call["conversation"] == [
        {"speaker": each.speaker, "timestamp": each.start / 100, "text": each.text} for each in story
    ]
    assert call["duration_seconds"] == story[-1].end / 100


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        found.extend(places(each, (*path, key)))
    return found


@pytest.mark.parametrize("name", [name for name in NAMES if "/odd-" in name])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_is_wrong_in_a_document_is_told_or_harmless(name: str, data: st.DataObject) -> None:
    spoiled = copy.deepcopy(document(name))
    for _ in range(data.draw(st.integers(1, 3))):
        if not spoiled:
            break
        *way, last = data.draw(st.sampled_from(places(spoiled)))
        holder = spoiled
        for step in way:
            holder = holder[step]
        if data.draw(st.booleans()):
            holder[last] = copy.deepcopy(data.draw(_JUNK))
        else:
            del holder[last]
    call, faults = convert(name.partition("/")[0], spoiled, given_with(name))
    assert (call is None) == bool(faults)
    assert call is None or CONTRACT.faults("Transcription", call) == {}
