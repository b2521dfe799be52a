"""One PostgreSQL server for the whole run."""

from collections.abc import Iterator

import pytest

from db.embedded import DatabaseUrls, running
from db.migrate import upgrade

LONG = ("tests/blackbox/", "tests/isolation/", "tests/training/", "tests/db/", "tests/api/")


@pytest.fixture(scope="session")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseUrls]:
    with running(tmp_path_factory.mktemp("database"), durable=False) as urls:
        upgrade(urls.owner)
        yield urls


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process is left alone with it in the end (`--no-loadscope-reorder`)."""
    items.sort(key=lambda item: next((at for at, begin in enumerate(LONG) if item.nodeid.startswith(begin)), len(LONG)))
