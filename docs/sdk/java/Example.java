import callquality.client.ApiClient;
import callquality.client.ApiException;
import callquality.client.api.AuthenticationApi;
import callquality.client.api.CampaignsApi;
import callquality.client.api.ConversationsApi;
import callquality.client.api.QaApi;
import callquality.client.model.*;
import java.time.OffsetDateTime;
import java.util.List;

/** Posts one call, prints what the report says of it, and asks a question about it. */
public class Example {
    public static void main(String[] arguments) throws ApiException {
        ApiClient client = new ApiClient();
        client.updateBaseUri(System.getenv("API"));
        LoginResponse session = new AuthenticationApi(client).login(new LoginRequest()
            .tenantId(System.getenv("DEMO_TENANT_ID"))
            .username(System.getenv("DEMO_USERNAME"))
            .password(System.getenv("DEMO_PASSWORD")));
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + session.getAccessToken()));

        new CampaignsApi(client).createCampaign(
            new CreateCampaignRequest().name("Loan offers").code("JAVA_EXAMPLE"), null);

        Transcription call = new Transcription()
            .callId("java-example")
            .campaignId("JAVA_EXAMPLE")
            .timestamp(OffsetDateTime.parse("2024-01-15T10:30:00Z"))
            .durationSeconds(24.0)
            .botName("OfferBot_v3")
            .conversation(List.of(
                turn(Speaker.BOT, 0, "Hello, I am calling about our new loan at 6.9 percent. May I tell you more?"),
                turn(Speaker.CUSTOMER, 8, "Yes, please. What would I pay a month?"),
                turn(Speaker.BOT, 13, "For 10,000 dollars over five years it is 198 dollars a month."),
                turn(Speaker.CUSTOMER, 20, "That sounds good. Please send me the papers.")));
        ProcessConversationSyncResponse job = new ConversationsApi(client).processConversations(
            ConversationsApi.APIProcessConversationsRequest.newBuilder()
                .processConversationRequest(new ProcessConversationRequest().transcription(List.of(call)))
                .build());
        for (ProcessingResult result : job.getResults()) {
            SentimentAnalysisOutput report = result.getResult();
            System.out.println(result.getCallId() + " " + report.getCallDetails().getSentimentTrend() + " "
                + report.getSummaryInsights().getOverallQualityScore());
            for (QualityMetric metric : report.getQualityAnalysis().getMetrics()) {
                System.out.println("  " + metric.getQuestion() + " " + metric.getAnswer().getActualInstance());
            }
        }

        QAResponse answer = new QaApi(client).askQuestion("java-example",
            new QARequest().question(new QuestionText().text("Was the customer interested?")), null);
        System.out.println(answer.getAnswer().getText());
    }

    private static ConversationTurn turn(Speaker speaker, double timestamp, String text) {
        return new ConversationTurn().speaker(speaker).timestamp(timestamp).text(text);
    }
}
