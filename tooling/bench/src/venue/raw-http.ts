import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A request as it goes over the wire. */
export const rawRequest = (
  url: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Buffer => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = Buffer.byteLength(body);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: ${new URL(url).host}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${lines.join("")}\r\n${body}`,
  );
};

/** Keep-alive connections that do nothing but send requests and count answers: the client must not be the brake. */
export type RawClient = {
  /** Sends all requests, one at a time on each connection; resolves with the bodies. */
  readonly send: (requests: readonly Buffer[]) => Promise<readonly string[]>;
  readonly close: () => void;
};

/** Opens the connections. */
export async function openRawClient(url: string, connections: number): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      await once(socket, "connect");
      return socket;
    }),
  );
  return {
    send: async (requests) => {
      const answers: string[] = [];
      let next = 0;
      await Promise.all(
        sockets.map(async (socket) => {
          for (let at = next++; at < requests.length; at = next++) {
            answers[at] = await exchange(socket, requests[at]!);
          }
        }),
      );
      return answers;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function exchange(socket: Socket, request: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const finish = (act: () => void): void => {
      socket.off("data", onData).off("close", onClose);
      act();
    };
    const onClose = (): void => finish(() => reject(new Error("The venue closed the connection.")));
    const onData = (chunk: Buffer): void => {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end === -1) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (text.length >= end + 4 + length) finish(() => resolve(text.slice(end + 4)));
    };
    socket.on("data", onData).on("close", onClose);
    socket.write(request);
  });
}
