import { type HttpRequest, LANES, type Lane } from "../../http/request.ts";
import type { Route } from "../route.ts";
import type { SignerGate } from "../signer/signer-gate.ts";

/** Rank of each lane, the most urgent 0. */
export const RANK: Readonly<Record<Lane, number>> = Object.fromEntries(
  LANES.map((lane, rank) => [lane, rank]),
) as Record<Lane, number>;

/** One request that waits its turn. */
export type Waiter = {
  readonly request: HttpRequest;
  readonly route: Route;
  readonly lane: Lane;
  /** Tokens of the signer's bucket. */
  readonly cost: number;
  readonly gate: SignerGate | undefined;
  /** Virtual start time of weighted fair queueing. */
  readonly tag: number;
  /** Arrival number: breaks ties. */
  readonly order: number;
  readonly enqueuedAt: number;
  readonly expiresAt: number;
  /** Admitted, refused or given up; queues drop it when they meet it. */
  done: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
};

/** What decides who is served first. */
export type Standing = Pick<Waiter, "lane" | "tag" | "order">;

/** The order of one queue: lane, then fair share, then arrival. */
export function comesBefore(a: Standing, b: Standing): boolean {
  const rank = RANK[a.lane] - RANK[b.lane];
  if (rank !== 0) return rank < 0;
  return a.tag < b.tag || (a.tag === b.tag && a.order < b.order);
}
