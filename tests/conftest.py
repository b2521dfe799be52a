"""One PostgreSQL server for the whole run."""

from collections.abc import Iterator

import pytest

from db.embedded import DatabaseUrls, running
from db.migrate import upgrade


@pytest.fixture(scope="session")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseUrls]:
    with running(tmp_path_factory.mktemp("database"), durable=False) as urls:
        upgrade(urls.owner)
        yield urls
