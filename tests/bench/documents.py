"""The sums of analytics over the documents of reports, for those who would have stored them so."""

import re
from math import isclose
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.analytics_ports import CallStatistics
from core.day_sums import answers_of, largest_groups, outcomes_of, scores_of
from core.facts import QUESTION_IDS
from db.repositories.analytics import AnalyticsRepository
from tests.bench.filling import LARGEST, ManyCalls

# Of each question, how certain its answer is.
UNTOLD = tuple(f"c{each[1:]}" for each in QUESTION_IDS)
# What facts are made of, but for the mood, by one pass over the documents, whatever is asked of them then.
READ_DOCUMENTS = """
    create temporary table call_facts as
    select r.tenant_id, r.conversation_id, c.campaign_id, c.bot_name, c.started_at, status_reason is null as judged,
        c.metadata ->> 'campaign_segment' as segment, coalesce(c.metadata ->> 'interaction_outcome', '') as outcome,
        case when status_reason is null then said.overall_quality_score end as overall_quality_score,
        case when status_reason is null then said.bot_performance_score end as bot_performance_score,
        case when status_reason is null then said.customer_engagement_score end as customer_engagement_score,
        lower(q002) as sentiment, q005 = 'Interested' as interested, q006 = 'Yes' as goal_reached, found.*
    from jsonb_reports r join conversations c using (tenant_id, conversation_id)
    cross join lateral jsonb_to_record(r.analysis) as said (
        status_reason text, metrics jsonb, overall_quality_score double precision,
        bot_performance_score double precision, customer_engagement_score double precision
    )
    cross join lateral (
        select {answers},
            max(jsonb_array_length(new_requests)) filter (where question_id = 'Q003') as new_request_count,
            max(unresolved_count) filter (where question_id = 'Q003') as unresolved_count
        from jsonb_to_recordset(metrics) as metric (
            question_id text, status text, answer text, new_requests jsonb, unresolved_count integer
        )
        where status_reason is null and status is distinct from 'no_opportunity'
    ) found
    where r.tenant_id = '{largest}'
"""


def document_sums(database: ManyCalls) -> Any:
    """Read the documents into a table in the place of the facts, without row-level security, and sum that up."""
    answers = (f"max(answer) filter (where question_id = '{each}') as {each.lower()}" for each in QUESTION_IDS)
    with Session(database.superuser.execution_options(isolation_level="REPEATABLE READ")) as session:  # keeps no sums
        session.execute(text("set local work_mem = '64MB'"))
        session.execute(text(READ_DOCUMENTS.format(largest=LARGEST, answers=", ".join(answers))))
        session.execute(text("alter table pg_temp.call_facts " + ", ".join(f"add {each} real" for each in UNTOLD)))
        session.execute(text("create temporary table day_sums (like day_sums)"))  # nor has any
        session.execute(text("analyze pg_temp.call_facts"))
        return all_sums(AnalyticsRepository(session, LARGEST), database.campaign_id)


def all_sums(statistics: CallStatistics, campaign_id: UUID) -> Any:
    """Return what analytics are made of, but for the confidences and the requests, which documents have elsewhere."""
    days = statistics.by_day(campaign_id, None, None)
    groups = largest_groups(days, "bot_name")
    return [day.all for day in days], groups, scores_of(days), answers_of(days), outcomes_of(days)


def alike(one: Any, other: Any) -> bool:
    """Tell whether sums are the same, but for the order in which floats were added up."""
    number = re.compile(r"[0-9]+\.[0-9]+(?:e-?[0-9]+)?")
    texts = [number.sub("", str(each)) for each in (one, other)]
    numbers = [[float(found) for found in number.findall(str(each))] for each in (one, other)]
    return texts[0] == texts[1] and all(isclose(x, y, abs_tol=1e-6) for x, y in zip(*numbers, strict=True))
