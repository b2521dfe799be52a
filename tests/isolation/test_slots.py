"""No identity in a request of the contract is without a decision on what another tenant's value means there."""

import pytest

from api.contract import CONTRACT
from tests.isolation.matrix import rows
from tests.isolation.slots import SLOTS, names_of

NAMES = {name for operation in CONTRACT.operations.values() for name in names_of(operation)}


def test_every_slot_that_looks_like_an_identity_is_classified() -> None:
    assert NAMES - set(SLOTS) == set(), "say in slots.py what another tenant's value means there"


def test_no_classification_is_left_of_a_slot_that_is_gone() -> None:
    assert set(SLOTS) - NAMES == set()


@pytest.mark.parametrize("name", ["path campaign_id", "body transcription[].campaign_id", "query cursor"])
def test_the_known_slots_are_found(name: str) -> None:
    assert name in NAMES


def test_every_parameter_of_a_path_is_a_slot() -> None:
    for operation in CONTRACT.operations.values():
        slots = {row.slot.name for row in rows() if row.operation is operation}
        assert {f"path {parameter.name}" for parameter in operation.parameters_in("path")} <= slots
