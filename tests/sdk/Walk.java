import callquality.client.ApiClient;
import callquality.client.ApiException;
import callquality.client.ApiResponse;
import callquality.client.api.AuthenticationApi;
import callquality.client.api.CampaignsApi;
import callquality.client.api.ConversationsApi;
import callquality.client.api.JobsApi;
import callquality.client.api.QaApi;
import callquality.client.model.*;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A partner's way through the API by the Java client alone; prints what happened. */
public class Walk {
    private static final String CODE = "JAVA_WALK";

    private final ApiClient client = clientOf(null);
    private final ConversationsApi conversations;
    private final CampaignsApi campaigns;
    private final JobsApi jobs;

    public static void main(String[] arguments) throws Exception {
        Walk walk = new Walk();
        walk.create();
        walk.process();
        walk.ask();
        walk.followAJob();
        walk.readLists();
        walk.meetErrors();
    }

    private Walk() throws ApiException {
        LoginResponse session = new AuthenticationApi(client).login(new LoginRequest()
            .tenantId(System.getenv("DEMO_TENANT_ID"))
            .username(System.getenv("DEMO_USERNAME"))
            .password(System.getenv("DEMO_PASSWORD")));
        check(session.getTokenType() == TokenType.BEARER);
        say("login", "a " + session.getTokenType() + " token of " + session.getTenantId() + " for "
            + session.getExpiresIn() + " s");
        ApiClient known = clientOf(session.getAccessToken());
        conversations = new ConversationsApi(known);
        campaigns = new CampaignsApi(known);
        jobs = new JobsApi(known);
        qa = new QaApi(known);
    }

    private final QaApi qa;

    private static ApiClient clientOf(String token) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(System.getenv("API"));
        if (token != null) {
            client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        }
        return client;
    }

    private void create() throws ApiException {
        String key = UUID.randomUUID().toString();
        CreateCampaignRequest body = new CreateCampaignRequest()
            .name("Loan offers").code(CODE).keywords(List.of("loan", "monthly payment"));
        ApiResponse<CampaignResponse> first = campaigns.createCampaignWithHttpInfo(body, key);
        ApiResponse<CampaignResponse> again = campaigns.createCampaignWithHttpInfo(body, key);
        check(first.getData().equals(again.getData()));
        check(again.getHeaders().get("idempotency-replayed").equals(List.of("true")));
        check(first.getHeaders().get("location").get(0).endsWith(first.getData().getCampaignId().toString()));
        say("createCampaign", first.getStatusCode() + " " + first.getData().getCode() + ", "
            + first.getData().getStatus() + "; and the same again by its key");
    }

    private void process() throws ApiException {
        ProcessingResult result = send(List.of(call("java-1")), false).getResults().get(0);
        check(result.getStatus() == ResultStatus.COMPLETED);
        ApiResponse<SentimentAnalysisOutput> seen = conversations.getReportWithHttpInfo("java-1", null, null);
        SentimentAnalysisOutput report = seen.getData();
        check(report.equals(result.getResult()));
        check(answerOf(report, "Q001").equals("Yes"));
        say("processConversations", report.getCallDetails().getSentimentTrend() + ", Q005 " + answerOf(report, "Q005")
            + ", Q004 " + answerOf(report, "Q004"));
        say("getReport", "the same report");
    }

    private static Object answerOf(SentimentAnalysisOutput report, String questionId) {
        return report.getQualityAnalysis().getMetrics().stream()
            .filter(metric -> metric.getQuestionId().equals(questionId))
            .findFirst().orElseThrow().getAnswer().getActualInstance();
    }

    private void ask() throws ApiException {
        QARequest question = new QARequest().question(new QuestionText().text("Was the customer interested?"));
        Answer answer = qa.askQuestion("java-1", question, null).getAnswer();
        check(!answer.getEvidence().get(0).getQuote().isBlank());
        say("askQuestion", answer.getText());
    }

    private void followAJob() throws ApiException, InterruptedException {
        List<Transcription> calls = IntStream.rangeClosed(2, 4).mapToObj(number -> call("java-" + number)).toList();
        UUID job = send(calls, true).getJobId();
        List<JobState> states = new ArrayList<>();
        JobStatusResponse status;
        do {
            Thread.sleep(states.isEmpty() ? 0 : 100);
            status = jobs.getJobStatus(job, null, null);
            if (!states.contains(status.getState())) {
                states.add(status.getState());
            }
        } while (status.getState() == JobState.PENDING || status.getState() == JobState.RUNNING);
        check(status.getState() == JobState.COMPLETED);
        check(status.getResults().stream().map(ProcessingResult::getCallId).toList()
            .equals(calls.stream().map(Transcription::getCallId).toList()));
        say("getJobStatus", states.stream().map(JobState::getValue).collect(Collectors.joining(" → ")) + ": "
            + status.getProcessedCount() + " of " + status.getTranscriptionCount() + " calls");
    }

    private void readLists() throws ApiException {
        List<String> sizes = new ArrayList<>();
        TreeSet<String> found = new TreeSet<>();
        String cursor = null;
        do {
            ConversationListResponse page = conversations.listConversations(
                ConversationsApi.APIListConversationsRequest.newBuilder()
                    .campaignId(CODE).sort(ConversationSort.OLDEST_FIRST).limit(3).cursor(cursor).build());
            sizes.add(String.valueOf(page.getConversations().size()));
            page.getConversations().forEach(each -> found.add(each.getCallId()));
            cursor = page.getNextCursor();
        } while (cursor != null);
        check(List.copyOf(found).equals(List.of("java-1", "java-2", "java-3", "java-4")));
        say("listConversations", String.join(" + ", sizes) + " calls by cursor");
    }

    private void meetErrors() throws Exception {
        CampaignsApi stranger = new CampaignsApi(clientOf("nobody"));
        refused(401, () -> stranger.getCampaign(CODE));
        Transcription faulty = call("java-5");
        faulty.getConversation().get(1).setText(" ");
        ErrorResponse error = refused(400, () -> send(List.of(faulty), false));
        check(error.getDetails().get("transcription[0].conversation[1].text").equals(List.of("must not be blank")));
        refused(404, () -> jobs.getJobStatus(UUID.randomUUID(), null, null));
        refused(409, () -> campaigns.createCampaign(new CreateCampaignRequest().name("Again").code(CODE), null));
    }

    private interface Request {
        Object send() throws ApiException;
    }

    private ErrorResponse refused(int status, Request request) throws JsonProcessingException {
        try {
            request.send();
        } catch (ApiException refusal) {
            check(refusal.getCode() == status);
            ErrorResponse error = client.getObjectMapper().readValue(refusal.getResponseBody(), ErrorResponse.class);
            Object details = error.getDetails() == null || error.getDetails().isEmpty() ? "" : error.getDetails();
            say(String.valueOf(status), (error.getError() + ": " + error.getMessage() + " " + details).trim());
            return error;
        }
        throw new AssertionError("it was not refused");
    }

    private ProcessConversationSyncResponse send(List<Transcription> calls, boolean async) throws ApiException {
        return conversations.processConversations(ConversationsApi.APIProcessConversationsRequest.newBuilder()
            .processConversationRequest(new ProcessConversationRequest().transcription(calls)).async(async).build());
    }

    private static Transcription call(String callId) {
        return new Transcription()
            .callId(callId)
            .campaignId(CODE)
            .timestamp(OffsetDateTime.parse("2024-01-15T10:30:00Z"))
            .durationSeconds(24.0)
            .botName("OfferBot_v3")
            .conversation(List.of(
                turn(Speaker.BOT, 0, "Hello, I am calling about our new loan. May I tell you more?"),
                turn(Speaker.CUSTOMER, 8, "Yes, please. What is the monthly payment?"),
                turn(Speaker.BOT, 13, "For 10,000 dollars over five years the loan is 198 dollars a month."),
                turn(Speaker.CUSTOMER, 20, "That sounds good. Please send me the papers.")));
    }

    private static ConversationTurn turn(Speaker speaker, double timestamp, String text) {
        return new ConversationTurn().speaker(speaker).timestamp(timestamp).text(text);
    }

    private static void check(boolean fact) {
        if (!fact) {
            throw new AssertionError("see the line above");
        }
    }

    private static void say(String what, String text) {
        System.out.printf("%-21s%s%n", what, text);
    }
}
