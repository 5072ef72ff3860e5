import type { Lane } from "../../http/request.ts";
import type { WindowRule } from "../table.ts";
import { LaneBlocks } from "./lane-blocks.ts";
import { SlidingWindow } from "./sliding-window.ts";
import { Throttle } from "./throttle.ts";

/** Share of a shared window each lane may fill: what is left is headroom of the lanes before it. */
export type LaneShares = Readonly<Record<Lane, number>>;

/** One window of the table in force: the rule, its margin, what was used, and what the venue taught. */
export class WindowLimit {
  readonly rule: WindowRule;
  /** `margin × limit`, in whole requests. */
  readonly limit: number;
  readonly throttle = new Throttle();
  readonly #window: SlidingWindow;
  readonly #blocks = new LaneBlocks();
  readonly #byLane: Readonly<Record<Lane, number>>;

  constructor(rule: WindowRule, margin: number, shares: LaneShares) {
    this.rule = rule;
    this.limit = Math.max(1, Math.floor(rule.limit * margin));
    this.#window = new SlidingWindow(rule.windowMs);
    const cap = (lane: Lane) =>
      rule.shared === true ? Math.max(1, Math.floor(this.limit * shares[lane])) : this.limit;
    this.#byLane = {
      cancel: cap("cancel"),
      order: cap("order"),
      private: cap("private"),
      public: cap("public"),
    };
  }

  used(now: number): number {
    return this.#window.used(now);
  }

  /** What a lane may use now, after margin, headroom and the venue's refusals. */
  limitOf(now: number, lane: Lane): number {
    const share = this.throttle.share(now);
    const limit = this.#byLane[lane];
    return share === 1 ? limit : Math.max(1, Math.floor(limit * share));
  }

  /** The time at or before which one more request of `lane` is too much; `-Infinity` when there is room now. */
  blockedUntil(now: number, lane: Lane): number {
    const blocked = this.#window.blockedUntil(now, 1, this.limitOf(now, lane));
    const held = Math.max(this.throttle.heldUntil, this.#blocks.until(lane));
    return held >= now && held > blocked ? held : blocked;
  }

  /** The store that is shared with other processes has no room before `until`. */
  block(lane: Lane, until: number): void {
    this.#blocks.block(lane, until);
  }

  take(now: number): void {
    this.#window.add(now, 1);
  }
}
