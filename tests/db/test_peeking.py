from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import text

from db import migrate, peeking
from db.embedded import DatabaseUrls
from db.engine import owner_engine
from db.work import open_work
from tests.db.builders import a_user


def test_the_newest_revision_is_told_by_the_names_of_the_files_as_alembic_tells_it() -> None:
    assert peeking.newest_revision() == ScriptDirectory.from_config(migrate.configuration()).get_current_head()


def test_a_database_is_the_newest_only_where_it_surely_is(urls: DatabaseUrls, empty: DatabaseUrls) -> None:
    assert peeking.is_newest(urls.owner)
    assert not peeking.is_newest(empty.owner)
    assert not peeking.is_newest("postgresql+psycopg2://nobody@/nowhere?host=/nonexistent")
    assert not peeking.is_newest("no address at all")


def test_an_older_or_another_revision_is_not_the_newest(empty: DatabaseUrls) -> None:
    engine = owner_engine(empty.owner)
    with engine.begin() as connection:
        connection.execute(text("create table alembic_version (version_num varchar(32) primary key)"))
        connection.execute(text("insert into alembic_version values ('0001')"))
    assert not peeking.is_newest(empty.owner)
    with engine.begin() as connection:
        connection.execute(text("insert into alembic_version values (:newest)"), {"newest": peeking.newest_revision()})
    assert not peeking.is_newest(empty.owner)


def test_a_user_is_found_in_no_other_tenant(app: Flask, urls: DatabaseUrls, tenant: str, other_tenant: str) -> None:
    with open_work(tenant) as work:
        work.users.add(a_user(tenant, "clara"))
    assert peeking.has_user(urls.app, tenant, "clara")
    assert not peeking.has_user(urls.app, other_tenant, "clara")
    assert not peeking.has_user(urls.app, tenant, "carla")
