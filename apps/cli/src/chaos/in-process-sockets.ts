import type { IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import type { SocketFactory } from "@pm/core-types";
import type { Venue } from "@pm/venue";

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const ABNORMAL = 1006;

/** WebSockets that reach the venue without a network: the protocol itself, over a pipe in memory. */
export function inProcessSockets(venue: Venue, moved: () => void): SocketFactory {
  return (url, handlers) => {
    const [ours, theirs] = createPipe(moved);
    let open = false;
    let closed = false;
    let buffer: Buffer = Buffer.alloc(0);

    const closeOnce = (code: number, reason: string): void => {
      if (closed) return;
      closed = true;
      ours.destroy();
      handlers.onClose(code, reason);
    };

    const onFrame = (opcode: number, payload: Buffer): void => {
      if (opcode === TEXT) handlers.onMessage(payload.toString("utf8"));
      else if (opcode === PING) ours.write(maskedFrame(PONG, payload));
      else if (opcode === CLOSE) {
        ours.write(maskedFrame(CLOSE, payload.subarray(0, 2)));
        closeOnce(payload.length < 2 ? 1005 : payload.readUInt16BE(0), payload.subarray(2).toString("utf8"));
      }
    };

    const read = (): void => {
      if (!open) {
        const end = buffer.indexOf("\r\n\r\n");
        if (end === -1) return;
        const accepted = buffer.toString("latin1", 0, end).startsWith("HTTP/1.1 101");
        buffer = buffer.subarray(end + 4);
        if (!accepted) {
          handlers.onError(new Error("the venue refused the upgrade"));
          closeOnce(ABNORMAL, "");
          return;
        }
        open = true;
        handlers.onOpen();
      }
      for (let frame = takeFrame(buffer); frame !== undefined && !closed; frame = takeFrame(buffer)) {
        buffer = frame.rest;
        onFrame(frame.opcode, frame.payload);
      }
    };

    ours.on("data", (chunk: Buffer) => {
      buffer = Buffer.concat([buffer, chunk]);
      if (!closed) read();
    });
    ours.on("close", () => closeOnce(ABNORMAL, ""));
    ours.on("error", () => closeOnce(ABNORMAL, ""));
    venue.doors.upgrade(upgradeRequest(url), theirs, Buffer.alloc(0));

    return {
      send: (text) => {
        if (open && !closed) ours.write(maskedFrame(TEXT, Buffer.from(text)));
      },
      close: (code = 1000) => {
        if (closed) return;
        const payload = Buffer.alloc(2);
        payload.writeUInt16BE(code);
        if (open) ours.write(maskedFrame(CLOSE, payload));
        else closeOnce(ABNORMAL, "");
      },
      terminate: () => {
        ours.destroy();
      },
      bufferedAmount: () => 0,
    };
  };
}

function upgradeRequest(url: string): IncomingMessage {
  const headers = {
    upgrade: "websocket",
    connection: "Upgrade",
    "sec-websocket-version": "13",
    "sec-websocket-key": "cG9seW1hcmtldC1jaGFvcw==",
  };
  return { method: "GET", url: new URL(url).pathname, headers } as unknown as IncomingMessage;
}

/** One frame of a client; the mask is of zeros, which leaves the payload as it is. */
function maskedFrame(opcode: number, payload: Buffer): Buffer {
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 8 : 6);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (long ? 126 : payload.length);
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** The first whole frame of a server, and what follows it. */
function takeFrame(
  buffer: Buffer,
): { readonly opcode: number; readonly payload: Buffer; readonly rest: Buffer } | undefined {
  if (buffer.length < 2) return undefined;
  const short = buffer[1]! & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (buffer.length < start) return undefined;
  const length =
    short === 126 ? buffer.readUInt16BE(2) : short === 127 ? Number(buffer.readBigUInt64BE(2)) : short;
  if (buffer.length < start + length) return undefined;
  return {
    opcode: buffer[0]! & 0x0f,
    payload: buffer.subarray(start, start + length),
    rest: buffer.subarray(start + length),
  };
}

/** The two ends of a connection; destroying one ends the other, as a reset does. */
function createPipe(moved: () => void): readonly [Duplex, Duplex] {
  const end = (other: () => Duplex): Duplex =>
    new Duplex({
      read: () => {},
      write: (chunk: Buffer, _encoding, done) => {
        moved();
        if (!other().destroyed) other().push(chunk);
        done();
      },
      final: (done) => {
        other().push(null);
        done();
      },
      destroy: (error, done) => {
        moved();
        other().destroy();
        done(error);
      },
    });
  const left: Duplex = end(() => right);
  const right: Duplex = end(() => left);
  return [left, right];
}
