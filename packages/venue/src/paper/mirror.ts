import { type Clock, isPolymarketError, type Logger, parseTickSize } from "@pm/core-types";
import type { Engine } from "../engine/index.ts";
import { parseUnits, units } from "../wire/decimals.ts";
import type { PaperFeed, PaperMarket, PaperUpdate } from "./feed.ts";
import { createTradeWait } from "./trade-wait.ts";

/** A running mirror. */
export type Mirror = {
  /** Updates applied, and updates that made no sense. */
  readonly counts: () => { readonly applied: number; readonly refused: number };
  readonly stop: () => void;
};

type Update<Kind extends PaperUpdate["kind"]> = Extract<PaperUpdate, { kind: Kind }>;
type Side = "BUY" | "SELL";
/** A level in terms of its market's first token: both tokens share one book. */
type Place = { readonly token: string; readonly side: Side; readonly price: string };

/** Trades whose ids are remembered. */
const KEEP_TRADES = 2_000;
const other = (side: Side): Side => (side === "BUY" ? "SELL" : "BUY");

/** Copies the feed's books into the engine, where own orders queue and fill among them. */
export function startMirror(options: {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly feed: PaperFeed;
  readonly markets: readonly PaperMarket[];
}): Mirror {
  const { engine, logger } = options;
  const wait = createTradeWait(options.clock);
  const marketOf = new Map(
    options.markets.flatMap((market) => market.tokens.map(({ tokenId }) => [tokenId, market] as const)),
  );
  /** Tokens whose book the feed vouches for. */
  const vouched = new Set<string>();
  /** Levels held because they cross: what rests of an order whose trade is not told yet. */
  const crossing = new Set<string>();
  /** Which token told of a trade, by the trade. */
  const told = new Map<string, string>();
  let applied = 0;
  let refused = 0;

  const attempt = (act: () => void, update: PaperUpdate): void => {
    try {
      act();
      applied += 1;
    } catch (error) {
      // A feed is somebody else's data: what makes no sense is counted and told, and the rest goes on.
      if (!isPolymarketError(error)) throw error;
      refused += 1;
      logger.log("warn", "paper: an update of the feed was refused", { update, reason: error.message });
    }
  };

  const placeOf = (tokenId: string, side: Side, price: string): Place => {
    const token = marketOf.get(tokenId)?.tokens[0].tokenId ?? tokenId;
    const scaled = parseUnits(price);
    // What is no price is refused by the engine, in the feed's own words.
    if (scaled === undefined) return { token: tokenId, side, price };
    return token === tokenId
      ? { token, side, price: units(scaled) }
      : { token, side: other(side), price: units(1_000_000n - scaled) };
  };
  const slot = ({ token, side, price }: Place): string => `${token}|${side}|${price}`;

  const setLevel = (place: Place, size: string, update: PaperUpdate): void => {
    const { token, side, price } = place;
    const book = engine.book(token);
    const levels = side === "BUY" ? book?.bids : book?.asks;
    const now = parseUnits(levels?.find((level) => level.price === price)?.size ?? "0") ?? 0n;
    const name = slot(place);
    const set = (): void => {
      crossing.delete(name);
      engine.mirrorDepth(token, side, price, size);
    };
    const wanted = parseUnits(size) ?? 0n;
    const crosses = wanted > now && meets(place);
    if (crosses) crossing.add(name);
    if (crosses || wanted < now) {
      wait.hold(name, () => attempt(set, update));
      return;
    }
    wait.drop(name);
    set();
  };

  const meets = ({ token, side, price }: Place): boolean => {
    const best = engine.bestPrices(token);
    const [own, bid, ask] = [price, best?.bid ?? "0", best?.ask ?? "1"].map((text) => parseUnits(text) ?? 0n);
    if (own === undefined || bid === undefined || ask === undefined) return false;
    return side === "BUY" ? own >= ask : own <= bid;
  };

  const onBook = (update: Update<"book">): void => {
    const { tokenId } = update;
    vouched.add(tokenId);
    const token = marketOf.get(tokenId)?.tokens[0].tokenId ?? tokenId;
    const wanted = new Map<string, readonly [Place, string]>();
    for (const [side, levels] of sides(update)) {
      for (const { price, size } of levels) {
        const place = placeOf(tokenId, side, price);
        wanted.set(slot(place), [place, size]);
      }
    }
    const now = engine.book(token);
    for (const [side, levels] of now === undefined ? [] : sides(now)) {
      for (const { price } of levels) {
        const place = { token, side, price };
        if (!wanted.has(slot(place))) setLevel(place, "0", update);
      }
    }
    for (const [place, size] of wanted.values()) setLevel(place, size, update);
  };

  const onTrade = (update: Update<"trade">): void => {
    const { tokenId, side, price, size, id } = update;
    const taken = placeOf(tokenId, side, price);
    if (id !== undefined) {
      const name = `${id}|${slot(taken)}|${size}`;
      const by = told.get(name) ?? tokenId;
      if (by !== tokenId) return;
      told.set(name, tokenId);
      if (told.size > KEEP_TRADES) told.delete(told.keys().next().value as string);
    }
    engine.mirrorTrade(taken.token, taken.side, taken.price, size);
    wait.explain(slot({ ...taken, side: other(taken.side) }));
    for (const name of [...crossing]) {
      if (name.startsWith(`${taken.token}|${taken.side}|`)) wait.explain(name);
    }
  };

  const onLost = ({ tokenId }: Update<"lost">): void => {
    vouched.delete(tokenId);
    const tokens = marketOf.get(tokenId)?.tokens ?? [];
    if (!tokens.some((one) => vouched.has(one.tokenId))) clear(tokens[0]?.tokenId ?? tokenId);
  };

  /** Depth that nobody vouches for fills no orders. */
  const clear = (token: string): void => {
    wait.dropAll(`${token}|`);
    for (const name of [...crossing]) if (name.startsWith(`${token}|`)) crossing.delete(name);
    engine.mirrorBook(token, { bids: [], asks: [] });
  };

  const apply = (update: PaperUpdate): void => {
    const market = engine.marketOfToken(update.tokenId);
    switch (update.kind) {
      case "book":
        onBook(update);
        break;
      case "lost":
        onLost(update);
        break;
      case "level":
        if (vouched.has(update.tokenId)) {
          setLevel(placeOf(update.tokenId, update.side, update.price), update.size, update);
        }
        break;
      case "trade":
        if (vouched.has(update.tokenId)) onTrade(update);
        break;
      case "tick":
        if (market !== undefined) engine.setTickSize(market.conditionId, parseTickSize(update.tickSize));
        break;
      case "resolved":
        if (market !== undefined && market.state !== "resolved") {
          const first = market.outcomes[0].tokenId === update.tokenId;
          engine.resolve(market.conditionId, first ? [1, 0] : [0, 1]);
        }
        break;
    }
  };

  // What a continued venue copied in its former life is out of date.
  for (const market of options.markets) clear(market.tokens[0].tokenId);
  const stop = options.feed.watch([...marketOf.keys()], (update) => attempt(() => apply(update), update));
  return {
    counts: () => ({ applied, refused }),
    stop: () => {
      stop();
      wait.dropAll("");
    },
  };
}

type Levels = readonly { readonly price: string; readonly size: string }[];

function sides(book: { readonly bids: Levels; readonly asks: Levels }): readonly (readonly [Side, Levels])[] {
  return [
    ["BUY", book.bids],
    ["SELL", book.asks],
  ];
}
