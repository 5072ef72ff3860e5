import type { Venue } from "@pm/venue";
import type { Disk } from "./disk.ts";

/** What a trouble may touch. */
export type TroubleParts = { readonly venue: Venue; readonly disk: Disk; readonly strangers: Set<number> };

type Trouble = (parts: TroubleParts, index: number) => void;

const always =
  (kind: "lost-answer" | "reset-after" | "latency", ms: number): Trouble =>
  ({ venue }, index) => {
    venue.inject({ kind, ms, wallet: venue.ready.accounts[index]!.address, times: null });
  };

const answering =
  (kind: "status" | "html", status: number): Trouble =>
  ({ venue }, index) => {
    venue.inject({ kind, status, wallet: venue.ready.accounts[index]!.address, times: null });
  };

const byOperator =
  (act: (venue: Venue, address: string) => void): Trouble =>
  ({ venue }, index) => {
    const { address, funder } = venue.ready.accounts[index]!;
    act(venue, address);
    act(venue, funder);
  };

/** The ways in which a wallet of a fleet can be broken while the others are well. */
export const TROUBLES: Readonly<Record<string, Trouble>> = {
  "wrong credentials": ({ strangers }, index) => strangers.add(index),
  banned: byOperator((venue, address) => venue.setBanned(address, true)),
  "closed only": byOperator((venue, address) => venue.setClosedOnly(address, true)),
  "a broken disk": ({ venue, disk }, index) => disk.breakFor(venue.ready.accounts[index]!.address),
  "answers that never come": always("lost-answer", 60_000),
  "connections that break": always("reset-after", 0),
  "answers after eight seconds": always("latency", 8_000),
  "429 every time": answering("status", 429),
  "500 every time": answering("status", 500),
  "a page of the edge": answering("html", 403),
};
