import type { Clock, TokenId } from "@pm/core-types";
import { createConnection } from "../connection/connection.ts";
import type { LivenessOptions, StreamPorts } from "../connection/options.ts";
import { subscribeFrame, subscriptionFrame, unsubscribeFrame } from "./subscription-frames.ts";

/** Settings of one socket of the market channel. */
export type LaneOptions = StreamPorts &
  LivenessOptions & {
    readonly url: string;
    readonly clock: Clock;
    readonly customFeatures: boolean;
    /** Least time between two subscription frames on one socket, in milliseconds. */
    readonly frameIntervalMs: number;
  };

/** What happens on a lane. */
export type LaneEvents = {
  readonly onText: (frame: string) => void;
  readonly onBinary: (bytes: Uint8Array) => void;
  /** These tokens are about to be asked for. */
  readonly onAsking: (tokens: Iterable<TokenId>) => void;
  readonly onDown: () => void;
};

/** One socket, the tokens that are wanted on it, and what it has not been told yet. */
export class Lane {
  readonly #tokens: ReadonlySet<TokenId>;
  readonly #options: LaneOptions;
  readonly #events: LaneEvents;
  readonly #connection: ReturnType<typeof createConnection>;
  // A token in both is unsubscribed first: that is how a snapshot is asked for again.
  readonly #toAdd = new Set<TokenId>();
  readonly #toRemove = new Set<TokenId>();
  #sentAt = Number.NEGATIVE_INFINITY;
  #heardAt = 0;
  #cancelFlush: (() => void) | undefined;

  /** Opens a lane for `tokens`, a set its owner keeps current. */
  constructor(tokens: ReadonlySet<TokenId>, options: LaneOptions, events: LaneEvents) {
    this.#tokens = tokens;
    this.#options = options;
    this.#events = events;
    this.#connection = createConnection({
      ...options,
      channel: "market",
      onOpen: () => this.#opened(),
      onText: (text, _, at) => {
        this.#heardAt = at;
        events.onText(text);
      },
      onBinary: events.onBinary,
      onDown: () => {
        this.#cancelFlush?.();
        this.#cancelFlush = undefined;
        events.onDown();
        return undefined;
      },
    });
    this.#connection.start();
  }

  get isOpen(): boolean {
    return this.#connection.state() === "open";
  }

  /** When data last came, or the socket opened: `clock.monotonic()` milliseconds. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** A token joined the set. */
  added(token: TokenId): void {
    if (!this.isOpen) return;
    this.#toAdd.add(token);
    this.#schedule();
  }

  /** A token left the set. */
  removed(token: TokenId): void {
    if (!this.isOpen) return;
    if (!this.#toAdd.delete(token)) this.#toRemove.add(token);
    this.#schedule();
  }

  /** Asks for a fresh snapshot of a token; false when the socket is not open. */
  askAgain(token: TokenId): boolean {
    if (!this.isOpen) return false;
    if (!this.#toAdd.has(token)) this.#toRemove.add(token);
    this.#toAdd.add(token);
    this.#schedule();
    return true;
  }

  restart(reason: string): void {
    this.#connection.restart(reason);
  }

  close(): Promise<void> {
    this.#cancelFlush?.();
    return this.#connection.close();
  }

  #opened(): void {
    this.#toAdd.clear();
    this.#toRemove.clear();
    this.#sentAt = this.#heardAt = this.#options.clock.monotonic();
    this.#events.onAsking(this.#tokens);
    this.#connection.send(subscriptionFrame([...this.#tokens], this.#options.customFeatures));
  }

  #schedule(): void {
    if (this.#cancelFlush !== undefined) return;
    const { clock, frameIntervalMs } = this.#options;
    const wait = this.#sentAt + frameIntervalMs - clock.monotonic();
    this.#cancelFlush = clock.setTimer(Math.max(0, wait), () => {
      this.#cancelFlush = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    const remove = [...this.#toRemove];
    const add = [...this.#toAdd];
    this.#toRemove.clear();
    this.#toAdd.clear();
    if (remove.length > 0) this.#connection.send(unsubscribeFrame(remove));
    if (add.length > 0) {
      this.#events.onAsking(add);
      this.#connection.send(subscribeFrame(add, this.#options.customFeatures));
    }
    this.#sentAt = this.#options.clock.monotonic();
  }
}
