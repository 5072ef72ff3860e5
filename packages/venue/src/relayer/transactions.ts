import { createHash } from "node:crypto";
import type { Address, Clock, Hex } from "@pm/core-types";
import { uuid } from "../auth/api-keys.ts";
import type { WalletCall } from "./decode.ts";

/** States of a relayed transaction. */
export type RelayState =
  | "STATE_NEW"
  | "STATE_EXECUTED"
  | "STATE_MINED"
  | "STATE_CONFIRMED"
  | "STATE_FAILED"
  | "STATE_INVALID";

/** What was submitted. */
export type Submission = {
  readonly type: string;
  readonly from: Address;
  readonly to: string;
  readonly wallet: Address;
  readonly calls: readonly WalletCall[];
  readonly data: string;
  readonly nonce: string;
  readonly signature: string;
  readonly metadata: string;
  /** Runs when the transaction is executed; answers why it reverts. */
  readonly run: () => string | undefined;
};

/** A relayed transaction as it stands now. */
export type Relayed = Submission & {
  readonly id: string;
  state: RelayState;
  hash: Hex | undefined;
  error: string | undefined;
  /** Unix milliseconds. */
  readonly createdAt: number;
  updatedAt: number;
};

/** The relayer's queue. */
export type Transactions = {
  readonly submit: (submission: Submission) => Relayed;
  readonly find: (id: string) => Relayed | undefined;
  /** Newest first. */
  readonly list: () => readonly Relayed[];
  /** True while a transaction of the wallet has not been mined. */
  readonly busy: (wallet: string) => boolean;
};

const KEEP = 5_000;
const DONE: readonly RelayState[] = ["STATE_MINED", "STATE_CONFIRMED", "STATE_FAILED", "STATE_INVALID"];

/** Moves transactions through their states, `stepMs` apart: executed, mined, confirmed, or failed. */
export function createTransactions(options: {
  readonly clock: Clock;
  readonly seed: number;
  readonly stepMs: number;
}): Transactions {
  const { clock, seed, stepMs } = options;
  const all = new Map<string, Relayed>();
  let counter = 0;
  const digest = (label: string): Buffer =>
    createHash("sha256").update(`relay|${seed}|${label}|${counter}`).digest();

  const step = (relayed: Relayed, state: RelayState): void => {
    relayed.state = state;
    relayed.updatedAt = clock.now();
  };

  const execute = (relayed: Relayed): void => {
    relayed.error = relayed.run();
    if (relayed.error !== undefined) {
      step(relayed, "STATE_FAILED");
      return;
    }
    step(relayed, "STATE_EXECUTED");
    clock.setTimer(stepMs, () => {
      step(relayed, "STATE_MINED");
      clock.setTimer(stepMs, () => step(relayed, "STATE_CONFIRMED"));
    });
  };

  return {
    submit: (submission) => {
      counter += 1;
      const relayed: Relayed = {
        ...submission,
        id: uuid(digest("id")),
        state: "STATE_NEW",
        hash: undefined,
        error: undefined,
        createdAt: clock.now(),
        updatedAt: clock.now(),
      };
      all.set(relayed.id, relayed);
      if (all.size > KEEP) all.delete(all.keys().next().value as string);
      const hash = `0x${digest("hash").toString("hex")}` as Hex;
      clock.setTimer(stepMs, () => {
        relayed.hash = hash;
        execute(relayed);
      });
      return relayed;
    },
    find: (id) => all.get(id),
    list: () => [...all.values()].reverse(),
    busy: (wallet) =>
      [...all.values()].some(
        (one) => one.wallet.toLowerCase() === wallet.toLowerCase() && !DONE.includes(one.state),
      ),
  };
}
