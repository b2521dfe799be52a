// Swagger UI over the authored contract. Nothing is kept in the browser: a token lives as long as the page.
const authorizeWithAnswer = (answer) => {
  // login, refresh and changePassword, executed on this page, authorise it: nobody has to copy the token.
  const token = answer.ok && answer.url.includes("/auth/") && answer.body?.access_token;
  if (token) {
    window.ui.preauthorizeApiKey("bearerAuth", token);
  }
  return answer;
};

window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayOperationId: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  filter: true,
  persistAuthorization: false,
  responseInterceptor: authorizeWithAnswer,
  validatorUrl: null,
});
