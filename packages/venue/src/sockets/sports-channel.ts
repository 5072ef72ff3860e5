import type { CancelTimer } from "@pm/core-types";
import type { VenueContext } from "../context.ts";
import { type Channel, createChannel } from "./channel.ts";
import type { Connection } from "./connection.ts";

/** A result as the sports socket sends it. */
export type SportsResult = {
  readonly gameId: number;
  readonly leagueAbbreviation: string;
  readonly slug: string;
  readonly homeTeam: string;
  readonly awayTeam: string;
  readonly status: string;
  readonly score: string;
  readonly period: string;
  readonly elapsed: string;
  readonly live: boolean;
  readonly ended: boolean;
  /** Unix milliseconds, once ended. */
  readonly finishedTimestamp?: number;
};

/** The sports socket. */
export type SportsChannel = Channel & { readonly publish: (result: SportsResult) => void };

const PING_EVERY_MS = 5_000;
const PONG_WITHIN_MS = 10_000;

/** Starts the sports socket: no subscription; a text ping every five seconds wants a pong within ten. */
export function createSportsChannel(context: VenueContext, route: string): SportsChannel {
  const { clock } = context;
  const clients = new Map<Connection, { answeredAt: number; cancel: CancelTimer }>();

  const ping = (connection: Connection): void => {
    const client = clients.get(connection);
    if (client === undefined) return;
    if (clock.monotonic() - client.answeredAt > PING_EVERY_MS + PONG_WITHIN_MS) {
      connection.close(1001, "no pong");
      return;
    }
    connection.sendAlways("ping");
    client.cancel = clock.setTimer(PING_EVERY_MS, () => ping(connection));
  };

  const channel = createChannel({
    route,
    faults: context.faults,
    clock,
    handlers: {
      onOpen: (connection) => {
        const cancel = clock.setTimer(PING_EVERY_MS, () => ping(connection));
        clients.set(connection, { answeredAt: clock.monotonic(), cancel });
      },
      onText: (connection, text) => {
        const client = clients.get(connection);
        if (client !== undefined && text === "pong") client.answeredAt = clock.monotonic();
      },
      onClose: (connection) => {
        clients.get(connection)?.cancel();
        clients.delete(connection);
      },
    },
  });

  return {
    ...channel,
    publish: (result) => {
      const frame = JSON.stringify(result);
      for (const connection of clients.keys()) connection.send(frame);
    },
  };
}
