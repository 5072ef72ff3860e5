import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { VenueContext } from "../context.ts";
import type { EngineEvent } from "../engine/index.ts";
import type { Channel } from "./channel.ts";
import { createMarketChannel, type MarketQuirks, PRODUCTION_QUIRKS } from "./market-channel.ts";
import { createPriceSocket } from "./price-channel.ts";
import { createRtdsChannel } from "./rtds-channel.ts";
import { createSportsChannel, type SportsResult } from "./sports-channel.ts";
import { createUserChannel } from "./user-channel.ts";

/** Every WebSocket of a venue. */
export type Sockets = {
  readonly accept: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly publishSport: (result: SportsResult) => void;
  readonly close: () => void;
};

/** Opens the channels and feeds them, and everything else that listens, from the engine. */
export function createSockets(context: VenueContext, quirks: Partial<MarketQuirks> = {}): Sockets {
  const { engine, faults, clock } = context;
  const market = createMarketChannel({
    route: "/ws/market",
    engine,
    faults,
    clock,
    quirks: { ...PRODUCTION_QUIRKS, ...quirks },
  });
  const user = createUserChannel({ route: "/ws/user", auth: context.auth, faults, clock });
  const rtds = createRtdsChannel(context, "/rtds");
  const prices = createPriceSocket(context, "/prices");
  const sports = createSportsChannel(context, "/sports");
  const channels: Readonly<Record<string, Channel>> = {
    "/prices": prices,
    "/sports": sports,
    "/ws/market": market,
    "/ws/user": user,
    "/rtds": rtds,
  };

  const stop = engine.onEvent((event: EngineEvent) => {
    market.observe(event);
    user.observe(event);
    rtds.observe(event);
    prices.observe(event);
    context.notifications.observe(event);
    context.history.observe(event);
    context.volumes.observe(event);
    context.pnl.observe(event);
    context.rewards.observe(event);
  });

  return {
    accept: (request, socket, head) => {
      const path = (request.url ?? "/").split("?")[0] as string;
      const channel = channels[path];
      if (channel === undefined) {
        socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        return;
      }
      channel.accept(request, socket, head);
    },
    publishSport: sports.publish,
    close: () => {
      stop();
      for (const channel of Object.values(channels)) channel.close();
    },
  };
}
