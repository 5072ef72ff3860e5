import type { Clock, TokenId } from "@pm/core-types";
import { createConnection } from "../connection/connection.ts";
import type { Connection, LivenessOptions, StreamPorts } from "../connection/options.ts";
import { subscribeFrame, subscriptionFrame, unsubscribeFrame } from "./subscription-frames.ts";

/** Settings of the sockets under a market stream. */
export type ShardOptions = StreamPorts &
  LivenessOptions & {
    readonly url: string;
    readonly customFeatures: boolean;
    /** Tokens on one socket; the venue stops sending snapshots above about 500. */
    readonly assetsPerSocket: number;
    /** Least time between two subscription frames on one socket, in milliseconds. */
    readonly frameIntervalMs: number;
  };

/** What happens on the sockets. */
export type ShardEvents = {
  readonly onText: (frame: string, socket: number) => void;
  readonly onBinary: (bytes: Uint8Array, socket: number) => void;
  /** These tokens were asked for; `epoch` counts the sockets of this stream that opened so far. */
  readonly onAsked: (tokens: Iterable<TokenId>, epoch: number) => void;
  readonly onDown: (tokens: Iterable<TokenId>) => void;
};

type Shard = {
  readonly id: number;
  readonly connection: Connection;
  /** Desired on this socket. */
  readonly tokens: Set<TokenId>;
  /** Changes not sent yet. A token in both is unsubscribed first: that is how a snapshot is asked for again. */
  readonly toAdd: Set<TokenId>;
  readonly toRemove: Set<TokenId>;
  /** Epoch of its open socket. */
  epoch: number;
  /** `clock.monotonic()` of the last data frame, and of the last subscription frame. */
  heardAt: number;
  sentAt: number;
  cancelFlush: (() => void) | undefined;
};

/**
 * Desired subscriptions, spread over sockets. What is wanted is state; what was sent is not trusted: every new
 * socket is told everything that is wanted on it.
 */
export class Shards {
  readonly #shards = new Map<number, Shard>();
  readonly #home = new Map<TokenId, Shard>();
  readonly #options: ShardOptions;
  readonly #events: ShardEvents;
  readonly #clock: Clock;
  #nextId = 0;
  #epoch = 0;

  constructor(options: ShardOptions & { readonly clock: Clock }, events: ShardEvents) {
    this.#options = options;
    this.#events = events;
    this.#clock = options.clock;
  }

  /** Sockets in use. */
  get count(): number {
    return this.#shards.size;
  }

  /** When the socket of a token last brought data, in `clock.monotonic()` ms; undefined while it is not open. */
  heardAt(token: TokenId): number | undefined {
    const shard = this.#home.get(token);
    return shard?.connection.state() === "open" ? shard.heardAt : undefined;
  }

  /** Wants a token, on any socket but `except`. */
  add(token: TokenId, except?: number): void {
    if (this.#home.has(token)) return;
    const shard = this.#withRoom(except);
    shard.tokens.add(token);
    shard.toAdd.add(token);
    this.#home.set(token, shard);
    this.#schedule(shard);
  }

  /** Wants a token no more. A socket without tokens is closed. */
  remove(token: TokenId): void {
    const shard = this.#home.get(token);
    if (shard === undefined) return;
    this.#home.delete(token);
    shard.tokens.delete(token);
    if (!shard.toAdd.delete(token)) shard.toRemove.add(token);
    if (shard.tokens.size === 0) void this.#close(shard);
    else this.#schedule(shard);
  }

  /** Asks for a fresh snapshot of a token on its own socket; false when that socket is not open. */
  askAgain(token: TokenId): boolean {
    const shard = this.#home.get(token);
    if (shard === undefined || shard.connection.state() !== "open") return false;
    if (!shard.toAdd.has(token)) shard.toRemove.add(token);
    shard.toAdd.add(token);
    this.#schedule(shard);
    return true;
  }

  /** Moves a token to another socket. */
  move(token: TokenId): void {
    const from = this.#home.get(token);
    this.remove(token);
    this.add(token, from?.id);
  }

  /** Replaces the socket of a token. */
  restart(token: TokenId, reason: string): void {
    this.#home.get(token)?.connection.restart(reason);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#shards.values()].map((shard) => this.#close(shard)));
  }

  #withRoom(except: number | undefined): Shard {
    for (const shard of this.#shards.values()) {
      if (shard.id !== except && shard.tokens.size < this.#options.assetsPerSocket) return shard;
    }
    return this.#open();
  }

  #open(): Shard {
    const id = ++this.#nextId;
    const tokens = new Set<TokenId>();
    const connection = createConnection({
      ...this.#options,
      channel: "market",
      onOpen: () => this.#opened(shard),
      onText: (text) => {
        shard.heardAt = this.#clock.monotonic();
        this.#events.onText(text, id);
      },
      onBinary: (bytes) => this.#events.onBinary(bytes, id),
      onDown: () => {
        shard.cancelFlush?.();
        shard.cancelFlush = undefined;
        this.#events.onDown(tokens);
        return undefined;
      },
    });
    const shard: Shard = {
      id,
      connection,
      tokens,
      toAdd: new Set(),
      toRemove: new Set(),
      epoch: 0,
      heardAt: 0,
      sentAt: Number.NEGATIVE_INFINITY,
      cancelFlush: undefined,
    };
    this.#shards.set(id, shard);
    // Tokens added in the same turn go into the first frame.
    connection.start();
    return shard;
  }

  #opened(shard: Shard): void {
    shard.toAdd.clear();
    shard.toRemove.clear();
    shard.sentAt = shard.heardAt = this.#clock.monotonic();
    shard.epoch = ++this.#epoch;
    this.#events.onAsked(shard.tokens, shard.epoch);
    shard.connection.send(subscriptionFrame([...shard.tokens], this.#options.customFeatures));
  }

  #schedule(shard: Shard): void {
    if (shard.cancelFlush !== undefined || shard.connection.state() !== "open") return;
    const wait = shard.sentAt + this.#options.frameIntervalMs - this.#clock.monotonic();
    shard.cancelFlush = this.#clock.setTimer(Math.max(0, wait), () => {
      shard.cancelFlush = undefined;
      this.#flush(shard);
    });
  }

  #flush(shard: Shard): void {
    const remove = [...shard.toRemove];
    const add = [...shard.toAdd];
    shard.toRemove.clear();
    shard.toAdd.clear();
    if (remove.length > 0) shard.connection.send(unsubscribeFrame(remove));
    if (add.length > 0) {
      this.#events.onAsked(add, shard.epoch);
      shard.connection.send(subscribeFrame(add, this.#options.customFeatures));
    }
    shard.sentAt = this.#clock.monotonic();
  }

  async #close(shard: Shard): Promise<void> {
    this.#shards.delete(shard.id);
    shard.cancelFlush?.();
    await shard.connection.close();
  }
}
