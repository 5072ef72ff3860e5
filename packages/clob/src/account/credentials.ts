import { AuthenticationError, apiKey, InvalidResponseError, Secret } from "@pm/core-types";
import type { HttpResponse } from "@pm/resilience";
import type { ApiCredentials, Signer } from "@pm/signing";
import { createL1Headers } from "@pm/signing";
import { z } from "zod";
import { errorOfAnswer, isOk } from "../errors/error-of.ts";
import { requestOf } from "../http/call.ts";
import type { ClobContext } from "../http/context.ts";
import { createSingleFlight } from "../http/single-flight.ts";
import type { ServerClock } from "./server-clock.ts";

/** Where an account's API credentials come from. */
export type CredentialStore = {
  /** The credentials: given, derived, or created when there are none to derive. Fetched once. */
  readonly get: () => Promise<ApiCredentials>;
  /** What `get` last gave, if it has. */
  readonly peek: () => ApiCredentials | undefined;
  /** Forgets derived credentials after the venue refused them; false when they were given from outside. */
  readonly forget: () => boolean;
};

const wireCredentials = z.looseObject({ apiKey: z.string(), secret: z.string(), passphrase: z.string() });

/** Credentials of one signer. */
export function createCredentialStore(
  context: ClobContext,
  input: {
    readonly signer: Signer;
    readonly serverClock: ServerClock;
    readonly given?: ApiCredentials;
    /** Another nonce gives another key; default 0. */
    readonly nonce?: number;
  },
): CredentialStore {
  let current = input.given;
  const flight = createSingleFlight<ApiCredentials>();

  const send = async (method: "GET" | "POST", path: string): Promise<HttpResponse> => {
    const headers = await createL1Headers(input.signer, {
      chainId: context.environment.chainId,
      timestamp: Math.floor(input.serverClock.now() / 1000),
      nonce: input.nonce ?? 0,
    });
    return context.transport(
      requestOf(context, {
        method,
        path,
        endpoint: `${method} ${path}`,
        surface: "clob-private",
        lane: "private",
        wallet: input.signer.address.toLowerCase(),
        // Creating twice gives the same refusal and deriving twice the same key.
        idempotent: true,
        headers: () => headers,
      }),
    );
  };

  const ask = async (method: "GET" | "POST", path: string): Promise<ApiCredentials | AuthenticationError> => {
    const offset = input.serverClock.offset();
    let response = await send(method, path);
    // The timestamp is signed: a wrong clock is refused, and can be put right once.
    if (
      response.status === 401 &&
      ((await input.serverClock.remeasure()) || input.serverClock.offset() !== offset)
    ) {
      response = await send(method, path);
    }
    if (isOk(response)) return readCredentials(response.json(), `${method} ${path}`);
    const error = errorOfAnswer(response, context.clock.now());
    if (
      response.status >= 400 &&
      response.status < 500 &&
      /could not (?:create|derive)/i.test(error.message)
    ) {
      return error;
    }
    throw error;
  };

  const obtain = async (): Promise<ApiCredentials> => {
    await input.serverClock.ensure();
    // Derive first: an account that traded before has a key, and asking for it leaves no scary refusal behind.
    const derived = await ask("GET", "/auth/derive-api-key");
    if (!(derived instanceof AuthenticationError)) return derived;
    const created = await ask("POST", "/auth/api-key");
    if (!(created instanceof AuthenticationError)) return created;
    // Another process may have created it between the two calls.
    const again = await ask("GET", "/auth/derive-api-key");
    if (again instanceof AuthenticationError) throw again;
    return again;
  };

  return {
    get: async () => {
      current ??= await flight("credentials", obtain);
      return current;
    },
    peek: () => current,
    forget: () => {
      if (input.given !== undefined) return false;
      current = undefined;
      return true;
    },
  };
}

function readCredentials(json: unknown, endpoint: string): ApiCredentials {
  const wire = wireCredentials.safeParse(json);
  // The schema's own complaint would quote what was sent, which here is a secret.
  if (!wire.success) {
    throw new InvalidResponseError({
      message: `${endpoint} answered something that is not a set of credentials.`,
      context: { endpoint },
    });
  }
  return {
    key: apiKey(wire.data.apiKey),
    secret: new Secret(wire.data.secret),
    passphrase: new Secret(wire.data.passphrase),
  };
}
