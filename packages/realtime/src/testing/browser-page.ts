// What a web page does with the library: bundled by the test and run in a real browser against the venue.
import type { TokenId } from "@pm/core-types";
import { createMarketStream } from "@pm/realtime";

/** What the page tells the test. */
export type PageReport = {
  readonly live: boolean;
  readonly stats: { readonly hashChecked: number; readonly hashEqual: number; readonly malformed: number };
  readonly books: Readonly<Record<string, { readonly bids: string[]; readonly asks: string[] }>>;
};

declare const location: { readonly hash: string };
declare const fetch: (url: string, init: { method: string; body: string }) => Promise<unknown>;

async function run(): Promise<PageReport> {
  const { url, tokens, changes } = JSON.parse(decodeURIComponent(location.hash.slice(1))) as {
    readonly url: string;
    readonly tokens: TokenId[];
    /** Changes to wait for. */
    readonly changes: number;
  };
  const stream = createMarketStream({ url, hashes: { every: 1 } });
  const views = stream.watchBook(tokens);
  const isLive = () => tokens.every((token) => stream.book(token)?.level === "live");
  while (!isLive()) await views.next();
  await fetch("/live", { method: "POST", body: "" });
  while (stream.stats().topChecked < changes || !isLive()) await views.next();
  const text = (levels: readonly { price: { toFixed(): string }; size: { toFixed(): string } }[]) =>
    levels.map((level) => `${level.price.toFixed()} ${level.size.toFixed()}`);
  const books = Object.fromEntries(
    tokens.map((token) => {
      const book = stream.book(token)?.book;
      return [token, { bids: text(book?.bids() ?? []), asks: text(book?.asks() ?? []) }];
    }),
  );
  const { hashChecked, hashEqual, malformed } = stream.stats();
  const report = { live: isLive(), stats: { hashChecked, hashEqual, malformed }, books };
  await stream.close();
  return report;
}

run().then(
  (report) => fetch("/report", { method: "POST", body: JSON.stringify(report) }),
  (error: unknown) => fetch("/failed", { method: "POST", body: String(error) }),
);
