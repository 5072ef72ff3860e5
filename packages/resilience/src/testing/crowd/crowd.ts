import { sleep, systemClock } from "@pm/core-types";
import { createSeededRandom, createVirtualClock } from "@pm/core-types/virtual";
import { createVenue, type LedgerDump, type Venue } from "@pm/venue";
import { createTransport, type HttpRequest, pipeline, type Transport } from "../../http/index.ts";
import { createLimiter, type Limiter, type LimitTable, limitRequests } from "../../limiter/index.ts";
import { createPump } from "../pump.ts";
import { joinVenue, type Member } from "./member.ts";

/** One request as the venue's own log has it. */
export type Logged = LedgerDump["requests"][number];

/** Wallets of one process at the local venue, which enforces both layers and refuses at the first request too many. */
export type Crowd = {
  readonly venue: Venue;
  readonly limiter: Limiter;
  readonly members: readonly Member[];
  readonly random: () => number;
  /** Asks again and again, `width` at a time, from `from` until `until` (ms after the start). */
  readonly keepAsking: (spell: Spell) => void;
  /** Asks now and then, from the start to the end, with a pause of at most `pauseMs` before each. */
  readonly askAtTimes: (pauseMs: number, next: () => HttpRequest) => void;
  /** Runs `task` at `at` (ms after the start). */
  readonly schedule: (at: number, task: () => void) => void;
  /** Runs for `ms` of virtual time; everything the venue saw, `at` in ms after the start. */
  readonly run: (ms: number) => Promise<readonly Logged[]>;
  readonly close: () => Promise<void>;
};

/** Demand that nothing but the limits slows down. */
export type Spell = {
  readonly from: number;
  readonly until: number;
  readonly width: number;
  readonly next: () => HttpRequest;
};

const START = 1_800_000_000_000;
const STEP_MS = 20;
/** Requests take up to this long to the venue and back, and overtake each other. */
const THERE_MS = 20;
const BACK_MS = 60;
/** The venue's log is bounded: it is read this often. */
const READ_LOG_MS = 30_000;

/** Opens a venue and joins it with every wallet, through the limiter, because keys are limited as well. */
export async function createCrowd(options: {
  readonly wallets: number;
  readonly tables?: readonly LimitTable[];
  /** Called before anybody has asked. */
  readonly prepare?: (venue: Venue, limiter: Limiter) => void;
}): Promise<Crowd> {
  const clock = createVirtualClock(START);
  const random = createSeededRandom(5);
  const venue = await createVenue({
    clock,
    accounts: options.wallets,
    limits: { signer: "enforce", ip: true, maxDelayMs: 0 },
  });
  const http = createTransport({ clock: systemClock });
  const pump = createPump(clock, http, STEP_MS);
  const { tables } = options;
  const limiter = createLimiter({
    clock,
    maxWaitMs: 1e9,
    maxWaiting: 1e6,
    ...(tables === undefined ? {} : { tables }),
  });
  const way: Transport = async (request) => {
    await sleep(clock, random.next() * THERE_MS);
    const answer = await pump.transport(request);
    await sleep(clock, random.next() * BACK_MS);
    return answer;
  };
  const send = pipeline(way, limitRequests(limiter));
  options.prepare?.(venue, limiter);

  const joining = Promise.all(
    Array.from({ length: options.wallets }, (_, index) => joinVenue(venue, index, send, clock.now)),
  );
  let joined = false;
  const done = () => {
    joined = true;
  };
  joining.then(done, done);
  while (!joined) await pump.run(clock.monotonic() + 100);
  const members = await joining;

  const start = clock.monotonic();
  const log: Logged[] = [];
  let lastRead = 0;
  const readLog = (): void => {
    const { requests, requestsDropped } = venue.ledger();
    if (requests.length > 0 && requests[0]!.sequence > lastRead + 1) {
      throw new Error(`the venue forgot ${requestsDropped} requests before they were read`);
    }
    for (const entry of requests) {
      if (entry.sequence > lastRead) log.push({ ...entry, at: entry.at - START - start });
    }
    lastRead = requests.at(-1)?.sequence ?? lastRead;
  };

  let over = false;
  const running: Promise<void>[] = [];
  const ask = async (request: HttpRequest): Promise<void> => {
    try {
      await send(request);
    } catch (error) {
      if (!over) throw error;
    }
  };
  const at = (ms: number) => sleep(clock, Math.max(0, start + ms - clock.monotonic()));

  return {
    venue,
    limiter,
    members,
    random: random.next,
    keepAsking: ({ from, until, width, next }) => {
      const again = async (): Promise<void> => {
        while (!over && clock.monotonic() - start < until) await ask(next());
      };
      running.push(
        at(from).then(async () => {
          await Promise.all(Array.from({ length: width }, again));
        }),
      );
    },
    askAtTimes: (pauseMs, next) => {
      running.push(
        (async () => {
          while (!over) {
            await sleep(clock, random.next() * pauseMs);
            if (!over) await ask(next());
          }
        })(),
      );
    },
    schedule: (ms, task) => {
      running.push(at(ms).then(task));
    },
    run: async (ms) => {
      let failure: unknown;
      Promise.all(running).catch((error: unknown) => {
        failure ??= error;
      });
      for (let until = READ_LOG_MS; until < ms + READ_LOG_MS && failure === undefined; until += READ_LOG_MS) {
        await pump.run(start + Math.min(until, ms));
        readLog();
      }
      if (failure !== undefined) throw failure;
      return log;
    },
    close: async () => {
      over = true;
      limiter.close();
      // Requests under way come back; whoever sleeps longer never wakes up.
      await pump.run(clock.monotonic() + THERE_MS + BACK_MS);
      await http.close();
      await venue.close();
    },
  };
}
