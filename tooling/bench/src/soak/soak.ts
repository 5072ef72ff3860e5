// A soak of the venue's `market` mode: seeded traders at a steady rate over many books, sockets that read everything,
// a client that trades and asks over HTTP all the while; memory after a full collection once a minute.
//
//   npm run -s bench -- soak --minutes 60 > soak.csv
import { parseArgs } from "node:util";
import { ourAccounts } from "../trading/clients.ts";
import { openAudience } from "./audience.ts";
import { startSoaked } from "./soaked.ts";

/** Runs the soak and prints a CSV line a sample; exits with 1 if anything failed or money was made or lost. */
export async function soak(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: "string", default: "60" },
      rate: { type: "string", default: "1400" },
      markets: { type: "string", default: "200" },
      every: { type: "string", default: "60" },
    },
  });
  for (const [name, value] of Object.entries(values)) {
    if (!(Number(value) > 0)) throw new Error(`--${name} must be a number above 0, not "${value}".`);
  }
  const everyMs = Number(values.every) * 1000;
  const samples = Math.round((Number(values.minutes) * 60_000) / everyMs);

  const { ready, vital, close: end } = await startSoaked(values.rate, values.markets);
  const audience = await openAudience(ready);
  const { accounts, close } = await ourAccounts(ready, 4);

  let [answered, failed] = [0, 0];
  /** One order placed and cancelled, and a handful of reads. */
  const client = async (n: number): Promise<void> => {
    const market = ready.markets[n % ready.markets.length]!;
    const { tokenId } = market.tokens[n % 2]!;
    const account = accounts[n % accounts.length]!;
    const work = [
      account
        .placeLimit({ tokenId: tokenId as never, side: "BUY", price: "0.02", size: "51" })
        .then((order) => account.cancelOrder(order.id)),
      ...[
        `${ready.clob}/book?token_id=${tokenId}`,
        `${ready.clob}/prices-history?market=${tokenId}&interval=1h`,
        `${ready.gamma}/markets?limit=50`,
        `${ready.data}/trades?limit=100`,
        `${ready.data}/v2/positions?user=${ready.accounts[0]!.funder}`,
      ].map(async (url) => {
        const response = await fetch(url);
        await response.arrayBuffer();
        if (response.status !== 200) throw new Error(`${response.status} ${url}`);
      }),
    ];
    for (const done of await Promise.allSettled(work)) {
      if (done.status === "fulfilled") answered++;
      else if (failed++ < 5) console.error(done.reason);
    }
  };
  let turn = 0;
  let working = Promise.resolve();
  const beat = setInterval(() => {
    working = client(turn++);
  }, 1_000);

  const MEGA = 1e6;
  const mega = (bytes: number): string => (bytes / MEGA).toFixed(1);
  console.log(
    "minute,rss_mb,heap_used_after_gc_mb,external_mb,orders_and_cancels_per_s,engine_events_per_s,trades_per_s,frames_delivered_per_s,mb_delivered_per_s,venue_cpu_percent,requests_answered,requests_failed,sockets_lost,conservation_problems",
  );
  let before = await vital();
  let heardBefore = audience.heard();
  let at = performance.now();
  const started = at;
  let failure = 0;
  for (let n = 1; n <= samples; n++) {
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, started + n * everyMs - performance.now())),
    );
    const now = await vital();
    const heardNow = audience.heard();
    const seconds = (performance.now() - at) / 1000;
    at = performance.now();
    const per = (after: number, earlier: number): string => ((after - earlier) / seconds).toFixed(0);
    console.log(
      [
        ((at - started) / 60_000).toFixed(1),
        mega(now.rss),
        mega(now.heapUsed),
        mega(now.external),
        per(now.orders, before.orders),
        per(now.events, before.events),
        per(now.trades, before.trades),
        per(heardNow.frames, heardBefore.frames),
        ((heardNow.bytes - heardBefore.bytes) / seconds / MEGA).toFixed(2),
        (((now.cpu - before.cpu) / seconds / MEGA) * 100).toFixed(0),
        answered,
        failed,
        audience.lost(),
        now.problems.length,
      ].join(","),
    );
    if (now.problems.length > 0) failure = 1;
    before = now;
    heardBefore = heardNow;
  }
  clearInterval(beat);
  await working;
  await close();
  audience.close();
  end();
  process.exitCode = failure || (failed > 0 ? 1 : 0);
}
