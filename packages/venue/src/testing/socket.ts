import { WebSocket } from "ws";

/** Frames of one socket, read one by one. */
export type TestSocket = {
  readonly send: (frame: unknown) => void;
  /** The next data frame, parsed where it is JSON; PONG and the like come as text. */
  readonly next: () => Promise<unknown>;
  /** Raw text of every frame so far. */
  readonly raw: readonly string[];
  /** Frames that wait to be read. */
  readonly waiting: () => number;
  readonly closed: Promise<number>;
  readonly close: () => void;
};

/** Opens a socket. */
export async function openSocket(url: string): Promise<TestSocket> {
  const socket = new WebSocket(url);
  const queue: unknown[] = [];
  const raw: string[] = [];
  const readers: ((value: unknown) => void)[] = [];
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  socket.on("message", (data) => {
    const text = data.toString();
    raw.push(text);
    const value = parse(text);
    const reader = readers.shift();
    if (reader === undefined) queue.push(value);
    else reader(value);
  });
  await new Promise((resolve, reject) => {
    socket.on("open", resolve);
    socket.on("error", reject);
  });
  return {
    raw,
    closed,
    waiting: () => queue.length,
    close: () => socket.terminate(),
    send: (frame) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    next: () =>
      queue.length > 0
        ? Promise.resolve(queue.shift())
        : new Promise((resolve) => {
            readers.push(resolve);
          }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
