import { z } from "zod";
import { absent, idField } from "../edge/fields.ts";
import { type RawRow, type RejectedRow, type RowReader, readRows, rowReader } from "../edge/rows.ts";
import { type Market, readMarket } from "./market.ts";

/** An event: markets that belong together, such as the outcomes of one election. */
export type Event = {
  readonly id: string;
  readonly slug: string | undefined;
  readonly title: string | undefined;
  /** True when at most one of its markets can resolve to Yes. */
  readonly negRisk: boolean;
  readonly active: boolean;
  readonly closed: boolean;
  /** ISO 8601. */
  readonly endDate: string | undefined;
  readonly markets: readonly Market[];
  /** Markets of this event that could not be read. */
  readonly rejectedMarkets: readonly RejectedRow[];
  /** Everything the row said, also what this library does not know. */
  readonly raw: RawRow;
};

const wire = z.looseObject({
  id: idField,
  slug: absent(z.string()),
  title: absent(z.string()),
  negRisk: absent(z.boolean()),
  active: absent(z.boolean()),
  closed: absent(z.boolean()),
  endDate: absent(z.string()),
  markets: absent(z.array(z.unknown())),
});

/** One Gamma event. */
export const readEvent: RowReader<Event> = rowReader(wire, (row, raw) => {
  const markets = readRows(row.markets ?? [], readMarket);
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    negRisk: row.negRisk ?? false,
    active: row.active ?? false,
    closed: row.closed ?? false,
    endDate: row.endDate,
    markets: markets.items,
    rejectedMarkets: markets.rejected,
    raw,
  };
});
