"""Swagger UI in a real browser: every operation of the contract executed with what the page fills in.

Run by `make test-browser`; prints what was tried. The tests go on where the one before them left off, as a person does.
"""

from collections.abc import Mapping
from typing import Any

from api.contract import CONTRACT
from tests.api.examples import request_body
from tests.blackbox.conftest import PROJECT
from tests.browser.chromium import DESKTOP, PHONE, Chromium
from tests.browser.swagger_page import SwaggerPage, operation_id

PICTURES = PROJECT / "build" / "screenshots"
FROZEN = ("createCampaign", "listCampaigns", "getCampaign", "processConversations", "askQuestion", "getJobStatus")
# What a person pastes: ids and tokens are made by the service, so that no example can know them.
PASTED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("getJobStatus", "cancelJob"), ("job_id",)),
    **dict.fromkeys(("getUser", "updateUser"), ("user_id",)),
    **dict.fromkeys(("getApiKey", "deleteApiKey"), ("key_id",)),
    **dict.fromkeys(
        ("getWebhook", "updateWebhook", "rotateWebhookSecret", "testWebhook", "listDeliveries", "deleteWebhook"),
        ("webhook_id",),
    ),
    "redeliver": ("webhook_id", "delivery_id"),
    "revokeShareLink": ("share_id",),
    "refresh": ("refresh_token",),
}
# In the contract's order, but what others need is made before, and what ends something comes last.
EARLY = ("createUser", "createApiKey", "createWebhook", "testWebhook", "listDeliveries", "createShareLink", "addReview")
LATE = ("deleteApiKey", "deleteWebhook", "revokeShareLink", "deleteConversation", "changePassword", "refresh", "logout")
# A job is done when its answer comes, and what is done cannot be cancelled.
CONFLICTS = {"cancelJob": 409}

TAGS = {
    operation["operationId"]: operation["tags"][0]
    for item in CONTRACT.document["paths"].values()
    for operation in item.values()
    if isinstance(operation, dict) and "operationId" in operation
}

made: dict[str, str] = {}


def try_all(page: SwaggerPage, operations: tuple[str, ...]) -> None:
    """Execute operations as they are filled in; keep what others need of the answers."""
    for operation in operations:
        page.filter_at_once(TAGS[operation])
        answer = page.execute(operation, **{name: made[name] for name in PASTED.get(operation, ())})
        page.close(operation)
        expected = CONFLICTS.get(operation, min(CONTRACT.operation(operation).responses))
        assert answer.status == expected, f"{operation}: {answer}"
        if answer.text.startswith("{"):
            remember(answer.json())


def remember(answer: Any) -> None:
    for each in [answer, *answer.get("deliveries", [])]:
        made.update({name: value for name, value in each.items() if name.endswith("_id") and name not in made})
    made.update({name: answer[name] for name in ("access_token", "refresh_token") if name in answer})


def test_the_page_has_every_operation_in_the_order_of_the_contract(page: SwaggerPage) -> None:
    page.open()
    order = [tag["name"] for tag in CONTRACT.document["tags"]]
    expected = [operation_id(tag, name) for tag in order for name in TAGS if TAGS[name] == tag]
    assert page.operations() == expected


def test_login_as_it_is_filled_in_authorises_the_page(page: SwaggerPage, chromium: Chromium) -> None:
    page.try_out("login")
    page.shoot("login", PICTURES / "swagger-login-before.png")
    assert not page.is_authorised()
    answer = page.execute("login")
    page.shoot("login", PICTURES / "swagger-login-after.png")
    assert answer.status == 200
    assert page.is_authorised()
    remember(answer.json())


def test_a_token_can_be_pasted_and_forgotten(page: SwaggerPage) -> None:
    page.log_out()
    assert not page.is_authorised()
    page.authorise(made["access_token"])
    assert page.is_authorised()
    page.close("login")


def test_the_operations_of_the_first_edition_succeed_as_they_are_filled_in(page: SwaggerPage) -> None:
    try_all(page, FROZEN)


def test_the_same_call_again_is_refused_in_words(page: SwaggerPage, chromium: Chromium) -> None:
    page.filter_at_once("Conversations")
    answer = page.execute("processConversations")
    assert answer.status == 400
    assert list(answer.json()["details"]) == ["transcription[0].call_id"]
    chromium.forgive("/conversations/process")


def test_every_other_operation_succeeds_as_it_is_filled_in(page: SwaggerPage, chromium: Chromium) -> None:
    page.choose_example("processConversations", "next_bot")
    assert page.execute("processConversations").status == 200
    page.close("processConversations")
    others = [name for name in CONTRACT.operations if name not in ("login", *FROZEN, *EARLY, *LATE)]
    try_all(page, (*EARLY, *others, *LATE))
    chromium.forgive("/cancel")
    tried = {operation for operation, *_ in page.tried}
    assert tried == set(CONTRACT.operations)
    print(f"\n{len(tried)} operations executed in Swagger UI with what it fills in:")
    for operation, status, pasted in page.tried:
        spec = CONTRACT.operation(operation)
        note = f"  (pasted: {', '.join(pasted)})" if pasted else ""
        print(f"  {status}  {spec.method:6} {spec.path:58} {operation}{note}")


def test_nothing_is_left_in_the_browser_and_a_new_page_is_not_authorised(page: SwaggerPage, chromium: Chromium) -> None:
    assert chromium.kept() == {}
    page.open()
    assert not page.is_authorised()


def test_a_deep_link_opens_its_operation(page: SwaggerPage) -> None:
    page.open("#/Campaigns/createCampaign")
    page.wait(lambda: page.is_open("createCampaign"))
    assert not page.is_open("login")


def test_the_filter_leaves_the_operations_of_a_tag(page: SwaggerPage) -> None:
    page.open()
    page.filter("Webhooks")
    page.wait(lambda: len(page.operations()) < len(CONTRACT.operations))
    assert all(name.startswith("operations-Webhooks-") for name in page.operations())
    page.filter("")
    page.wait(lambda: len(page.operations()) == len(CONTRACT.operations))


def test_the_page_fits_a_phone(page: SwaggerPage, chromium: Chromium) -> None:
    for width, name in ((DESKTOP, "desktop"), (PHONE, "phone")):
        with chromium.width(width):
            page.open()
            chromium.shoot(PICTURES / f"swagger-{name}.png")
            page.open("#/Q%26A/askQuestion")
            page.wait(lambda: page.is_open("askQuestion"))
            page.try_out("askQuestion")
            page.shoot("askQuestion", PICTURES / f"swagger-operation-{name}.png")
            assert chromium.driver.execute_script("return document.documentElement.scrollWidth") <= width


def test_nothing_was_complained_of_and_nobody_else_was_asked(
    page: SwaggerPage, chromium: Chromium, address: str
) -> None:
    chromium.note()
    assert chromium.complaints == []
    assert chromium.hosts() == {address.removeprefix("http://")}
    assert request_body("login")["password"] not in "".join(chromium.addresses)
