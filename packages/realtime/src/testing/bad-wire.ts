import { once } from "node:events";
import { type AddressInfo, createServer, connect as dial, type Socket } from "node:net";

/** What a wire can do to a connection that both its ends still believe in. */
export const WIRE_TROUBLES = ["half-open", "slow-loris", "late", "huge-frame", "reset"] as const;
export type WireTrouble = (typeof WIRE_TROUBLES)[number];

/** A slow peer's bytes at a time. */
const CRUMB_BYTES = 7;

/** A text frame of the venue's side that is one megabyte long, as it looks on the wire: unmasked. */
const HUGE_FRAME = (() => {
  const text = Buffer.from(JSON.stringify({ event_type: "noise", filler: "x".repeat(1_000_000) }));
  const head = Buffer.alloc(10);
  head[0] = 0x81;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(text.length), 2);
  return Buffer.concat([head, text]);
})();

/** Where the next frame begins in bytes that begin with one; undefined when its end has not come yet. */
function frameEnd(bytes: Buffer): number | undefined {
  const short = (bytes[1] ?? 0) & 127;
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head) return undefined;
  const length =
    short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  return bytes.length < head + length ? undefined : head + length;
}

/** A proxy between clients and a WebSocket server that strikes what the server sends. */
export type BadWire = {
  readonly url: string;
  /** Strikes every connection there is: from now on, or once. `ms` is how long, where that means something. */
  readonly strike: (trouble: WireTrouble, ms: number) => void;
  readonly close: () => Promise<void>;
};

/** Opens a proxy to `target`, a `ws://host:port/path` URL. */
export async function badWire(target: string): Promise<BadWire> {
  const { hostname, port, pathname } = new URL(target);
  const lines = new Set<{ readonly strike: BadWire["strike"]; readonly end: () => void }>();
  const server = createServer((client) => {
    const upstream = dial(Number(port), hostname);
    const line = carry(client, upstream);
    lines.add(line);
    client.on("close", () => lines.delete(line));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    strike: (trouble, ms) => {
      for (const line of [...lines]) line.strike(trouble, ms);
    },
    close: async () => {
      for (const line of lines) line.end();
      server.close();
      await once(server, "close");
    },
  };
}

/** Carries one connection, whole frames at a time unless it is struck. */
function carry(client: Socket, upstream: Socket) {
  let isGreeted = false;
  let isDead = false;
  let pace: "whole" | "crumbs" | "held" = "whole";
  /** Frames that are not with the client yet; of the first one perhaps only the rest. */
  const frames: Buffer[] = [];
  let partial: Buffer = Buffer.alloc(0);
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const after = (ms: number, task: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      task();
    }, ms);
    timers.add(timer);
  };
  const end = () => {
    for (const timer of timers) clearTimeout(timer);
    client.destroy();
    upstream.destroy();
  };

  const pump = () => {
    if (isDead || pace === "held") return;
    if (pace === "whole") {
      for (const frame of frames.splice(0)) client.write(frame);
      return;
    }
    const first = frames.shift();
    if (first === undefined) return;
    client.write(first.subarray(0, CRUMB_BYTES));
    if (first.length > CRUMB_BYTES) frames.unshift(first.subarray(CRUMB_BYTES));
    after(1, pump);
  };
  const take = (bytes: Buffer) => {
    partial = Buffer.concat([partial, bytes]);
    for (let next = frameEnd(partial); next !== undefined; next = frameEnd(partial)) {
      frames.push(partial.subarray(0, next));
      partial = partial.subarray(next);
    }
    pump();
  };

  client.on("data", (bytes) => {
    if (!isDead) upstream.write(bytes);
  });
  upstream.on("data", (bytes: Buffer) => {
    if (isGreeted) {
      take(bytes);
      return;
    }
    const at = bytes.indexOf("\r\n\r\n");
    const head = at < 0 ? bytes.length : at + 4;
    client.write(bytes.subarray(0, head));
    isGreeted = at >= 0;
    take(bytes.subarray(head));
  });
  for (const one of [client, upstream]) one.on("error", () => {});
  client.on("close", end);
  // A dead wire tells nobody that its other end is gone.
  upstream.on("close", () => {
    if (!isDead) end();
  });

  const strike: BadWire["strike"] = (trouble, ms) => {
    switch (trouble) {
      case "half-open":
        isDead = true;
        return;
      case "reset":
        client.resetAndDestroy();
        end();
        return;
      case "huge-frame":
        frames.push(HUGE_FRAME);
        pump();
        return;
      default:
        pace = trouble === "late" ? "held" : "crumbs";
        after(ms, () => {
          pace = "whole";
          pump();
        });
    }
  };
  return { strike, end };
}
