"""What one tenant can learn of another, or do to it, over the whole contract: nothing.

Four worlds: with and without the application's own filters, with and without row-level security. Only where both are
off may anything leak, and there it must: that is what shows that the matrix can find a leak.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine

from api.wiring import services
from db.base import db
from db.embedded import DatabaseUrls
from db.engine import owner_engine
from db.work import inside
from tests.isolation.filters import digest_of, drop_row_security, noted, without_filters
from tests.isolation.matrix import Row, leaks, own_request, prepared, rows
from tests.isolation.slots import Treatment
from tests.isolation.world import Answer, Request, World, password_of

pytestmark = pytest.mark.slow

ROWS = list(rows())
FINDS = (Treatment.HIDDEN, Treatment.FILTER)
BOUND, UNBOUND = "row-level security", "no row-level security"


@dataclass
class Stage:
    """Two tenants that were made in one open transaction."""

    app: Flask
    engine: Engine
    connection: Connection
    mine: World
    theirs: World
    _untouched: tuple[int, str] = (-1, "")

    def leaks(self, row: Row, *, filters: bool) -> list[str]:
        """Return what a row gives away, and undo what it did."""
        asked = prepared(row, self.mine, self.theirs)
        tenants = {self.mine.tenant_id, self.theirs.tenant_id}
        before = self._before()
        changed = []

        def act(request: Request) -> Answer:
            with self.for_a_moment():
                with contextlib.nullcontext() if filters else without_filters(self.engine, tenants):
                    answer = send(self.app, request)
                if self._digest() != before:
                    changed.append("the rows of the other tenant have changed")
            return answer

        return leaks(row, asked, act, self.theirs) + changed

    @contextlib.contextmanager
    def for_a_moment(self) -> Iterator[None]:
        savepoint = self.connection.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()

    def _before(self) -> str:
        """Return the digest of the other tenant's rows as they are after all is undone: the same until more is made."""
        made = self.mine.made + self.theirs.made
        if self._untouched[0] != made:
            self._untouched = made, self._digest()
        return self._untouched[1]

    def _digest(self) -> str:
        return digest_of(self.connection, self.theirs.tenant_id)


def send(app: Flask, request: Request) -> Answer:
    answer = FlaskClient(app, app.response_class).open(
        request.path,
        method=request.method,
        query_string=request.query,
        headers=request.headers,
        json=request.body,
    )
    body = answer.get_json() if answer.is_json else answer.get_data(as_text=True)
    return Answer(answer.status_code, dict(answer.headers), body)


def work_off(app: Flask, world: World, job_id: str) -> None:
    while world.get(f"/jobs/{job_id}/status").body["status"] == "processing":
        with app.app_context():
            services().job_work.run(UUID(job_id))


@contextlib.contextmanager
def on_stage(app: Flask, engine: Engine, *, row_security: bool) -> Iterator[Stage]:
    with engine.connect() as connection, connection.begin() as outer, inside(connection):
        if not row_security:
            drop_row_security(connection)
        for tenant_id in ("mine-corp", "theirs-corp"):
            with app.app_context():
                services().people.add_tenant(tenant_id, f"mark-of-{tenant_id}")
                services().people.add_user(tenant_id, "ann", "admin", password_of(tenant_id))
        mine, theirs = (
            World(lambda request: send(app, request), partial(work_off, app), tenant_id)
            for tenant_id in ("mine-corp", "theirs-corp")
        )
        yield Stage(app, engine, connection, mine, theirs)
        outer.rollback()


@pytest.fixture(scope="module")
def stage(request: pytest.FixtureRequest, app: Flask, urls: DatabaseUrls) -> Iterator[Stage]:
    """As the service runs, or, where the parameter says so, with row-level security off."""
    bound = request.param == BOUND
    with app.app_context():
        engine = db.engine if bound else owner_engine(urls.owner)
    with on_stage(app, engine, row_security=bound) as stage:
        yield stage


bound = pytest.mark.parametrize("stage", [BOUND], indirect=True)
unbound = pytest.mark.parametrize("stage", [UNBOUND], indirect=True)


@bound
@pytest.mark.parametrize("row", [row for row in ROWS if row.slot.treatment in FINDS], ids=str)
def test_a_request_with_ones_own_identities_is_granted(stage: Stage, row: Row) -> None:
    request = own_request(row, stage.mine)
    with stage.for_a_moment():
        answer = send(stage.app, request)
    assert answer.status in (200, 201, 202), answer


@bound
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_nothing_leaks(stage: Stage, row: Row) -> None:
    assert stage.leaks(row, filters=True) == []


@bound
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_nothing_leaks_by_the_database_alone(stage: Stage, row: Row) -> None:
    assert stage.leaks(row, filters=False) == []


@bound
def test_no_request_asks_to_look_over_all_tenants(stage: Stage) -> None:
    asked = {str(row): own_request(row, stage.mine) for row in ROWS}
    all_statements = 0
    for request in asked.values():
        with stage.for_a_moment(), noted(stage.engine) as statements:
            send(stage.app, request)
        if request.path != "/metrics":  # which tells numbers of all tenants together to the operator, and no more
            assert not [each for each in statements if "dispatcher" in each], request
        all_statements += len(statements)
    assert all_statements > len(asked)


@unbound
def test_nothing_leaks_by_the_filters_alone(stage: Stage) -> None:
    assert {str(row): found for row in ROWS if (found := stage.leaks(row, filters=True))} == {}


@unbound
def test_without_both_every_slot_that_names_or_finds_an_object_leaks(stage: Stage) -> None:
    hidden = [row for row in ROWS if row.slot.treatment in FINDS and not row.astray]
    assert [str(row) for row in hidden if not stage.leaks(row, filters=False)] == []
