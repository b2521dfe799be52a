"""An operation that is to go says so, and until when it is there."""

import pytest
from flask import Flask
from flask_restx import Api, Resource

from api.contract import CONTRACT, Contract
from api.operations import announce_deprecations

DOCUMENT = """
openapi: 3.0.3
info: {title: A test, version: 1.0.0}
servers: [{url: /}]
security: []
paths:
  /old:
    get:
      operationId: old
      tags: [Test]
      summary: Is to go.
      deprecated: true
      x-deprecation: {since: 2027-01-01, sunset: '2027-07-01', link: 'https://example.com/leaving-old'}
      responses: {'200': {description: It.}}
    post:
      operationId: new
      tags: [Test]
      summary: Is to stay.
      responses: {'200': {description: It.}}
"""


@pytest.fixture
def app() -> Flask:
    contract = Contract(DOCUMENT)
    app = Flask(__name__)
    announce_deprecations(app)
    api = Api(app, doc=False)

    @api.route("/old")
    class Old(Resource):
        def get(self) -> str:
            return "it is still here"

        def post(self) -> str:
            raise RuntimeError

    Old.get.operation = contract.operation("old")  # type: ignore[attr-defined]
    Old.post.operation = contract.operation("new")  # type: ignore[attr-defined]
    return app


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_to_go_says_since_when_until_when_and_what_instead(app: Flask, method: str) -> None:
    headers = app.test_client().open("/old", method=method).headers
    assert headers["Deprecation"] == "@1798761600"
    assert headers["Sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
    assert headers["Link"] == '<https://example.com/leaving-old>; rel="deprecation"; type="text/html"'


def test_what_is_to_stay_says_nothing_in_its_errors_neither(app: Flask) -> None:
    answer = app.test_client().post("/old")
    assert answer.status_code == 500
    assert not {"Deprecation", "Sunset", "Link"} & set(answer.headers.keys())


def test_a_deprecation_that_does_not_say_until_when_is_refused() -> None:
    with pytest.raises(KeyError, match="sunset"):
        Contract(DOCUMENT.replace("sunset", "sometime"))


def test_nothing_is_to_go_now() -> None:
    assert [each.operation_id for each in CONTRACT.operations.values() if each.deprecation] == []
