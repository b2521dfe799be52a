// Writes the contract as collections for Postman and Bruno: `node make.js CONTRACT.json FOLDER`.
//
// `login` is sent first, with the credentials in the collection's variables, and keeps the token that all others send.
// What an operation makes is kept, too, so that the ones after it find it.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import bruno from "@usebruno/converters";
import postman from "openapi-to-postmanv2";

const NAME = "call-quality-api";
const METHODS = ["get", "post", "put", "patch", "delete"];
const MADE = ["job_id", "user_id", "key_id", "webhook_id", "delivery_id", "share_id"];
const VARIABLES = {
  origin: "http://localhost:5000",
  baseUrl: "{{origin}}/api/v1",
  tenant_id: "demo",
  username: "demo",
  password: "",
  new_password: "",
  token: "",
  refresh_token: "",
  ...Object.fromEntries(MADE.map((name) => [name, ""])),
};
const SENT = {
  login: { tenant_id: "{{tenant_id}}", username: "{{username}}", password: "{{password}}" },
  refresh: { refresh_token: "{{refresh_token}}" },
  changePassword: { current_password: "{{password}}", new_password: "{{new_password}}" },
};
const AFTERWARDS = `pm.test("it was carried out", () => pm.expect(pm.response.code).to.be.below(400));
if ((pm.response.headers.get("Content-Type") || "").startsWith("application/json")) {
  const said = pm.response.json();
  for (const name of ${JSON.stringify([...MADE, "refresh_token"])}) {
    if (said[name]) pm.collectionVariables.set(name, said[name]);
  }
  if (said.access_token) pm.collectionVariables.set("token", said.access_token);
  if (pm.info.requestName === "changePassword") {
    pm.collectionVariables.set("password", pm.collectionVariables.get("new_password"));
  }
}`;

const [contractFile, folder] = process.argv.slice(2);
const contract = JSON.parse(readFileSync(contractFile, "utf8"));
const optional = optionalParameters(contract);
const open = new Set(
  operationsOf(contract)
    .filter((each) => each.security?.length === 0)
    .map((each) => each.operationId),
);
const outside = new Set(
  Object.values(contract.paths)
    .filter((item) => item.servers)
    .flatMap((item) => METHODS.map((method) => item[method]?.operationId)),
);
const collection = await toPostman(named(contract));
mkdirSync(folder, { recursive: true });
write(`${NAME}.postman_collection.json`, collection);
const { collection: forBruno, issues } = await bruno.postmanToBruno(structuredClone(collection));
if (issues.length) throw new Error(JSON.stringify(issues));
addressed(forBruno);
write(`${NAME}.bruno.json`, forBruno);

// Names every parameter that may be left out: operation and parameter.
function optionalParameters(document) {
  const found = new Set();
  for (const operation of operationsOf(document)) {
    for (const given of operation.parameters ?? []) {
      const parameter = given.$ref ? document.components.parameters[given.$ref.split("/").pop()] : given;
      if (!parameter.required) found.add(`${operation.operationId} ${parameter.name}`);
    }
  }
  return found;
}

function operationsOf(document) {
  return Object.values(document.paths).flatMap((item) => METHODS.map((method) => item[method]).filter(Boolean));
}

// Requests are called as their operations are; what these do stands in the description.
function named(document) {
  for (const operation of operationsOf(document)) {
    operation.description = [operation.summary, operation.description].filter(Boolean).join("\n\n");
    operation.summary = operation.operationId;
  }
  return document;
}

async function toPostman(document) {
  const options = { folderStrategy: "Tags", parametersResolution: "Example" };
  const converted = await new Promise((resolve, reject) => {
    const input = { type: "json", data: document };
    postman.convertV2(input, options, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
  if (!converted.result) throw new Error(converted.reason);
  const made = converted.output[0].data;
  made.item.forEach(prepare);
  made.auth = { type: "bearer", bearer: [{ key: "token", value: "{{token}}", type: "string" }] };
  made.event = [{ listen: "test", script: { type: "text/javascript", exec: AFTERWARDS.split("\n") } }];
  made.variable = Object.entries(VARIABLES).map(([key, value]) => ({ key, value, type: "string" }));
  return made;
}

function prepare(item) {
  if (item.item) return item.item.forEach(prepare);
  const { request } = item;
  item.response = []; // they stand in the contract, and would make the file ten times as long
  delete request.auth; // it is the collection's
  if (open.has(item.name)) request.auth = { type: "noauth" };
  // What may be left out is there to be ticked.
  for (const parameter of [...(request.url.query ?? []), ...(request.header ?? [])]) {
    if (optional.has(`${item.name} ${parameter.key}`)) parameter.disabled = true;
    if (parameter.key === "Idempotency-Key") parameter.value = "{{$guid}}";
  }
  if (outside.has(item.name)) request.url.host = ["{{origin}}"];
  for (const variable of request.url.variable ?? []) {
    if (MADE.includes(variable.key)) variable.value = `{{${variable.key}}}`;
  }
  if (SENT[item.name]) request.body.raw = JSON.stringify(SENT[item.name], null, 2);
}

// The converter takes a variable at the beginning of an address for a host, and leaves in what is not ticked.
function addressed(item) {
  for (const each of item.items) {
    if (each.items) {
      addressed(each);
      continue;
    }
    const { request } = each;
    const query = request.params.filter((parameter) => parameter.type === "query" && parameter.enabled);
    const asked = query.map(({ name, value }) => `${name}=${value}`).join("&");
    request.url = request.url.replace(/^http:\/\//, "").split("?")[0] + (asked && `?${asked}`);
  }
}

function write(name, value) {
  writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
}
