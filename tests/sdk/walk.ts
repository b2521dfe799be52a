// A partner's way through the API by the TypeScript client alone; prints what happened.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CallQualityError, createClient, unwrap,
  type CallQualityClient, type JobState, type JobStatusResponse, type SentimentAnalysisOutput, type Transcription,
} from "call-quality-client";

const { API = "", DEMO_TENANT_ID = "", DEMO_USERNAME = "", DEMO_PASSWORD = "" } = process.env;
const CODE = "TYPESCRIPT_WALK";

async function walk(): Promise<void> {
  const client = createClient({ baseUrl: API, token: await accessToken() });
  await create(client);
  await processOne(client);
  await ask(client);
  await followAJob(client);
  await readLists(client);
  await meetErrors(client);
}

async function accessToken(): Promise<string> {
  const session = await unwrap(
    createClient({ baseUrl: API }).POST("/auth/login", {
      body: { tenant_id: DEMO_TENANT_ID, username: DEMO_USERNAME, password: DEMO_PASSWORD },
    }),
  );
  say("login", `a ${session.token_type} token of ${session.tenant_id} for ${session.expires_in} s`);
  return session.access_token;
}

async function create(client: CallQualityClient): Promise<void> {
  const request = {
    params: { header: { "Idempotency-Key": randomUUID() } },
    body: { name: "Loan offers", code: CODE, keywords: ["loan", "monthly payment"] },
  };
  const first = await client.POST("/campaigns", request);
  const again = await client.POST("/campaigns", request);
  assert.ok(first.data);
  assert.deepEqual(first.data, again.data);
  assert.equal(again.response.headers.get("Idempotency-Replayed"), "true");
  assert.ok(first.response.headers.get("Location")?.endsWith(first.data.campaign_id));
  const what = `${first.data.code}, ${first.data.status}`;
  say("createCampaign", `${first.response.status} ${what}; and the same again by its key`);
}

async function processOne(client: CallQualityClient): Promise<void> {
  const job = await unwrap(client.POST("/conversations/process", { body: { transcription: [aCall("typescript-1")] } }));
  assert.ok("results" in job);
  const [result] = job.results;
  assert.ok(result?.result);
  const report: SentimentAnalysisOutput = result.result;
  const answers = new Map(report.quality_analysis.metrics.map((metric) => [metric.question_id, metric.answer]));
  assert.equal(answers.get("Q001"), "Yes");
  const trend = report.call_details.sentiment_trend;
  say("processConversations", `${trend}, Q005 ${answers.get("Q005")}, Q004 ${answers.get("Q004")}`);
  // --8<-- [start:forms]
  const path = { call_id: "typescript-1" };
  const seen = await client.GET("/conversations/{call_id}/report", { params: { path } });
  const header = { "If-None-Match": seen.response.headers.get("ETag") ?? "" };
  const again = await client.GET("/conversations/{call_id}/report", { params: { path, header } });
  const page = await unwrap(
    client.GET("/conversations/{call_id}/report", { params: { path }, headers: { Accept: "text/html" }, parseAs: "text" }),
  );
  // --8<-- [end:forms]
  assert.deepEqual(seen.data, report);
  assert.equal(again.response.status, 304);
  assert.match(String(page), /^<!doctype html>/i);
  say("getReport", "the same report; 304 where it is known; a page as text/html");
}

async function ask(client: CallQualityClient): Promise<void> {
  const { answer } = await unwrap(
    client.POST("/conversations/{call_id}/qa", {
      params: { path: { call_id: "typescript-1" } },
      body: { question: { text: "Was the customer interested?" } },
    }),
  );
  assert.ok(answer.evidence[0]?.quote);
  say("askQuestion", answer.text);
}

async function followAJob(client: CallQualityClient): Promise<void> {
  const calls = [2, 3, 4].map((number) => aCall(`typescript-${number}`));
  const job = await unwrap(
    client.POST("/conversations/process", { params: { query: { async: true } }, body: { transcription: calls } }),
  );
  const states: JobState[] = [];
  let status: JobStatusResponse;
  do {
    if (states.length) await sleep(100);
    status = await unwrap(client.GET("/jobs/{job_id}/status", { params: { path: { job_id: job.job_id } } }));
    if (!states.includes(status.state)) states.push(status.state);
  } while (status.state === "pending" || status.state === "running");
  assert.equal(status.state, "completed");
  assert.deepEqual(status.results.map((result) => result.call_id), calls.map((call) => call.call_id));
  const stream = await unwrap(
    client.POST("/conversations/process", {
      params: { query: { async: true } },
      headers: { "Content-Type": "application/x-ndjson" },
      body: [5, 6].map((number) => JSON.stringify(aCall(`typescript-${number}`)) + "\n").join(""),
      bodySerializer: (body) => body,
    }),
  );
  assert.ok("transcription_count" in stream && stream.transcription_count === 2);
  say("getJobStatus", `${states.join(" → ")}: ${status.processed_count} of ${status.transcription_count} calls; 2 of a stream`);
}

async function readLists(client: CallQualityClient): Promise<void> {
  const sizes: number[] = [];
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await unwrap(
      client.GET("/conversations", {
        params: { query: { campaign_id: CODE, sort: "started_at", limit: 3, ...(cursor ? { cursor } : {}) } },
      }),
    );
    sizes.push(page.conversations.length);
    found.push(...page.conversations.map((each) => each.call_id));
    cursor = page.next_cursor;
  } while (cursor);
  assert.deepEqual(found.sort(), [1, 2, 3, 4, 5, 6].map((number) => `typescript-${number}`));
  say("listConversations", `${sizes.join(" + ")} calls by cursor`);
}

async function meetErrors(client: CallQualityClient): Promise<void> {
  const stranger = createClient({ baseUrl: API, token: () => "nobody" });
  await refused(401, unwrap(stranger.GET("/campaigns/{campaign_id}", { params: { path: { campaign_id: CODE } } })));
  // --8<-- [start:fault]
  const call = aCall("typescript-7");
  call.conversation[1]!.text = " ";
  try {
    await unwrap(client.POST("/conversations/process", { body: { transcription: [call] } }));
  } catch (error) {
    if (!(error instanceof CallQualityError)) throw error;
    for (const [path, faults] of Object.entries(error.details)) say(String(error.status), `${path}: ${faults.join(", ")}`);
  }
  // --8<-- [end:fault]
  await refused(404, unwrap(client.GET("/jobs/{job_id}/status", { params: { path: { job_id: randomUUID() } } })));
  await refused(409, unwrap(client.POST("/campaigns", { body: { name: "Again", code: CODE } })));
}

async function refused(status: number, answer: Promise<unknown>): Promise<CallQualityError> {
  const error = await answer.then(() => assert.fail("it was not refused"), (reason: unknown) => reason);
  assert.ok(error instanceof CallQualityError, String(error));
  assert.equal(error.status, status);
  const details = error.body?.details ? JSON.stringify(error.details) : "";
  say(String(status), `${error.body?.error}: ${error.body?.message} ${details}`.trim());
  return error;
}

function aCall(call_id: string): Transcription {
  return {
    call_id,
    campaign_id: CODE,
    timestamp: "2024-01-15T10:30:00Z",
    duration_seconds: 24,
    bot_name: "OfferBot_v3",
    conversation: [
      { speaker: "bot", timestamp: 0, text: "Hello, I am calling about our new loan. May I tell you more?" },
      { speaker: "customer", timestamp: 8, text: "Yes, please. What is the monthly payment?" },
      { speaker: "bot", timestamp: 13, text: "For 10,000 dollars over five years the loan is 198 dollars a month." },
      { speaker: "customer", timestamp: 20, text: "That sounds good. Please send me the papers." },
    ],
  };
}

function say(what: string, text: string): void {
  console.log(what.padEnd(21) + text);
}

await walk();
