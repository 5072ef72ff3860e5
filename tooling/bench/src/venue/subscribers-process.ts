// Subscribers of one book in a process of their own: they count frames and keep none. Started by `startSubscribers`.
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/** Waits for that many frames on every connection. */
export type Asked = { readonly frames: number };
/** `ready` once; then, for each frame asked for, when the last subscriber had it, in monotonic milliseconds. */
export type Told = "ready" | { readonly at: readonly number[] };

const [url, token, wanted] = process.argv.slice(2) as [string, string, string];
const count = Number(wanted);
const tell = (told: Told): void => {
  process.send?.(told);
};

let frames = 0;
let arrived: number[] = [];
let at: number[] = [];

const onFrame = (index: number): void => {
  arrived[index] = (arrived[index] ?? 0) + 1;
  if (arrived[index] !== count) return;
  at.push(Number(process.hrtime.bigint()) / 1e6);
  if (at.length === frames) tell({ at });
};

process.on("message", (asked: Asked) => {
  ({ frames } = asked);
  arrived = [];
  at = [];
  for (const one of connections) one.reset();
});
process.on("disconnect", () => process.exit(0));

/** Counts the frames of one connection by their headers: a server's frames are not masked. */
const follow = (socket: Socket): { readonly reset: () => void } => {
  let index = 0;
  let rest = Buffer.alloc(0);
  let skip = 0;
  socket.on("data", (chunk) => {
    const skipped = Math.min(skip, chunk.length);
    skip -= skipped;
    let data = skipped === 0 ? chunk : chunk.subarray(skipped);
    if (rest.length > 0) data = Buffer.concat([rest, data]);
    let from = 0;
    while (data.length - from >= 10) {
      const short = data[from + 1]! & 0x7f;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      const length =
        short < 126
          ? short
          : short === 126
            ? data.readUInt16BE(from + 2)
            : Number(data.readBigUInt64BE(from + 2));
      onFrame(index++);
      from += head + length;
    }
    if (from > data.length) skip = from - data.length;
    rest = from < data.length ? Buffer.from(data.subarray(from)) : Buffer.alloc(0);
  });
  return {
    reset: () => {
      index = 0;
    },
  };
};

const open = (): Promise<{ readonly reset: () => void }> =>
  new Promise((resolve, reject) => {
    const { hostname, port, host, pathname } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.on("error", reject);
    socket.once("data", () => {
      const text = Buffer.from(`{"type":"market","initial_dump":false,"assets_ids":["${token}"]}`);
      // Masked with zeros, as a client must mask.
      socket.write(
        Buffer.concat([Buffer.from([0x81, 0xfe, text.length >> 8, text.length & 255, 0, 0, 0, 0]), text]),
      );
      setTimeout(() => resolve(follow(socket)), 200);
    });
    socket.write(
      `GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
    );
  });

const connections = await Promise.all(Array.from({ length: count }, open));
tell("ready");
