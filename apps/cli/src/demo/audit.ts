/** The part of the venue's ledger that an audit reads. */
export type AuditedLedger = {
  readonly orders: readonly { readonly id: string; readonly maker: string }[];
  readonly trades: readonly {
    readonly id: string;
    readonly takerOrderId: string;
    readonly makers: readonly { readonly orderId: string }[];
  }[];
};

/** What the client believes: the orders it meant to place and the fills it heard of. */
export type ClientRecord = {
  /** Addresses whose orders are the client's own. */
  readonly wallets: readonly string[];
  /** One id per intent that the client knows to have landed. */
  readonly landed: readonly string[];
  /** `tradeId:orderId` of every fill that the client was told of. */
  readonly fills: ReadonlySet<string>;
};

/** Where the client's record and the venue's ledger differ. All empty: they agree. */
export type Audit = {
  /** Orders of the client's wallets at the venue that no intent accounts for. */
  readonly duplicates: readonly string[];
  /** Landed intents that the venue does not have. */
  readonly missing: readonly string[];
  /** Fills of the client's orders that it never heard of. */
  readonly lostFills: readonly string[];
  /** Fills that the client believes in and the venue does not have. */
  readonly phantomFills: readonly string[];
};

/** Compares the client's record with the venue's own ledger. */
export function audit(ledger: AuditedLedger, record: ClientRecord): Audit {
  const wallets = new Set(record.wallets.map((wallet) => wallet.toLowerCase()));
  const own = ledger.orders
    .filter((order) => wallets.has(order.maker.toLowerCase()))
    .map((order) => order.id);
  const landed = new Set(record.landed);
  const atVenue = new Set(own);
  const fills = new Set(
    ledger.trades.flatMap((trade) =>
      [trade.takerOrderId, ...trade.makers.map((maker) => maker.orderId)]
        .filter((orderId) => atVenue.has(orderId))
        .map((orderId) => `${trade.id}:${orderId}`),
    ),
  );
  return {
    duplicates: own.filter((id) => !landed.has(id)),
    missing: [...landed].filter((id) => !atVenue.has(id)),
    lostFills: [...fills].filter((fill) => !record.fills.has(fill)),
    phantomFills: [...record.fills].filter((fill) => !fills.has(fill)),
  };
}
