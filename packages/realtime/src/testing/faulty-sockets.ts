import type { Clock, Random, SocketFactory } from "@pm/core-types";

/** What a bad network, or a bad server, does to frames and sockets. */
export const SOCKET_TROUBLES = [
  "drop",
  "duplicate",
  "reorder",
  "delay",
  "late-snapshot",
  "slow-loris",
  "mute",
  "half-open",
  "close",
  "huge",
  "garbage",
] as const;
export type SocketTrouble = (typeof SOCKET_TROUBLES)[number];

/** Close codes that occur in the wild. */
const CLOSE_CODES = [1000, 1001, 1006, 1011, 1012, 1013];

/**
 * Sockets between which and their owner a seeded gremlin sits. `trouble` names what may happen now; each frame is
 * struck with `probability`.
 */
export function faultySockets(
  sockets: SocketFactory,
  options: { readonly clock: Clock; readonly random: Random },
): {
  readonly factory: SocketFactory;
  /** What may happen; empty: nothing. */
  readonly trouble: Set<SocketTrouble>;
  readonly setProbability: (probability: number) => void;
  readonly struck: () => number;
} {
  const { clock, random } = options;
  const trouble = new Set<SocketTrouble>();
  let probability = 0.1;
  let struck = 0;

  const factory: SocketFactory = (url, handlers) => {
    let mutedUntil = 0;
    let deadUntil = 0;
    let held: string | undefined;
    /** Frames that wait behind one that comes byte by byte. */
    let waiting: string[] | undefined;
    let gone = false;
    const deliver = (data: string | Uint8Array) => {
      if (!gone) handlers.onMessage(data);
    };
    const socket = sockets(url, {
      ...handlers,
      onClose: (code, reason) => {
        gone = true;
        handlers.onClose(code, reason);
      },
      onMessage: (data) => {
        const now = clock.monotonic();
        if (now < deadUntil) return;
        if (typeof data !== "string" || data === "PONG") {
          deliver(data);
          return;
        }
        if (now < mutedUntil) return;
        if (waiting !== undefined) {
          waiting.push(data);
          return;
        }
        const choices = [...trouble];
        if (choices.length === 0 || random.next() >= probability) {
          deliver(data);
          if (held !== undefined) {
            const late = held;
            held = undefined;
            deliver(late);
          }
          return;
        }
        struck++;
        switch (choices[Math.floor(random.next() * choices.length)]) {
          case "drop":
            return;
          case "duplicate":
            deliver(data);
            deliver(data);
            return;
          case "reorder":
            if (held === undefined) held = data;
            else deliver(data);
            return;
          case "delay":
            clock.setTimer(random.next() * 3_000, () => deliver(data));
            return;
          case "late-snapshot":
            if (data.includes('"bids"')) clock.setTimer(random.next() * 8_000, () => deliver(data));
            else deliver(data);
            return;
          case "slow-loris":
            waiting = [data];
            clock.setTimer(random.next() * 10_000, () => {
              const late = waiting ?? [];
              waiting = undefined;
              for (const frame of late) deliver(frame);
            });
            return;
          case "mute":
            mutedUntil = now + random.next() * 30_000;
            return;
          case "half-open":
            deadUntil = now + 120_000;
            return;
          case "huge":
            deliver(data);
            deliver(JSON.stringify({ event_type: "noise", filler: "x".repeat(1_000_000) }));
            return;
          case "garbage":
            deliver(data.slice(0, Math.floor(random.next() * data.length)));
            deliver(data);
            return;
          default:
            gone = true;
            socket.terminate();
            handlers.onClose(CLOSE_CODES[Math.floor(random.next() * CLOSE_CODES.length)] ?? 1006, "");
        }
      },
    });
    return socket;
  };
  return {
    factory,
    trouble,
    setProbability: (value) => {
      probability = value;
    },
    struck: () => struck,
  };
}
