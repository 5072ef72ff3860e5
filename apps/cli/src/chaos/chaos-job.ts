import { createClob } from "@pm/clob";
import { openFileJournal } from "@pm/clob/node";
import { localEnvironment } from "@pm/core-types";
import { privateKey } from "@pm/signing";
import type { VenueReadyLine } from "@pm/venue";

/** The child of a real run: places its orders, each under its own key, and tells what became of them. */
export async function runChaosJob(env: NodeJS.ProcessEnv, print: (line: string) => void): Promise<void> {
  const ready = JSON.parse(env.PM_VENUE ?? "") as VenueReadyLine;
  const journal = await openFileJournal(env.PM_CHAOS_JOURNAL ?? "");
  const clob = createClob({ environment: localEnvironment(ready) });
  const account = clob.account({ id: "job", signer: privateKey(ready.accounts[0]!.privateKey), journal });
  const tokenId = ready.markets[0]!.tokens[0]!.tokenId;
  for (let step = 0; step < Number(env.PM_CHAOS_ORDERS); step++) {
    const order = await account.placeLimit({
      tokenId,
      side: "BUY",
      price: `0.${30 + step}`,
      size: "10",
      idempotencyKey: `step-${step}`,
    });
    const { outcome } = await order.decided();
    print(JSON.stringify({ key: `step-${step}`, outcome, id: order.id }));
  }
  print(JSON.stringify({ done: true }));
  await clob.close();
  await journal.close();
}
