"""Every example of the contract runs, gets its documented status, and is what really comes back."""

from flask import Flask

from api.contract import CONTRACT
from api.wiring import services
from tests.api.examples import play, request_body
from tests.api.partner import Partner


def test_the_examples_are_true(app: Flask, anybody: Partner) -> None:
    login = request_body("login")
    with app.app_context():
        services().people.add_tenant(login["tenant_id"], "Demo tenant")
        services().people.add_user(login["tenant_id"], login["username"], "admin", login["password"])
    examples = CONTRACT.document["components"]["examples"]
    for name, answer in play(anybody).items():
        assert answer == examples[name]["value"], f"`make examples` would change {name}"
