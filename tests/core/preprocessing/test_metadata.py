import pytest

from core.preprocessing import prepare
from tests.builders import SOME_DAY, a_call


def test_what_is_known_besides_the_words_is_extracted() -> None:
    metadata = {"customer_id": "c-7", "campaign_segment": "gold", "tags": [1, 2]}
    context = prepare(a_call(call_id="call-9", duration_s=44, metadata=metadata)).context
    assert (context.call_id, context.bot_name, context.started_at) == ("call-9", "Ava", SOME_DAY)
    assert (context.duration_s, context.turn_count) == (44, 8)
    assert dict(context.extra) == metadata


def test_the_metadata_of_a_dialogue_can_only_be_read() -> None:
    metadata = {"customer_id": "c-7"}
    context = prepare(a_call(metadata=metadata)).context
    with pytest.raises(TypeError):
        context.extra["customer_id"] = "c-8"  # type: ignore[index]
    metadata["customer_id"] = "c-8"
    assert context.extra["customer_id"] == "c-7"
