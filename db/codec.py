"""Frozen values of the core to JSON documents and back, exactly.

Documents outlive the version that wrote them: keys that a newer one added are ignored, optional fields that an older
one did not know take their defaults.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from cattrs import Converter

from core.calls import Turn
from core.campaigns import Script
from core.drift import Outcome, ReanalysisChanges
from core.reports import Analysis, Evidence, Report, TurnAnalysis


def _converter() -> Converter:
    # Faults of a stored document are ours, not a partner's: one exception will do, and is three times faster.
    converter = Converter(detailed_validation=False, unstruct_collection_overrides={tuple: list})
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    converter.register_unstructure_hook(UUID, str)
    converter.register_structure_hook(UUID, lambda value, _: UUID(value))
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(TurnAnalysis, _turn_analysis)
    return converter


def _number(value: object, _: type) -> float:
    """Leave a number as it is spelled: a turn's 9 seconds do not become 9.0."""
    if isinstance(value, bool) or not isinstance(value, float | int):
        raise TypeError("not a number")
    return value


def _turn_analysis(document: dict[str, Any], _: type) -> TurnAnalysis:
    """Read what was found about a turn, unchecked: we have written it, and there are as many as the call has turns.

    Checking them one by one took nearly half of the time of reading a report on 60 turns.
    """
    return TurnAnalysis(
        turn=document["turn"],
        sentiment=document["sentiment"],
        acts=tuple(document["acts"]),
        segment=document["segment"],
        topic_relevance=document["topic_relevance"],
    )


_CONVERTER = _converter()


def dump_analysis(analysis: Analysis) -> dict[str, Any]:
    """Return the document of an analysis."""
    document: dict[str, Any] = _CONVERTER.unstructure(analysis, Analysis)
    return document


def load_analysis(document: dict[str, Any]) -> Analysis:
    """Read the document of an analysis; raise KeyError, TypeError, ValueError or cattrs' own error where it is none."""
    return _CONVERTER.structure(document, Analysis)


def dump_report(report: Report) -> dict[str, Any]:
    """Return the document of a report."""
    document: dict[str, Any] = _CONVERTER.unstructure(report, Report)
    return document


def load_report(document: dict[str, Any]) -> Report:
    """Read the document of a report; raise KeyError, TypeError, ValueError or cattrs' own error where it is none."""
    return _CONVERTER.structure(document, Report)


def dump_outcome(outcome: Outcome) -> dict[str, Any]:
    """Return the document of what two analyses say of a call."""
    document: dict[str, Any] = _CONVERTER.unstructure(outcome, Outcome)
    return document


def load_outcome(document: dict[str, Any]) -> Outcome:
    """Read the document of what two analyses say of a call."""
    return _CONVERTER.structure(document, Outcome)


def dump_changes(changes: ReanalysisChanges) -> dict[str, Any]:
    """Return the document of what a new analysis says differently."""
    document: dict[str, Any] = _CONVERTER.unstructure(changes, ReanalysisChanges)
    return document


def load_changes(document: dict[str, Any]) -> ReanalysisChanges:
    """Read the document of what a new analysis says differently."""
    return _CONVERTER.structure(document, ReanalysisChanges)


def dump_evidence(evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    """Return the documents of pieces of evidence."""
    return [_CONVERTER.unstructure(piece, Evidence) for piece in evidence]


def load_evidence(documents: list[dict[str, Any]]) -> tuple[Evidence, ...]:
    """Read the documents of pieces of evidence."""
    return _CONVERTER.structure(documents, tuple[Evidence, ...])


def dump_script(script: Script) -> dict[str, Any]:
    """Return the document of a campaign's script."""
    document: dict[str, Any] = _CONVERTER.unstructure(script, Script)
    return document


def load_script(document: dict[str, Any]) -> Script:
    """Read the document of a campaign's script."""
    return _CONVERTER.structure(document, Script)


def dump_turns(turns: tuple[Turn, ...]) -> list[dict[str, Any]]:
    """Return turns as they are sent: speaker, timestamp, text. Their numbers keep their spelling (5 or 5.0)."""
    return [{"speaker": turn.speaker, "timestamp": turn.timestamp_s, "text": turn.text} for turn in turns]


def load_turns(documents: list[dict[str, Any]]) -> tuple[Turn, ...]:
    """Read turns in the order in which they were sent."""
    return tuple(
        Turn(index=index, speaker=turn["speaker"], timestamp_s=turn["timestamp"], text=turn["text"])
        for index, turn in enumerate(documents)
    )
