"""Addresses that are written otherwise than the contract has them name nothing, and send nobody elsewhere."""

import pytest

from tests.api.partner import Partner


@pytest.mark.parametrize("path", ["//api/v1/campaigns", "/api/v1//campaigns", "/api/v1/jobs/..%2f/status", "/healthz/"])
def test_an_address_written_otherwise_is_not_found_rather_than_redirected(partner: Partner, path: str) -> None:
    answer = partner.client.get(path, headers={**partner.headers(), "Host": "evil.example"})
    assert answer.status_code == 404
    assert b"evil.example" not in answer.data
