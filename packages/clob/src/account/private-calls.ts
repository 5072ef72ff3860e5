import type { HttpResponse } from "@pm/resilience";
import { type ApiCredentials, createL2Headers } from "@pm/signing";
import { type Call, readAnswer, requestOf } from "../http/call.ts";
import type { CallOptions, ClobContext } from "../http/context.ts";
import type { CredentialStore } from "./credentials.ts";
import type { AccountIdentity } from "./identity.ts";
import type { ServerClock } from "./server-clock.ts";

/** A request whose body may name the API key it is sent with. */
export type PrivateCall = Omit<Call, "body" | "headers" | "surface" | "wallet"> & {
  readonly body?: string | ((credentials: ApiCredentials) => string);
};

/** Authenticated requests of one account. */
export type PrivateCalls = {
  /** Sends a request with headers signed at send time; resolves for every HTTP status. */
  readonly send: (call: PrivateCall, options?: CallOptions) => Promise<HttpResponse>;
  /** Sends a request that must succeed, and reads its JSON. @throws the typed error of the answer. */
  readonly fetch: <T>(
    call: PrivateCall,
    read: (json: unknown, endpoint: string) => T,
    options?: CallOptions,
  ) => Promise<T>;
};

/** Authenticated requests: L2 headers, and one second try when the venue refuses clock or key. */
export function createPrivateCalls(
  context: ClobContext,
  identity: AccountIdentity,
  store: CredentialStore,
  serverClock: ServerClock,
): PrivateCalls {
  const attempt = async (call: PrivateCall, options: CallOptions | undefined): Promise<HttpResponse> => {
    const credentials = await store.get();
    const body = typeof call.body === "function" ? call.body(credentials) : call.body;
    const { body: _, ...rest } = call;
    return context.transport(
      requestOf(
        context,
        {
          ...rest,
          ...(body === undefined ? {} : { body }),
          surface: "clob-private",
          wallet: identity.owner.toLowerCase(),
          headers: () =>
            createL2Headers(credentials, identity.owner, {
              timestamp: Math.floor(serverClock.now() / 1000),
              method: call.method,
              path: call.path,
              ...(body === undefined ? {} : { body }),
            }),
        },
        options,
      ),
    );
  };

  const send = async (call: PrivateCall, options?: CallOptions): Promise<HttpResponse> => {
    await serverClock.ensure();
    const before = store.peek();
    const offset = serverClock.offset();
    const response = await attempt(call, options);
    if (response.status !== 401) return response;
    // 401 proves that nothing was done. A wrong clock and a revoked key can be put right, once.
    if ((await serverClock.remeasure()) || serverClock.offset() !== offset) return attempt(call, options);
    if (before !== undefined && store.forget()) {
      const after = await store.get();
      if (after.key !== before.key) return attempt(call, options);
    }
    return response;
  };

  return {
    send,
    fetch: async (call, read, options) => readAnswer(context, await send(call, options), read),
  };
}
