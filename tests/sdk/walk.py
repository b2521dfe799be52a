"""A partner's way through the API by the Python client alone; prints what happened."""

import json
import os
import time
import uuid
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import Any

from call_quality_client import AuthenticatedClient, Client
from call_quality_client.api.authentication import login
from call_quality_client.api.campaigns import create_campaign, get_campaign
from call_quality_client.api.conversations import get_report, list_conversations, process_conversations
from call_quality_client.api.jobs import get_job_status
from call_quality_client.api.qa import ask_question
from call_quality_client.models import (
    CampaignResponse,
    ConversationListResponse,
    ConversationSort,
    ConversationTurn,
    CreateCampaignRequest,
    ErrorResponse,
    JobState,
    JobStatusResponse,
    LoginRequest,
    LoginResponse,
    ProcessConversationAsyncResponse,
    ProcessConversationRequest,
    ProcessConversationSyncResponse,
    QARequest,
    QAResponse,
    QuestionText,
    QuestionType,
    ResultStatus,
    SentimentAnalysisOutput,
    SentimentTrend,
    Speaker,
    TokenType,
    Transcription,
)
from call_quality_client.types import File, Response

API = os.environ["API"]
CODE = "PYTHON_WALK"


def walk() -> None:
    """Go all the way."""
    with AuthenticatedClient(API, token=access_token()) as client:
        create(client)
        process(client)
        ask(client)
        follow_a_job(client)
        read_lists(client)
        meet_errors(client)


def access_token() -> str:
    who = LoginRequest(os.environ["DEMO_TENANT_ID"], os.environ["DEMO_USERNAME"], os.environ["DEMO_PASSWORD"])
    session = login.sync(client=Client(API), body=who)
    assert isinstance(session, LoginResponse)
    assert session.token_type is TokenType.BEARER
    assert JobState("a word of a later edition") == "a word of a later edition"
    say("login", f"a {session.token_type} token of {session.tenant_id} for {session.expires_in} s")
    return session.access_token


def create(client: AuthenticatedClient) -> None:
    key = str(uuid.uuid4())
    body = CreateCampaignRequest("Loan offers", code=CODE, keywords=["loan", "monthly payment"])
    first = create_campaign.sync_detailed(client=client, body=body, idempotency_key=key)
    again = create_campaign.sync_detailed(client=client, body=body, idempotency_key=key)
    assert isinstance(first.parsed, CampaignResponse)
    assert first.parsed == again.parsed
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.headers["Location"].endswith(str(first.parsed.campaign_id))
    say(
        "createCampaign",
        f"{first.status_code:d} {first.parsed.code}, {first.parsed.status}; and the same again by its key",
    )


def process(client: AuthenticatedClient) -> None:
    job = process_conversations.sync(client=client, body=ProcessConversationRequest([a_call("python-1")]))
    assert isinstance(job, ProcessConversationSyncResponse)
    [result] = job.results
    assert result.status is ResultStatus.COMPLETED
    assert result.result
    report = get_report.sync(result.call_id, client=client)
    assert isinstance(report, SentimentAnalysisOutput)
    assert report == result.result
    assert isinstance(report.call_details.sentiment_trend, SentimentTrend)
    answers = {metric.question_id: metric.answer for metric in report.quality_analysis.metrics}
    assert answers["Q001"] == "Yes"
    say(
        "processConversations", f"{report.call_details.sentiment_trend}, Q005 {answers['Q005']}, Q004 {answers['Q004']}"
    )
    seen = get_report.sync_detailed(result.call_id, client=client)
    again = get_report.sync_detailed(result.call_id, client=client, if_none_match=seen.headers["ETag"])
    assert (again.status_code, again.parsed) == (HTTPStatus.NOT_MODIFIED, None)
    say("getReport", f"the same report; {again.status_code:d} where it is known")


def ask(client: AuthenticatedClient) -> None:
    question = QARequest(QuestionText("Was the customer interested?"))
    answer = ask_question.sync("python-1", client=client, body=question)
    assert isinstance(answer, QAResponse)
    assert answer.answer.type_ in QuestionType
    assert answer.answer.evidence[0].quote
    say("askQuestion", answer.answer.text)


def follow_a_job(client: AuthenticatedClient) -> None:
    calls = [a_call(f"python-{number}") for number in (2, 3, 4)]
    job = process_conversations.sync(client=client, body=ProcessConversationRequest(calls), async_=True)
    assert isinstance(job, ProcessConversationAsyncResponse)
    status = wait_for(client, job)
    assert status.state is JobState.COMPLETED
    assert [result.call_id for result in status.results] == [call.call_id for call in calls]
    lines = "".join(json.dumps(a_call(f"python-{number}").to_dict()) + "\n" for number in (5, 6))
    stream = process_conversations.sync(client=client, body=File(BytesIO(lines.encode())), async_=True)
    assert isinstance(stream, ProcessConversationAsyncResponse)
    assert wait_for(client, stream).processed_count == 2
    say(
        "getJobStatus", f"{status.state}: {status.processed_count} of {status.transcription_count} calls; 2 of a stream"
    )


# --8<-- [start:job]
def wait_for(client: AuthenticatedClient, job: ProcessConversationAsyncResponse) -> JobStatusResponse:
    while True:
        answer = get_job_status.sync_detailed(job.job_id, client=client)
        assert isinstance(answer.parsed, JobStatusResponse), answer.parsed
        if answer.parsed.state not in (JobState.PENDING, JobState.RUNNING):
            return answer.parsed
        time.sleep(int(answer.headers["Retry-After"]))


# --8<-- [end:job]


def read_lists(client: AuthenticatedClient) -> None:
    sizes, found = [], []
    page = list_conversations.sync(client=client, campaign_id=CODE, sort=ConversationSort.OLDEST_FIRST, limit=3)
    while True:
        assert isinstance(page, ConversationListResponse)
        sizes.append(len(page.conversations))
        found += [each.call_id for each in page.conversations]
        if not page.next_cursor:
            break
        page = list_conversations.sync(
            client=client, campaign_id=CODE, sort=ConversationSort.OLDEST_FIRST, limit=3, cursor=page.next_cursor
        )
    assert sorted(found) == [f"python-{number}" for number in range(1, 7)]
    say("listConversations", f"{' + '.join(map(str, sizes))} calls by cursor")


def meet_errors(client: AuthenticatedClient) -> None:
    stranger = AuthenticatedClient(API, token="nobody")
    refused(HTTPStatus.UNAUTHORIZED, get_campaign.sync_detailed(CODE, client=stranger))
    # --8<-- [start:fault]
    call = a_call("python-7")
    call.conversation[1].text = " "
    answer = process_conversations.sync_detailed(client=client, body=ProcessConversationRequest([call]))
    if isinstance(answer.parsed, ErrorResponse) and answer.parsed.details:
        for path, faults in answer.parsed.details.additional_properties.items():
            print(f"{answer.status_code:<21}{path}: {', '.join(faults)}")
    # --8<-- [end:fault]
    refused(HTTPStatus.NOT_FOUND, get_job_status.sync_detailed(uuid.uuid4(), client=client))
    twice = create_campaign.sync_detailed(client=client, body=CreateCampaignRequest("Again", code=CODE))
    refused(HTTPStatus.CONFLICT, twice)


def refused(status: HTTPStatus, answer: Response[Any]) -> ErrorResponse:
    assert answer.status_code is status
    assert isinstance(answer.parsed, ErrorResponse)
    details = answer.parsed.details.to_dict() if answer.parsed.details else ""
    say(f"{status:d}", f"{answer.parsed.error}: {answer.parsed.message} {details}".rstrip())
    return answer.parsed


def a_call(call_id: str) -> Transcription:
    return Transcription(
        call_id=call_id,
        campaign_id=CODE,
        timestamp=datetime(2024, 1, 15, 10, 30, tzinfo=UTC),
        duration_seconds=24,
        bot_name="OfferBot_v3",
        conversation=[
            ConversationTurn(Speaker.BOT, 0, "Hello, I am calling about our new loan. May I tell you more?"),
            ConversationTurn(Speaker.CUSTOMER, 8, "Yes, please. What is the monthly payment?"),
            ConversationTurn(Speaker.BOT, 13, "For 10,000 dollars over five years the loan is 198 dollars a month."),
            ConversationTurn(Speaker.CUSTOMER, 20, "That sounds good. Please send me the papers."),
        ],
    )


def say(what: str, text: str) -> None:
    print(f"{what:<21}{text}")


if __name__ == "__main__":
    walk()
