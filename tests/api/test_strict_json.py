"""The quick way of reading JSON and the one that names what is wrong come to the same."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.faults import Faults
from api.strict_json import MAX_DEPTH, _is_plain, _parse_doubtful, parse
from core.errors import InvalidRequest

# JSON as text, so that it may hold what no value of Python does: a key twice, other escapes, other spaces.
SPACES = st.sampled_from(["", "", "", " ", "\n\t"])
STRINGS = st.one_of(
    st.text(st.sampled_from('ab"\\:, {}[]é\x00\u2028😀'), max_size=6).map(json.dumps),
    st.text(st.sampled_from('ab":, {}[]é\u2028😀'), max_size=6).map(lambda text: json.dumps(text, ensure_ascii=False)),
    st.sampled_from(['"a"', '"\\u0061"', '"\\u0022:"', '"\\ud800"', '"\\\\"', '"\\\\\\":"', '"\\/"']),
)
NUMBERS = st.one_of(
    st.sampled_from(["1e15", "1e16", "-1000000000000001", "1e400", "NaN", "-Infinity", "-0", "9" * 20]),
    st.integers(-9, 9).map(str),
    st.floats(-10, 10).map(repr),
)


def lists(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(SPACES, st.lists(items, max_size=4)).map(lambda found: f"[{found[0]}{','.join(found[1])}]")


def objects(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(STRINGS, SPACES, items).map(lambda found: f"{found[0]}{found[1]}:{found[2]}")
    return st.lists(pairs, max_size=4).map(lambda found: f"{{{','.join(found)}}}")


DOCUMENTS = st.recursive(
    st.one_of(STRINGS, NUMBERS, st.sampled_from(["true", "null"])),
    lambda items: st.one_of(lists(items), objects(items)),
    max_leaves=12,
)


def outcome(read: Callable[[str], tuple[Any, Faults]], text: str) -> tuple[str, Faults]:
    try:
        value, faults = read(text)
        return repr(value), faults
    except InvalidRequest as error:
        return "refused", dict(error.faults)


@given(DOCUMENTS)
@example('{"a":1,"a":2}')
@example('{"a":1,"a" :2,"b":"\\":"}')
@example('{"a":"\\\\","a":"\\\\"}')
@example('{"a":1,"\\u0061":2}')
@example('"\ufeff"')
@example("\ufeff1")
@example("[" * MAX_DEPTH + "]" * MAX_DEPTH)
@example("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
@example("")
def test_both_ways_of_reading_find_the_same(text: str) -> None:
    assert outcome(parse, text) == outcome(_parse_doubtful, text)


@pytest.mark.parametrize("text", ['{"a": "b \\"c\\": d", "e": [1.5, {}], "f": null}', "[]", "1", '"\\u00e9"'])
def test_plain_texts_are_read_the_quick_way(text: str) -> None:
    assert _is_plain(text, json.loads(text))
