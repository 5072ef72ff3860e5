import { exchangeFor, type Hex, PRODUCTION } from "@pm/core-types";
import { createL2Headers, fromWireOrder, privateKey, signOrder, toWireOrder, verifyOrder } from "@pm/signing";
import type { Vector } from "../vector.ts";
import { differences, type Verdict } from "../verdict.ts";
import { credentialsOf } from "./auth.ts";

type Input = {
  readonly privateKey: Hex;
  readonly credentials: { readonly key: string; readonly secret: string; readonly passphrase: string };
  readonly dateNowMs: number;
};

type Expected = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * A captured `POST /order` of the unified client: its body is read, its order verified and signed again to the same
 * bytes, written to the same JSON, and its L2 headers made again over the exact body.
 */
export async function checkPostWire({ input, expected }: Vector): Promise<Verdict> {
  const { privateKey: key, credentials, dateNowMs } = input as Input;
  const { method, path, headers, body } = expected as Expected;
  const signer = privateKey(key);
  const parsed = JSON.parse(body) as { readonly order: unknown; readonly owner: string };
  const { order, signature, expiration } = fromWireOrder(parsed.order);
  const domains = [true, false].map((negRisk) =>
    exchangeFor(PRODUCTION, { tokenId: order.tokenId, negRisk }),
  );
  // The body does not tell the exchange; the signature does.
  const domain = domains.find((candidate) => verifyOrder(order, candidate, signature).valid);
  if (domain === undefined) return { problems: ["signature: verifies on no exchange"] };
  const again = await signOrder(order, domain, signer);
  const timestamp = Math.floor(dateNowMs / 1000);
  const ours = createL2Headers(credentialsOf(credentials), signer.address, { timestamp, method, path, body });
  return {
    problems: [
      ...differences(parsed.order, toWireOrder(again, expiration), "order"),
      ...differences(credentials.key, parsed.owner, "owner"),
      ...differences(headers, lowerCased(ours), "headers"),
    ],
  };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
