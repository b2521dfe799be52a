"""From a dialogue of a corpus to a transcription of the contract. What a corpus does not tell is added here alone."""

from itertools import accumulate
from typing import Any, Final

from api.demo.sample import Dialogue
from core.preprocessing.dialogue import speech_seconds

# No corpus tells dates that mean anything here: one day stands for all.
INVENTED_START: Final = "2024-01-01T09:00:00Z"
BOT_NAMES: Final = {"star": "star-wizard", "persuasion_for_good": "p4g-persuader"}


def to_transcription(dialogue: Dialogue) -> dict[str, Any]:
    """Return the dialogue as an item of processConversations.

    Times are the corpus' own; where it has none, each turn starts when the words before it have been said, at the
    speech rate that the analysis assumes too. The call ends when its last words have been said.
    """
    starts_s = _starts_s(dialogue)
    return {
        "call_id": dialogue.id,
        "campaign_id": dialogue.campaign,
        "timestamp": INVENTED_START,
        "duration_seconds": round(starts_s[-1] + speech_seconds(dialogue.turns[-1]["text"]), 2),
        "bot_name": BOT_NAMES[dialogue.corpus],
        "conversation": [
            {"speaker": turn["speaker"], "timestamp": start_s, "text": turn["text"]}
            for turn, start_s in zip(dialogue.turns, starts_s, strict=True)
        ],
        "metadata": _metadata(dialogue),
    }


def is_timed(dialogue: Dialogue) -> bool:
    """Tell whether the corpus says when each turn of the dialogue began."""
    return all(turn["timestamp"] is not None for turn in dialogue.turns)


def outcome(dialogue: Dialogue) -> str | None:
    """Say what came of the dialogue, as its corpus has it; None where that was not asked.

    This is known from outside the talk: what the customer really gave, or a questionnaire filled in afterwards.
    """
    if (donated := dialogue.labels.get("donated")) is not None:
        return "donated" if donated else "did not donate"
    achieved = dialogue.labels.get("goal_achieved")
    return None if achieved is None else "goal achieved" if achieved else "goal not achieved"


def _starts_s(dialogue: Dialogue) -> list[float]:
    if is_timed(dialogue):
        return [turn["timestamp"] for turn in dialogue.turns]
    said = accumulate((speech_seconds(turn["text"]) for turn in dialogue.turns[:-1]), initial=0.0)
    return [round(start_s, 2) for start_s in said]


def _metadata(dialogue: Dialogue) -> dict[str, Any]:
    known = {"corpus": dialogue.corpus, "chosen_as": dialogue.labels["chosen_as"]}
    came_of_it = outcome(dialogue)
    return {**known, "interaction_outcome": came_of_it} if came_of_it else known
