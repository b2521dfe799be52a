"""What goes with a call: every row of every table that refers to it."""

from collections import Counter
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.orm import Session

from db.base import Base
from db.models import ConversationRow, WebhookDeliveryRow, WebhookRow
from db.models.conversations import IN_ORDER


@cache
def tables_of_a_call() -> tuple[Table, ...]:
    """Return the tables whose rows belong to a call, by their names: a new one joins by its foreign key."""
    calls = Base.metadata.tables[ConversationRow.__tablename__]
    referring = {
        table
        for table in Base.metadata.tables.values()
        for key in table.foreign_key_constraints
        if key.referred_table is calls
    }
    return tuple(sorted(referring, key=lambda table: table.name))


def erase(session: Session, tenant_id: str, which: ColumnElement[bool]) -> dict[str, dict[str, int]]:
    """Erase those calls of a tenant and everything that was made of them; map each to its numbers of rows by table.

    The calls are taken hold of first, by the order of their ids as all writers do, so that nothing can be added to them
    uncounted, and of two that erase the same call the second finds none.
    """
    held = session.execute(
        select(ConversationRow.conversation_id, ConversationRow.call_id)
        .where(ConversationRow.tenant_id == tenant_id, which)
        .order_by(IN_ORDER)
        .with_for_update()
    ).all()
    rows: dict[UUID, Counter[str]] = {conversation_id: Counter(conversations=1) for conversation_id, _ in held}
    _hold_deliveries(session, tenant_id, list(rows))
    for table in tables_of_a_call():
        name = str(table.name)  # a plain one: JSON takes no other as a key
        gone = session.scalars(
            delete(table)
            .where(table.c.tenant_id == tenant_id, table.c.conversation_id.in_(list(rows)))
            .returning(table.c.conversation_id)
        ).all()
        for conversation_id in rows:
            rows[conversation_id][name] = 0
        for conversation_id in gone:
            rows[conversation_id][name] += 1
    session.execute(
        delete(ConversationRow).where(
            ConversationRow.tenant_id == tenant_id, ConversationRow.conversation_id.in_(list(rows))
        ),
        execution_options={"synchronize_session": False},
    )
    return {call_id: dict(sorted(rows[conversation_id].items())) for conversation_id, call_id in held}


def _hold_deliveries(session: Session, tenant_id: str, conversation_ids: list[UUID]) -> None:
    """Take hold of what was told of calls, in the order of all who delete deliveries: webhooks, deliveries, tries."""
    webhooks = select(WebhookRow.webhook_id).where(WebhookRow.tenant_id == tenant_id).order_by(WebhookRow.webhook_id)
    session.execute(webhooks.with_for_update(read=True, key_share=True))
    told = (
        select(WebhookDeliveryRow.delivery_id)
        .where(WebhookDeliveryRow.tenant_id == tenant_id, WebhookDeliveryRow.conversation_id.in_(conversation_ids))
        .order_by(WebhookDeliveryRow.delivery_id)
    )
    session.execute(told.with_for_update())
