import type { Duplex } from "node:stream";
import { atEndOfTurn } from "../http/end-of-turn.ts";
import { textFrame } from "./text-frame.ts";

/** Writes text frames to many sockets: each text is encoded once, each socket written once per turn of the loop. */
export type Outlet = { readonly write: (socket: Duplex, text: string) => void };

/** An outlet, shared by the sockets of a channel. */
export function createOutlet(): Outlet {
  let corked: Duplex[] = [];
  let lastText = "";
  let lastFrame: Buffer = textFrame("");

  const flush = (): void => {
    const sockets = corked;
    corked = [];
    for (const socket of sockets) socket.uncork();
  };

  return {
    write: (socket, text) => {
      // A frame for everybody comes once for each of them, in a row.
      if (text !== lastText) {
        lastText = text;
        lastFrame = textFrame(text);
      }
      if (socket.writableCorked === 0) {
        if (corked.length === 0) atEndOfTurn(flush);
        socket.cork();
        corked.push(socket);
      }
      socket.write(lastFrame);
    },
  };
}
