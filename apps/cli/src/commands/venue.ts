import { createVenue, VENUE_MODES, type VenueMode, type VenueReadyLine } from "@pm/venue";
import type { Command } from "commander";
import { abortOnSignals, whenAborted } from "../terminal/signals.ts";
import { oneOf, wholeNumber } from "./arguments.ts";

type VenueFlags = {
  readonly port: number;
  readonly seed: number;
  readonly mode: VenueMode;
  readonly accounts: number;
  readonly json?: boolean;
};

/** `pm venue`: a local Polymarket that keeps running until it is stopped. */
export function addVenueCommand(program: Command): void {
  program
    .command("venue")
    .description("run a local Polymarket (HTTP + WebSocket) until stopped")
    .option(
      "--port <port>",
      "port of the CLOB, the others follow; 0 takes free ones",
      wholeNumber(0, 65_532),
      0,
    )
    .option("--seed <number>", "markets, keys and flow follow from it", wholeNumber(0, 4_294_967_295), 1)
    .option(
      "--mode <mode>",
      "scripted: only your orders; market: seeded traders keep the books moving",
      oneOf(VENUE_MODES),
      "scripted",
    )
    .option("--accounts <number>", "funded accounts", wholeNumber(1, 1_000), 10)
    .option("--json", "print one line of JSON when ready")
    .action(runVenue);
}

async function runVenue(flags: VenueFlags): Promise<void> {
  const { signal, release } = abortOnSignals();
  try {
    const { port, seed, mode, accounts } = flags;
    const venue = await createVenue({ port, seed, mode, accounts });
    try {
      process.stdout.write(flags.json === true ? `${JSON.stringify(venue.ready)}\n` : readable(venue.ready));
      await whenAborted(signal);
    } finally {
      await venue.close();
    }
  } finally {
    release();
  }
}

function readable(ready: VenueReadyLine): string {
  const lines = [
    "The local Polymarket is ready. Point any client at it:",
    `  CLOB     ${ready.clob}`,
    `  Gamma    ${ready.gamma}`,
    `  Data     ${ready.data}`,
    `  market   ${ready.market}`,
    `  user     ${ready.user}`,
    `  control  ${ready.control}`,
    "Markets:",
    ...ready.markets.map((market) => `  ${market.slug}`),
    "Funded accounts (test keys, worthless anywhere else; --json prints them):",
    ...ready.accounts.map((account) => `  ${account.address}  signature type ${account.signatureType}`),
    "Ctrl-C stops it.",
  ];
  return `${lines.join("\n")}\n`;
}
