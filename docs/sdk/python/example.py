"""Posts one call, prints what the report says of it, and asks a question about it."""

import os
from datetime import UTC, datetime

from call_quality_client import AuthenticatedClient, Client
from call_quality_client.api.authentication import login
from call_quality_client.api.campaigns import create_campaign
from call_quality_client.api.conversations import process_conversations
from call_quality_client.api.qa import ask_question
from call_quality_client.models import (
    ConversationTurn,
    CreateCampaignRequest,
    LoginRequest,
    LoginResponse,
    ProcessConversationRequest,
    ProcessConversationSyncResponse,
    QARequest,
    QAResponse,
    QuestionText,
    Speaker,
    Transcription,
)

API = os.environ["API"]

session = login.sync(
    client=Client(API),
    body=LoginRequest(os.environ["DEMO_TENANT_ID"], os.environ["DEMO_USERNAME"], os.environ["DEMO_PASSWORD"]),
)
assert isinstance(session, LoginResponse), session

call = Transcription(
    call_id="python-example",
    campaign_id="PYTHON_EXAMPLE",
    timestamp=datetime(2024, 1, 15, 10, 30, tzinfo=UTC),
    duration_seconds=24,
    bot_name="OfferBot_v3",
    conversation=[
        ConversationTurn(Speaker.BOT, 0, "Hello, I am calling about our new loan at 6.9 percent. May I tell you more?"),
        ConversationTurn(Speaker.CUSTOMER, 8, "Yes, please. What would I pay a month?"),
        ConversationTurn(Speaker.BOT, 13, "For 10,000 dollars over five years it is 198 dollars a month."),
        ConversationTurn(Speaker.CUSTOMER, 20, "That sounds good. Please send me the papers."),
    ],
)

with AuthenticatedClient(API, token=session.access_token) as client:
    create_campaign.sync(client=client, body=CreateCampaignRequest("Loan offers", code="PYTHON_EXAMPLE"))

    job = process_conversations.sync(client=client, body=ProcessConversationRequest([call]))
    assert isinstance(job, ProcessConversationSyncResponse), job
    for result in job.results:
        if report := result.result:
            print(result.call_id, report.call_details.sentiment_trend, report.summary_insights.overall_quality_score)
            for metric in report.quality_analysis.metrics:
                print(f"  {metric.question} {metric.answer}")

    question = QARequest(QuestionText("Was the customer interested?"))
    answer = ask_question.sync(call.call_id, client=client, body=question)
    assert isinstance(answer, QAResponse), answer
    print(answer.answer.text)
