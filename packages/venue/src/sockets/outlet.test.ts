import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { expect, it } from "@jest/globals";
import { WebSocket, WebSocketServer } from "ws";
import { createOutlet } from "./outlet.ts";

it("writes frames of every length, in order, between those of the socket's owner", async () => {
  const texts = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000].map((length) => "é".repeat(length / 2));
  texts.push("a", "a", "b", "a");
  const http = createServer();
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  http.on("upgrade", (request, stream: Duplex, head) => {
    server.handleUpgrade(request, stream, head, (socket) => {
      const outlet = createOutlet();
      for (const text of texts) outlet.write(stream, text);
      socket.send("last");
      socket.close(1000, "done");
    });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const seen: string[] = [];
  client.on("message", (data) => seen.push(data.toString()));
  const [code] = await once(client, "close");
  expect(seen).toEqual([...texts, "last"]);
  expect(code).toBe(1000);
  server.close();
  http.close();
});
