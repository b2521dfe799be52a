"""The reports of calls, and what is stored beside them and follows from them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from core.calls import Call
from core.facts import QUESTION_IDS, CallFacts, facts_of
from core.reports import Report
from core.topics import LONGEST_QUOTE, topic_key
from db.models import CallFactsRow, CallRequestRow, CallWordsRow, ConversationRow, ReportRow
from db.repositories.conversations import call_value
from db.repositories.reports import report_row
from db.repositories.words import store_words
from db.repositories.writing import insert_given, some_at_once

_REPORTS, _FACTS, _REQUESTS, _WORDS = (
    cast(Table, model.__table__) for model in (ReportRow, CallFactsRow, CallRequestRow, CallWordsRow)
)
# One round trip for all that is stored of a call's report.
_INSERT_DERIVED = insert_given(_FACTS, "facts").add_cte(insert_given(_REQUESTS, "requests").cte("requested"))
_INSERT_REPORTED = _INSERT_DERIVED.add_cte(insert_given(_REPORTS, "reports").cte("reported"))
_PLAIN = tuple(field.name for field in fields(CallFacts) if field.name not in ("answers", "confidences"))


class ReportedCall(NamedTuple):
    """A call with its report."""

    conversation_id: UUID
    campaign_id: UUID
    call: Call
    report: Report


def store_reported(session: Session, tenant_id: str, calls: Sequence[ReportedCall]) -> None:
    """Keep the reports of calls that have none, and what follows from them."""
    for some in some_at_once(calls):
        reports = [report_row(tenant_id, each.conversation_id, each.report) for each in some]
        session.execute(_INSERT_REPORTED, {"reports": reports, **_derived_rows(tenant_id, some)})


def store_missing(session: Session, tenant_id: str, reports: Mapping[UUID, Report], calls: Collection[UUID]) -> None:
    """Keep what follows from calls and their reports where it is missing: an older process may have stored them.

    The calls are held by the unit of work.
    """
    with_facts, with_words = (
        set(
            session.scalars(
                select(table.c.conversation_id).where(
                    table.c.tenant_id == tenant_id, table.c.conversation_id.in_(calls)
                )
            )
        )
        for table in (_FACTS, _WORDS)
    )
    without_facts = {each: report for each, report in reports.items() if each not in with_facts}
    if without_facts:
        drop_derived(session, tenant_id, without_facts)
        for some in some_at_once(reported_calls(session, tenant_id, without_facts)):
            session.execute(_INSERT_DERIVED, _derived_rows(tenant_id, some))
    turns = select(ConversationRow.conversation_id, ConversationRow.turns).where(
        ConversationRow.tenant_id == tenant_id,
        ConversationRow.conversation_id.in_([each for each in calls if each not in with_words]),
    )
    store_words(session, tenant_id, [(row.conversation_id, row.turns) for row in session.execute(turns)])


def drop_derived(session: Session, tenant_id: str, conversation_ids: Collection[UUID]) -> None:
    """Drop what followed from the reports of calls."""
    for table in (_FACTS, _REQUESTS):
        session.execute(
            delete(table).where(table.c.tenant_id == tenant_id, table.c.conversation_id.in_(conversation_ids))
        )


def reported_calls(session: Session, tenant_id: str, reports: Mapping[UUID, Report]) -> list[ReportedCall]:
    """Return the calls of reports by their conversation ids."""
    found = session.scalars(
        select(ConversationRow).where(
            ConversationRow.tenant_id == tenant_id, ConversationRow.conversation_id.in_(list(reports))
        )
    )
    return [
        ReportedCall(row.conversation_id, row.campaign_id, call_value(row), reports[row.conversation_id])
        for row in found
    ]


def _derived_rows(tenant_id: str, calls: Sequence[ReportedCall]) -> dict[str, list[dict[str, Any]]]:
    return {
        "facts": [_facts_row(tenant_id, each) for each in calls],
        "requests": [row for each in calls for row in _request_rows(tenant_id, each)],
    }


def _facts_row(tenant_id: str, reported: ReportedCall) -> dict[str, Any]:
    facts = facts_of(reported.call, reported.campaign_id, reported.report)
    row: dict[str, Any] = {name: getattr(facts, name) for name in _PLAIN}
    row |= {"tenant_id": tenant_id, "conversation_id": reported.conversation_id, "judged": facts.judged}
    for question in QUESTION_IDS:
        row[question.lower()] = facts.answers.get(question)
        row[f"c{question[1:]}"] = facts.confidences.get(question)
    return row


def _request_rows(tenant_id: str, reported: ReportedCall) -> list[dict[str, Any]]:
    """Return the rows of what the customer of a call asked for; none of a call that cannot be judged."""
    analysis = reported.report.analysis
    asked = next((metric.requests for metric in analysis.metrics if metric.question_id == "Q003"), None)
    if asked is None or analysis.status_reason is not None:
        return []
    return [
        {
            "tenant_id": tenant_id,
            "conversation_id": reported.conversation_id,
            "ordinal": ordinal,
            "campaign_id": reported.campaign_id,
            "started_at": reported.call.started_at,
            "turn": each.request.turn,
            "kind": each.kind,
            "is_new": each.new,
            "outcome": each.outcome,
            "quote": each.request.quote[:LONGEST_QUOTE],
            "topic_key": topic_key(each.request.quote),
        }
        for ordinal, each in enumerate(asked)
    ]
