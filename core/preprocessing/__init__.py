"""From the call as sent to a dialogue: clean the text, segment by speaker, reconstruct, extract metadata."""

from core.calls import Call
from core.dialogues import Dialogue
from core.preprocessing.cleaning import DEFAULT_FILLERS, Cleaner
from core.preprocessing.dialogue import place_in_time, reconstruct
from core.preprocessing.metadata import extract_context

__all__ = ["DEFAULT_FILLERS", "prepare"]


def prepare(call: Call, fillers: tuple[str, ...] = DEFAULT_FILLERS) -> Dialogue:
    """Prepare a call for analysis; the call itself stays as it is.

    In this order: text cleaning, speaker segmentation (each side's turns keep their side, see
    core.preprocessing.speakers), reconstruction in temporal order with durations, metadata. `fillers` are the words
    and phrases that cleaning leaves out. Raises ValueError for a call without turns.
    """
    cleaner = Cleaner(fillers)
    cleaned = tuple(cleaner.clean(turn.text) for turn in call.turns)
    placement = place_in_time(call.turns, call.duration_s)
    return reconstruct(call.turns, cleaned, placement, extract_context(call))
