import { readFileSync } from "node:fs";
import { type Logger, ValidationError } from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import {
  createVenue,
  DURABILITIES,
  type Durability,
  type FaultSpec,
  manyMarkets,
  parseFaultScript,
  VENUE_MODES,
  type VenueMode,
  type VenueOptions,
  type VenueReadyLine,
} from "@pm/venue";
import { type Command, InvalidArgumentError } from "commander";
import { openMirror } from "../paper/open-mirror.ts";
import { abortOnSignals, whenAborted } from "../terminal/signals.ts";
import { commaSeparated, oneOf, wholeNumber } from "./arguments.ts";

type VenueFlags = {
  readonly port: number;
  readonly seed?: number;
  readonly mode: VenueMode;
  readonly accounts?: number;
  readonly data?: string;
  readonly durability?: Durability;
  readonly faults?: readonly FaultSpec[];
  readonly mirror?: string;
  readonly tokens: readonly string[];
  readonly slugs: readonly string[];
  readonly markets?: number;
  readonly host?: string;
  readonly rate?: number;
  readonly clock: (typeof CLOCKS)[number];
  readonly seedBooks?: boolean;
  readonly limits?: (typeof LIMITS)[number];
  readonly json?: boolean;
};

const CLOCKS = ["system", "virtual"] as const;
const LIMITS = ["off", "warn", "enforce"] as const;
/** Where a virtual clock starts, Unix milliseconds: 2027-01-15, so that signed timestamps are past. */
const VIRTUAL_START = 1_800_000_000_000;
/** Markets copied when none is named. */
const COPIED_MARKETS = 20;

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
    .option(
      "--seed <number>",
      "markets, keys and flow follow from it (default: 1, or what --data holds)",
      wholeNumber(0, 4_294_967_295),
    )
    .option(
      "--mode <mode>",
      "scripted: only your orders; market: seeded traders keep the books moving; paper: books copied by --mirror",
      oneOf(VENUE_MODES),
      "scripted",
    )
    .option(
      "--accounts <number>",
      "funded accounts (default: 10, or what --data holds)",
      wholeNumber(1, 1_000),
    )
    .option("--data <folder>", "survive the process: state is kept here and continued from here")
    .option(
      "--durability <what>",
      "with --data; process: loses nothing to kill -9, at most a second to a power cut; machine: nothing to either",
      oneOf(DURABILITIES),
    )
    .option("--host <address>", "where to listen; anything but loopback turns the control API off")
    .option(
      "--rate <number>",
      "with --mode market; orders, cancels and takes of the seeded traders a second (default: 20)",
      wholeNumber(1, 1_000_000),
    )
    .option(
      "--clock <clock>",
      "virtual: time stands still but for POST <control>/advance, so that a seed repeats to the byte",
      oneOf(CLOCKS),
      "system",
    )
    .option("--seed-books", "give every market an opening book")
    .option("--limits <mode>", "production's rate limits (default: off)", oneOf(LIMITS))
    .option("--faults <file>", "faults to inject: a JSON list of fault specs", faultFile)
    .option(
      "--mirror <source>",
      "with --mode paper; production, a CLOB's URL, or a venue's ready line (JSON, file or URL)",
    )
    .option("--tokens <ids>", "outcome tokens to copy, separated by commas", commaSeparated, [])
    .option("--slugs <slugs>", "markets to copy, separated by commas", commaSeparated, [])
    .option(
      "--markets <number>",
      "with --mode paper: how many markets to copy when none is named (default: 20); else: plain markets to list instead of the usual ones",
      wholeNumber(1, 1_000),
    )
    .option("--json", "print one line of JSON when ready")
    .action(runVenue);
}

async function runVenue(flags: VenueFlags): Promise<void> {
  const { signal, release } = abortOnSignals();
  try {
    const { mirror, options } = optionsOf(flags);
    const source =
      mirror === undefined
        ? undefined
        : await openMirror({
            from: mirror,
            tokens: flags.tokens,
            slugs: flags.slugs,
            limit: flags.markets ?? COPIED_MARKETS,
          });
    try {
      const venue = await createVenue(source === undefined ? options : { ...options, feed: source.feed });
      try {
        process.stdout.write(
          flags.json === true ? `${JSON.stringify(venue.ready)}\n` : readable(venue.ready),
        );
        await whenAborted(signal);
      } finally {
        await venue.close();
      }
    } finally {
      await source?.close();
    }
  } finally {
    release();
  }
}

/** Reads a fault script for commander. */
function faultFile(path: string): readonly FaultSpec[] {
  try {
    return parseFaultScript(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    // No such file, no JSON, or no faults: all of them say what is wrong.
    if (error instanceof Error) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** @throws {ValidationError} for flags that make no sense together. */
function optionsOf(flags: VenueFlags): {
  readonly mirror: string | undefined;
  readonly options: VenueOptions;
} {
  const { port, seed, mode, accounts, data, durability, faults, mirror, host, rate, limits } = flags;
  if ((mode === "paper") !== (mirror !== undefined)) {
    throw new ValidationError({
      message:
        mode === "paper"
          ? "--mode paper needs --mirror: whose books it copies."
          : "--mirror needs --mode paper.",
      action: "For example: pm venue --mode paper --mirror production.",
    });
  }
  if (rate !== undefined && mode !== "market") {
    throw new ValidationError({
      message: "--rate needs --mode market: it is the pace of the seeded traders.",
      action: "For example: pm venue --mode market --rate 1000.",
    });
  }
  const options = {
    port,
    mode,
    logger: warnings,
    ...(host === undefined ? {} : { host }),
    ...(rate === undefined ? {} : { agents: { rate } }),
    ...(flags.clock === "virtual" ? { clock: createVirtualClock(VIRTUAL_START) } : {}),
    ...(flags.seedBooks === true ? { seedBooks: true } : {}),
    ...(limits === undefined ? {} : { limits: LIMIT_OPTIONS[limits] }),
    ...(mode === "paper" || flags.markets === undefined ? {} : { events: manyMarkets(flags.markets) }),
    ...(seed === undefined ? {} : { seed }),
    ...(accounts === undefined ? {} : { accounts }),
    ...(data === undefined ? {} : { data }),
    ...(durability === undefined ? {} : { durability }),
    ...(faults === undefined ? {} : { faults }),
  };
  return { mirror, options };
}

const LIMIT_OPTIONS: Readonly<Record<(typeof LIMITS)[number], NonNullable<VenueOptions["limits"]>>> = {
  off: { signer: "off", ip: false },
  warn: { signer: "warn", ip: false },
  enforce: { signer: "enforce", ip: true },
};

/** What an operator must hear goes to standard error; the ready line has standard output to itself. */
const warnings: Logger = {
  log: (level, message) => {
    if (level === "warn" || level === "error") process.stderr.write(`${message}\n`);
  },
};

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
