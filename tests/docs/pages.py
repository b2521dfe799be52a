"""Every block of every page, run against a service or checked: `make test-docs`, apart from the other tests."""

import pytest

from tests.docs.blocks import pages
from tests.docs.running import Runner


@pytest.mark.parametrize("page", pages())
def test_every_block_does_what_the_page_says(page: str, runner: Runner) -> None:
    faults = runner.faults(page)
    assert not faults, "\n".join(faults)
