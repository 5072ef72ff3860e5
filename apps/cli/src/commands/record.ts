import { type TokenId, tokenId, ValidationError } from "@pm/core-types";
import { createDataApi } from "@pm/data-api";
import { type EnvironmentName, resolveEnvironment } from "@pm/polymarket";
import { createMarketStream, createRecorder, webSockets } from "@pm/realtime";
import { createRecordingFile, type RecordingFile } from "@pm/realtime/node";
import { createTransport, pipeline } from "@pm/resilience";
import type { Command } from "commander";
import { abortOnSignals, whenAborted } from "../terminal/signals.ts";
import { oneOf, wholeNumber } from "./arguments.ts";

const ENVIRONMENTS = ["production", "preproduction", "local"] as const satisfies readonly EnvironmentName[];

type RecordFlags = {
  readonly environment: EnvironmentName;
  readonly token: readonly string[];
  readonly slug: readonly string[];
  readonly seconds?: number;
  readonly rotateMb?: number;
};

/** `pm record`: writes the raw frames of the market channel to a file until it is stopped. */
export function addRecordCommand(program: Command): void {
  program
    .command("record")
    .description("write raw market frames and requests to a file until stopped")
    .argument("<file>", "JSONL; a name that ends in .gz or .zst is compressed")
    .option("--environment <name>", "local takes the venue of PM_VENUE", oneOf(ENVIRONMENTS), "production")
    .option("--token <id...>", "outcome tokens to record", [])
    .option("--slug <slug...>", "markets to record, both outcomes", [])
    .option("--seconds <number>", "stop by itself", wholeNumber(1, 10_000_000))
    .option(
      "--rotate-mb <number>",
      "begin a new file after this many megabytes of text",
      wholeNumber(1, 1_000_000),
    )
    .action(runRecord);
}

async function runRecord(path: string, flags: RecordFlags): Promise<void> {
  const environment = resolveEnvironment(flags.environment);
  const file = await createRecordingFile({
    path,
    ...(flags.rotateMb === undefined ? {} : { rotateBytes: flags.rotateMb * 1_000_000 }),
  });
  const recorder = createRecorder(webSockets(), file.write);
  const transport = createTransport();
  const data = createDataApi({ environment, transport: pipeline(transport, recorder.requests) });
  const stream = createMarketStream({
    url: environment.hosts.marketSocket,
    sockets: recorder.sockets,
    customFeatures: true,
  });
  const { signal, release } = abortOnSignals();
  try {
    const tokens = await tokensOf(flags, data);
    stream.subscribe(tokens, () => {});
    process.stderr.write(`Recording ${tokens.length} tokens to ${path}. Ctrl-C stops it.\n`);
    const end =
      flags.seconds === undefined
        ? signal
        : AbortSignal.any([signal, AbortSignal.timeout(flags.seconds * 1000)]);
    await whenAborted(end);
  } finally {
    release();
    await stream.close();
    await transport.close();
    await file.close();
  }
  report(file);
}

/** @throws {ValidationError} when nothing was asked for. @throws {MarketNotFoundError} */
async function tokensOf(
  flags: RecordFlags,
  data: ReturnType<typeof createDataApi>,
): Promise<readonly TokenId[]> {
  const markets = await Promise.all(flags.slug.map((slug) => data.fetchMarketBySlug(slug)));
  const tokens = [
    ...flags.token.map(tokenId),
    ...markets.flatMap((market) =>
      market.outcomes.flatMap((one) => (one.tokenId === undefined ? [] : [one.tokenId])),
    ),
  ];
  if (tokens.length > 0) return tokens;
  throw new ValidationError({
    message: "There is nothing to record: neither --token nor --slug names a market.",
    action: "Give --slug with the last part of a market's address, or --token with an outcome token id.",
  });
}

function report(file: RecordingFile): void {
  const { entries, bytes, dropped, files } = file.stats();
  const lost = dropped === 0 ? "" : `; ${dropped} entries were dropped because the disk was too slow`;
  process.stderr.write(`${entries} entries, ${bytes} bytes of text, in ${files.join(", ")}${lost}.\n`);
}
