"""Many calls in no time: copies of one that a service has analysed, made by its database."""

from sqlalchemy import text

from db.embedded import running
from db.engine import owner_engine
from tests.blackbox.conftest import Service

_CALLS = """
insert into conversations (tenant_id, conversation_id, call_id, campaign_id, campaign_ref, job_id, position, bot_name,
    started_at, duration_s, received_at, turns, metadata, status, failure_code, failure_message, redactions)
select tenant_id, gen_random_uuid(), call_id || '-copy-' || n, campaign_id, campaign_ref, null, position, bot_name,
    started_at + n * interval '1 second', duration_s, received_at, turns, metadata, status, failure_code,
    failure_message, redactions
from conversations, generate_series(1, :number) n where call_id = :call_id
"""
# Everything else that a call with a report has: by table, what the copy has of its own besides the call.
_REPORTS = """
insert into reports (tenant_id, report_id, conversation_id, generated_at, elapsed_ms, engine_version,
    overall_quality_score, bot_performance_score, customer_engagement_score, sentiment_trend, analysis)
select report.tenant_id, gen_random_uuid(), copy.conversation_id, generated_at, elapsed_ms, engine_version,
    overall_quality_score, bot_performance_score, customer_engagement_score, sentiment_trend, analysis
from reports report join conversations original using (tenant_id, conversation_id)
    join conversations copy on copy.tenant_id = original.tenant_id
where original.call_id = :call_id and starts_with(copy.call_id, :call_id || '-copy-')
"""
_FACTS = """
insert into call_facts select (jsonb_populate_record(facts, jsonb_build_object(
    'conversation_id', copy.conversation_id, 'started_at', copy.started_at))).*
from call_facts facts join conversations original using (tenant_id, conversation_id)
    join conversations copy on copy.tenant_id = original.tenant_id
where original.call_id = :call_id and starts_with(copy.call_id, :call_id || '-copy-')
"""


def copy_call(service: Service, call_id: str, number: int) -> None:
    """Store so many copies of a call of the demo tenant, with its report; each began a second after the one before."""
    with running(service.data_dir) as urls:
        engine = owner_engine(urls.owner)
        with engine.begin() as connection:
            connection.execute(text("select set_config('app.tenant_id', 'demo', true)"))
            for statement in (_CALLS, _REPORTS, _FACTS):
                connection.execute(text(statement), {"call_id": call_id, "number": number})
        engine.dispose()
