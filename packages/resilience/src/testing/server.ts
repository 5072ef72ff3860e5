import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A loopback server for tests. */
export type TestServer = {
  readonly url: string;
  /** Connections opened so far. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

/** Serves `handler` on a free loopback port. */
export async function serve(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<TestServer> {
  const server = createServer(handler);
  return listen(server);
}

async function listen(server: Server): Promise<TestServer> {
  let connections = 0;
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** An HTTP proxy that tunnels, and remembers what it was asked for. */
export async function serveProxy(): Promise<
  TestServer & { readonly tunnels: readonly string[]; readonly credentials: readonly string[] }
> {
  const tunnels: string[] = [];
  const credentials: string[] = [];
  const server = createServer();
  server.on("connect", (request: IncomingMessage, client: Socket) => {
    tunnels.push(request.url ?? "");
    credentials.push(request.headers["proxy-authorization"] ?? "");
    const [host, port] = (request.url ?? "").split(":");
    const upstream = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.pipe(client);
      client.pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
    client.on("close", () => upstream.destroy());
  });
  return { ...(await listen(server)), tunnels, credentials };
}
