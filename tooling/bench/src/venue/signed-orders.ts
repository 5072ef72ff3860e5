import { type ApiKey, limitAmounts, PRODUCTION, secret, type TokenId } from "@pm/core-types";
import { createSeededRandom } from "@pm/core-types/virtual";
import {
  type ApiCredentials,
  createL1Headers,
  createL2Headers,
  createOrderSigner,
  domainFor,
  type EngineName,
  engineByName,
  type OrderSigner,
  orderBody,
  privateKey,
} from "@pm/signing";
import { openRawClient, rawRequest } from "./raw-http.ts";
import { startVenue } from "./venue-child.ts";

type Trader = {
  readonly address: string;
  readonly orders: OrderSigner;
  readonly credentials: ApiCredentials;
};

/** What an order costs the venue, by its CPU time or by the clock on the wall. */
export type Measure = "core" | "wall";

const CONNECTIONS = 16;

/**
 * Orders a second that a venue takes over HTTP: authenticated, signature verified, checked, matched, settled. All
 * requests are signed before the clock starts. Accounts of every signature type; some half of the orders match.
 */
export async function signedOrders(options: {
  readonly engine: EngineName;
  /** Orders a request: 1 for `POST /order`, up to 15 for `POST /orders`. */
  readonly batch: number;
  /** Orders a sample. */
  readonly orders: number;
  readonly measure: Measure;
}): Promise<{ readonly ours: () => Promise<number>; readonly close: () => void }> {
  const { batch, orders, measure } = options;
  const venue = await startVenue(options.engine);
  const { clob, accounts, markets } = venue.ready;
  const market = markets[0]!;
  const domain = domainFor(PRODUCTION, { negRisk: market.negRisk });
  const engine = await fastest();
  const random = createSeededRandom(1);
  const upTo = (limit: number): number => Math.floor(random.next() * limit);

  const traders = await Promise.all(
    accounts.map(async ({ privateKey: key, funder, signatureType }): Promise<Trader> => {
      const signer = privateKey(key, { engine });
      const timestamp = Math.floor(Date.now() / 1000);
      const headers = await createL1Headers(signer, { chainId: 137, timestamp });
      const answer = await fetch(`${clob}/auth/api-key`, { method: "POST", headers: { ...headers } });
      const created = (await answer.json()) as { apiKey: string; secret: string; passphrase: string };
      return {
        address: signer.address,
        orders: createOrderSigner({ signer, domain, maker: funder as never, signatureType }),
        credentials: {
          key: created.apiKey as ApiKey,
          secret: secret(created.secret),
          passphrase: secret(created.passphrase),
        },
      };
    }),
  );

  const entry = ({ orders: signer, credentials }: Trader): string => {
    const price = `0.${47 + upTo(7)}`;
    const amounts = limitAmounts({ side: "BUY", price, size: `${5 + upTo(50)}`, tickSize: "0.01" });
    const tokenId = market.tokens[upTo(2)]!.tokenId as TokenId;
    return orderBody(
      signer.signOrder({ tokenId, side: "BUY", amounts, timestamp: Date.now() }),
      credentials.key,
    );
  };
  const request = (trader: Trader): Buffer => {
    const entries = Array.from({ length: batch }, () => entry(trader));
    const path = batch === 1 ? "/order" : "/orders";
    const body = batch === 1 ? entries[0]! : `[${entries.join(",")}]`;
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = createL2Headers(trader.credentials, trader.address as never, {
      timestamp,
      method: "POST",
      path,
      body,
    });
    return rawRequest(clob, path, { ...headers }, body);
  };

  const client = await openRawClient(clob, CONNECTIONS);
  const ours = async (): Promise<number> => {
    const requests = Array.from({ length: Math.ceil(orders / batch) }, (_, n) =>
      request(traders[n % traders.length]!),
    );
    const cpu = await venue.cpuSeconds();
    const started = performance.now();
    const answers = await client.send(requests);
    const seconds =
      measure === "core" ? (await venue.cpuSeconds()) - cpu : (performance.now() - started) / 1000;
    let taken = 0;
    for (const answer of answers) taken += answer.split('"success":true').length - 1;
    if (taken !== requests.length * batch) throw new Error(`The venue refused orders: ${answers[0]}`);
    return taken / seconds;
  };
  await ours();
  return {
    ours,
    close: () => {
      client.close();
      venue.close();
    },
  };
}

/** For the client's side, which is not measured. */
async function fastest() {
  return engineByName("native").catch(() => engineByName("wasm"));
}
