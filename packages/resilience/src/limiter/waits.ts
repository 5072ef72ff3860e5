import type { Telemetry } from "@pm/core-types";
import { LANES, type Lane } from "../http/request.ts";
import type { Waiter } from "./queue/waiter.ts";
import { WaitRecorder } from "./wait-stats.ts";

type PerWallet = { readonly recorder: WaitRecorder; waiting: number };

/** Who waits, and what waiting has cost, by lane and by wallet. */
export class Waits {
  readonly lanes: Readonly<Record<Lane, WaitRecorder>>;
  readonly waitingByLane: Record<Lane, number> = { cancel: 0, order: 0, private: 0, public: 0 };
  readonly wallets = new Map<string, PerWallet>();
  readonly #telemetry: Telemetry;
  readonly #maxWallets: number;

  constructor(telemetry: Telemetry, maxWallets: number) {
    this.#telemetry = telemetry;
    this.#maxWallets = maxWallets;
    this.lanes = Object.fromEntries(LANES.map((lane) => [lane, new WaitRecorder()])) as Record<
      Lane,
      WaitRecorder
    >;
  }

  /** Everybody who waits. */
  get waiting(): number {
    const { cancel, order, private: read, public: open } = this.waitingByLane;
    return cancel + order + read + open;
  }

  waitingOf(wallet: string): number {
    return this.wallets.get(wallet)?.waiting ?? 0;
  }

  direct(lane: Lane): void {
    this.lanes[lane].direct();
  }

  entered(waiter: Waiter): void {
    const wallet = waiter.request.wallet ?? "";
    let entry = this.wallets.get(wallet);
    if (entry === undefined) entry = { recorder: new WaitRecorder(), waiting: 0 };
    else this.wallets.delete(wallet);
    // Kept in order of use, so that the first is the one to forget.
    this.wallets.set(wallet, entry);
    entry.waiting += 1;
    this.waitingByLane[waiter.lane] += 1;
    if (this.wallets.size > this.#maxWallets) this.#forget();
    this.#gauge(waiter.lane);
  }

  admitted(waiter: Waiter, now: number): void {
    const waited = Math.max(0, now - waiter.enqueuedAt);
    this.lanes[waiter.lane].after(waited);
    this.wallets.get(waiter.request.wallet ?? "")?.recorder.after(waited);
    this.#telemetry.observe("pm_limiter_wait_seconds", waited / 1000, { lane: waiter.lane });
    this.left(waiter);
  }

  left(waiter: Waiter): void {
    const entry = this.wallets.get(waiter.request.wallet ?? "");
    if (entry !== undefined) entry.waiting -= 1;
    this.waitingByLane[waiter.lane] -= 1;
    this.#gauge(waiter.lane);
  }

  #gauge(lane: Lane): void {
    this.#telemetry.gauge("pm_limiter_waiting", this.waitingByLane[lane], { lane });
  }

  #forget(): void {
    for (const [wallet, entry] of this.wallets) {
      if (entry.waiting > 0) continue;
      this.wallets.delete(wallet);
      return;
    }
  }
}
