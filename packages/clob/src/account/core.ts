import type { Signer } from "@pm/signing";
import type { ClobContext } from "../http/context.ts";
import type { RulesCache } from "../market-data/market-rules.ts";
import type { Closing } from "./closing.ts";
import type { AccountIdentity } from "./identity.ts";
import type { PrivateCalls } from "./private-calls.ts";
import type { ServerClock } from "./server-clock.ts";

/** What every part of one account works with. */
export type AccountCore = {
  readonly context: ClobContext;
  readonly identity: AccountIdentity;
  readonly signer: Signer;
  readonly calls: PrivateCalls;
  readonly serverClock: ServerClock;
  readonly rules: RulesCache;
  readonly closing: Closing;
};
