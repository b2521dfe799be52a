/** Client of the Call Quality Analysis API: typed requests by path, and the types of everything that is sent. */

import createFetchClient, { type Client, type ClientOptions } from "openapi-fetch";
import type { ErrorResponse, paths } from "./schema.js";

export type * from "./schema.js";

export type CallQualityClient = Client<paths>;

export interface CallQualityOptions extends ClientOptions {
  /** Address of the API, such as `https://calls.example/api/v1`. */
  baseUrl: string;
  /** Access token of a person, or what tells the present one: it is asked before each request. */
  token?: string | (() => string | Promise<string>);
  /** Key of a machine. */
  apiKey?: string;
}

/** Return a client that says who it is with each request. */
export function createClient({ token, apiKey, ...options }: CallQualityOptions): CallQualityClient {
  const client = createFetchClient<paths>(options);
  client.use({
    async onRequest({ request }) {
      if (token) request.headers.set("Authorization", `Bearer ${typeof token === "function" ? await token() : token}`);
      if (apiKey) request.headers.set("X-API-Key", apiKey);
      return request;
    },
  });
  return client;
}

/** An answer of the service that is not the one hoped for. */
export class CallQualityError extends Error {
  override readonly name = "CallQualityError";

  constructor(
    readonly response: Response,
    /** What the service says of it; absent where something between here and there answered. */
    readonly body: ErrorResponse | undefined,
  ) {
    super(`${response.status} ${body ? `${body.error}: ${body.message}` : response.statusText}`);
  }

  get status(): number {
    return this.response.status;
  }

  /** What is wrong with which field of the request, by its path. */
  get details(): Record<string, string[]> {
    return this.body?.details ?? {};
  }
}

/** Return what a request is answered with; throw `CallQualityError` where that is an error. */
export async function unwrap<Data>(
  request: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<NonNullable<Data>> {
  const { data, error, response } = await request;
  if (data === undefined || data === null) {
    throw new CallQualityError(response, isErrorResponse(error) ? error : undefined);
  }
  return data;
}

function isErrorResponse(value: unknown): value is ErrorResponse {
  return typeof value === "object" && value !== null && "error" in value && "message" in value;
}
