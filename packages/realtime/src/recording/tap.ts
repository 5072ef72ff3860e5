import { type Clock, type SocketFactory, systemClock } from "@pm/core-types";
import type { Policy } from "@pm/resilience";
import { type RecordingEntry, withoutCredentials } from "./entry.ts";

/** Takes what happens on sockets and over HTTP, in order. Must not throw; a slow one is its own business. */
export type RecordingSink = (entry: RecordingEntry) => void;

/** What records: sockets to hand to streams, and a policy for HTTP. */
export type Recorder = {
  /** Sockets that behave as those they are made from and tell the sink everything. */
  readonly sockets: SocketFactory;
  /** A policy for `pipeline` that tells the sink every request and answer. Headers are left out: they hold secrets. */
  readonly requests: Policy;
};

/** Taps sockets and requests without changing what they do. */
export function createRecorder(
  sockets: SocketFactory,
  sink: RecordingSink,
  clock: Clock = systemClock,
): Recorder {
  const started = clock.monotonic();
  let count = 0;
  const at = () => ({ m: Math.round((clock.monotonic() - started) * 1000) / 1000, w: clock.now() });
  return {
    sockets: (url, handlers) => {
      const s = ++count;
      const socket = sockets(url, {
        onOpen: () => {
          sink({ t: "open", ...at(), s, url });
          handlers.onOpen();
        },
        onMessage: (data) => {
          sink(
            typeof data === "string"
              ? { t: "in", ...at(), s, d: data }
              : { t: "in", ...at(), s, b: base64(data) },
          );
          handlers.onMessage(data);
        },
        onError: handlers.onError,
        onClose: (code, reason) => {
          sink({ t: "close", ...at(), s, code, reason });
          handlers.onClose(code, reason);
        },
      });
      return {
        ...socket,
        send: (text) => {
          sink({ t: "out", ...at(), s, d: withoutCredentials(text) });
          socket.send(text);
        },
      };
    },
    requests: async (request, next) => {
      const sent = clock.monotonic();
      const response = await next(request);
      sink({
        t: "http",
        ...at(),
        method: request.method,
        url: request.url,
        status: response.status,
        ms: Math.round(clock.monotonic() - sent),
        d: response.body,
      });
      return response;
    },
  };
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
