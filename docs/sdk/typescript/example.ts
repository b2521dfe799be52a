// Posts one call, prints what the report says of it, and asks a question about it.
import { createClient, unwrap, type Transcription } from "call-quality-client";

const { API = "", DEMO_TENANT_ID = "", DEMO_USERNAME = "", DEMO_PASSWORD = "" } = process.env;

const anybody = createClient({ baseUrl: API });
const { access_token } = await unwrap(
  anybody.POST("/auth/login", {
    body: { tenant_id: DEMO_TENANT_ID, username: DEMO_USERNAME, password: DEMO_PASSWORD },
  }),
);

const call: Transcription = {
  call_id: "typescript-example",
  campaign_id: "TYPESCRIPT_EXAMPLE",
  timestamp: "2024-01-15T10:30:00Z",
  duration_seconds: 24,
  bot_name: "OfferBot_v3",
  conversation: [
    { speaker: "bot", timestamp: 0, text: "Hello, I am calling about our new loan at 6.9 percent. May I tell you more?" },
    { speaker: "customer", timestamp: 8, text: "Yes, please. What would I pay a month?" },
    { speaker: "bot", timestamp: 13, text: "For 10,000 dollars over five years it is 198 dollars a month." },
    { speaker: "customer", timestamp: 20, text: "That sounds good. Please send me the papers." },
  ],
};

const client = createClient({ baseUrl: API, token: access_token });
await client.POST("/campaigns", { body: { name: "Loan offers", code: "TYPESCRIPT_EXAMPLE" } });

const job = await unwrap(client.POST("/conversations/process", { body: { transcription: [call] } }));
for (const { call_id, result } of "results" in job ? job.results : []) {
  if (!result) continue;
  console.log(call_id, result.call_details.sentiment_trend, result.summary_insights.overall_quality_score);
  for (const { question, answer } of result.quality_analysis.metrics) console.log(`  ${question} ${answer}`);
}

const { answer } = await unwrap(
  client.POST("/conversations/{call_id}/qa", {
    params: { path: { call_id: call.call_id } },
    body: { question: { text: "Was the customer interested?" } },
  }),
);
console.log(answer.text);
