import type { TokenId } from "@pm/core-types";
import { Lane, type LaneOptions } from "./lane.ts";

/** Settings of the sockets under a market stream. */
export type ShardOptions = LaneOptions & {
  /** Tokens on one socket; the venue stops sending snapshots above about 500. */
  readonly assetsPerSocket: number;
  /** Sockets that carry the same tokens. */
  readonly redundancy: number;
};

/** What happens on the sockets. */
export type ShardEvents = {
  readonly onText: (frame: string) => void;
  readonly onBinary: (bytes: Uint8Array) => void;
  /** These tokens are about to be asked for; `epoch` counts the sockets of this stream that opened so far. */
  readonly onAsking: (tokens: Iterable<TokenId>, epoch: number) => void;
  /** No socket carries these tokens any more. */
  readonly onDown: (tokens: Iterable<TokenId>) => void;
};

/** Tokens that share their sockets. */
type Shard = { readonly id: number; readonly tokens: Set<TokenId>; readonly lanes: Lane[] };

/**
 * Desired subscriptions, spread over sockets. What is wanted is state; what was sent is not trusted: every new
 * socket is told everything that is wanted on it.
 */
export class Shards {
  readonly #shards = new Map<number, Shard>();
  readonly #home = new Map<TokenId, Shard>();
  readonly #options: ShardOptions;
  readonly #events: ShardEvents;
  #nextId = 0;
  #epoch = 0;

  constructor(options: ShardOptions, events: ShardEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Sockets in use. */
  get count(): number {
    let count = 0;
    for (const shard of this.#shards.values()) count += shard.lanes.length;
    return count;
  }

  /** When a socket of this token last brought data, in `clock.monotonic()` ms; undefined while none is open. */
  heardAt(token: TokenId): number | undefined {
    const open = this.#home.get(token)?.lanes.filter((lane) => lane.isOpen) ?? [];
    return open.length === 0 ? undefined : Math.max(...open.map((lane) => lane.heardAt));
  }

  /** Wants a token, in any shard but `except`. */
  add(token: TokenId, except?: number): void {
    if (this.#home.has(token)) return;
    const shard = this.#withRoom(except);
    shard.tokens.add(token);
    this.#home.set(token, shard);
    for (const lane of shard.lanes) lane.added(token);
  }

  /** Wants a token no more. Sockets without tokens are closed. */
  remove(token: TokenId): void {
    const shard = this.#home.get(token);
    if (shard === undefined) return;
    this.#home.delete(token);
    shard.tokens.delete(token);
    if (shard.tokens.size === 0) void this.#close(shard);
    else for (const lane of shard.lanes) lane.removed(token);
  }

  /** Asks for a fresh snapshot of a token; false when none of its sockets is open. */
  askAgain(token: TokenId): boolean {
    const asked = this.#home.get(token)?.lanes.map((lane) => lane.askAgain(token)) ?? [];
    return asked.includes(true);
  }

  /** Moves a token to other sockets. */
  move(token: TokenId): void {
    const from = this.#home.get(token);
    this.remove(token);
    this.add(token, from?.id);
  }

  /** Replaces the sockets of a token. */
  restart(token: TokenId, reason: string): void {
    for (const lane of this.#home.get(token)?.lanes ?? []) lane.restart(reason);
  }

  /** Replaces sockets that bring nothing while another with the same tokens does. */
  restartMute(muteMs: number): void {
    for (const { lanes } of this.#shards.values()) {
      const open = lanes.filter((lane) => lane.isOpen);
      const newest = Math.max(...open.map((lane) => lane.heardAt));
      for (const lane of open) {
        if (newest - lane.heardAt >= muteMs) lane.restart("silent beside a socket that is not");
      }
    }
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
    const shard: Shard = { id: ++this.#nextId, tokens: new Set(), lanes: [] };
    this.#shards.set(shard.id, shard);
    for (let n = 0; n < this.#options.redundancy; n++) {
      let epoch = 0;
      const lane: Lane = new Lane(shard.tokens, this.#options, {
        onText: this.#events.onText,
        onBinary: this.#events.onBinary,
        onAsking: (tokens) => {
          if (tokens === shard.tokens) epoch = ++this.#epoch;
          this.#events.onAsking(tokens, epoch);
        },
        onDown: () => {
          if (!shard.lanes.some((other) => other.isOpen)) this.#events.onDown(shard.tokens);
        },
      });
      shard.lanes.push(lane);
    }
    return shard;
  }

  async #close(shard: Shard): Promise<void> {
    this.#shards.delete(shard.id);
    await Promise.all(shard.lanes.map((lane) => lane.close()));
  }
}
