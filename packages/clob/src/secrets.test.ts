import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { type Attributes, type Logger, localEnvironment, type Telemetry } from "@pm/core-types";
import { createTransport, observeRequests, pipeline, type Transport } from "@pm/resilience";
import { privateKey } from "@pm/signing";
import { createVenue } from "@pm/venue";
import { createClob } from "./clob.ts";

/** Keeps everything that would leave the process for a log, a metric or a trace. */
function recorder() {
  const heard: unknown[] = [];
  const logger: Logger = { log: (level, message, fields) => void heard.push({ level, message, fields }) };
  const note = (name: string, attributes?: Attributes) => void heard.push({ name, attributes });
  const telemetry: Telemetry = {
    count: note,
    observe: (name, _value, attributes) => note(name, attributes),
    gauge: (name, _value, attributes) => note(name, attributes),
    span: (name, attributes) => {
      note(name, attributes);
      return { setAttributes: (more) => note(name, more), end: (error) => void heard.push(error) };
    },
  };
  return { heard, logger, telemetry };
}

describe("secrets", () => {
  it("are in no log line, error, metric or span, whatever goes wrong", async () => {
    const venue = await createVenue({ seed: 2 });
    const { heard, logger, telemetry } = recorder();
    const sent: string[] = [];
    const http = createTransport({ logger, telemetry });
    const watched: Transport = (request) => {
      const headers = typeof request.headers === "function" ? request.headers() : (request.headers ?? {});
      sent.push(headers.POLY_SIGNATURE ?? "", headers.POLY_PASSPHRASE ?? "");
      return http({ ...request, headers });
    };
    const clob = createClob({
      environment: localEnvironment(venue.ready),
      transport: pipeline(watched, observeRequests({ logger, telemetry })),
      logger,
      telemetry,
    });
    const [given] = venue.ready.accounts;
    const account = clob.account({
      id: "main",
      signer: privateKey(given!.privateKey),
      resolve: { absenceMs: 100 },
    });
    const tokenId = venue.ready.markets[0]!.tokens[0]!.tokenId;
    const order = { tokenId, side: "BUY", price: "0.4", size: "10" } as const;
    try {
      const credentials = await account.credentials();
      await account.placeLimit(order);
      for (const kind of [
        "lost-answer",
        "reset-after",
        "reset-before",
        "truncated",
        "html",
        "status",
        "content-type",
      ] as const) {
        venue.inject({ kind, route: "POST /order", times: 1, ms: 10 });
        venue.inject({ kind, route: "GET /balance-allowance", times: 1, ms: 10 });
        await account.fetchBalance().catch((error) => heard.push(error));
        const placed = await account.placeLimit(order).catch((error) => void heard.push(error));
        heard.push(placed?.error, await placed?.decided(), placed);
      }
      venue.setBanned(account.funder, true);
      heard.push((await account.placeLimit(order)).error);
      heard.push(
        await account.fetchOrder(`0x${"00".repeat(32)}`).catch((error) => error),
        account,
        clob,
        credentials,
      );

      const said = heard
        .map(
          (each) =>
            `${inspect(each, { depth: 12, showHidden: true })} ${safeJson(each)} ${String((each as Error)?.stack)}`,
        )
        .join("\n");
      const secrets = [
        given!.privateKey.slice(2),
        credentials.secret.reveal(),
        credentials.passphrase.reveal(),
        ...sent.filter((text) => text.length > 8),
      ];
      expect(heard.length).toBeGreaterThan(50);
      expect(secrets.length).toBeGreaterThan(20);
      expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
    } finally {
      await clob.close();
      await http.close();
      await venue.close();
    }
  }, 30_000);
});

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, inner) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "";
  } catch {
    return "";
  }
}
