import { type Template, template } from "../frames/frame-bytes.ts";

/** A market that books belong to: the same object for all of them, so that they are told apart by it. */
export type KnownMarket = {
  readonly conditionId: string;
  /** Its id and a quote, as scanned frames are compared with it. */
  readonly text: Template;
};

/** Ids this short are not real; they are read the general way. */
const SHORTEST = 4;

/** The markets of the books that are kept. */
export class MarketIndex {
  readonly #byId = new Map<string, { readonly market: KnownMarket; books: number }>();

  /** The market a book belongs to from now on; undefined for an id that is none. Call `leave` for each `join`. */
  join(conditionId: string): KnownMarket | undefined {
    const known = this.#byId.get(conditionId);
    if (known !== undefined) {
      known.books++;
      return known.market;
    }
    if (conditionId.length < SHORTEST) return undefined;
    const market = { conditionId, text: template(`${conditionId}"`) };
    this.#byId.set(conditionId, { market, books: 1 });
    return market;
  }

  /** A book is kept no more. */
  leave(market: KnownMarket | undefined): void {
    const known = market && this.#byId.get(market.conditionId);
    if (known !== undefined && --known.books === 0) this.#byId.delete(known.market.conditionId);
  }
}
