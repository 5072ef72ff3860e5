import { describe, expect, it } from "@jest/globals";
import { TimeoutError, TransportError } from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import { pipeline } from "../http/pipeline.ts";
import { createControlled, settle } from "../testing/controlled.ts";
import { request } from "../testing/requests.ts";
import { singleFlight } from "./single-flight.ts";

function flying() {
  const clock = createVirtualClock();
  const { transport, held } = createControlled();
  return { clock, held, send: pipeline(transport, singleFlight({ clock })) };
}

const caught = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

describe("singleFlight", () => {
  it("shares equal reads that are asked for at the same time, and asks anew afterwards", async () => {
    const { send, held } = flying();
    const all = Array.from({ length: 10 }, () => send(request()));
    await settle();
    expect(held).toHaveLength(1);
    held[0]!.answer(200, '{"a":[1]}');
    const answers = await Promise.all(all);
    const [first, second] = answers.map((answer) => answer.json() as { a: number[] });
    first!.a.push(2);
    expect(second).toEqual({ a: [1] });
    void send(request());
    await settle();
    expect(held).toHaveLength(2);
  });

  it.each([
    ["another URL", request({ url: "http://venue.test/book?token=2" })],
    ["another wallet", request({ wallet: "0x2" })],
    ["other headers", request({ headers: { accept: "text/plain" } })],
    ["a write", request({ method: "POST" })],
    ["headers made to order, for nobody known", request({ headers: () => ({ poly: "1" }) })],
  ])("does not share with %s", async (_name, other) => {
    const { send, held } = flying();
    void send(request());
    void send(other);
    void send(other.method === "POST" || typeof other.headers === "function" ? other : request());
    await settle();
    expect(held).toHaveLength(other.method === "POST" || typeof other.headers === "function" ? 3 : 2);
  });

  it("shares reads of one wallet and reads by POST", async () => {
    const { send, held } = flying();
    const mine = request({ wallet: "0x1", headers: () => ({ poly: "1" }) });
    const books = request({ method: "POST", idempotent: true, body: "[1]" });
    void send(mine);
    void send({ ...mine });
    void send(books);
    void send({ ...books });
    void send({ ...books, body: "[2]" });
    await settle();
    expect(held).toHaveLength(3);
  });

  it("lets nobody's abort cut off the others, and gives up when nobody is left", async () => {
    const { send, held } = flying();
    const [first, second] = [new AbortController(), new AbortController()];
    const one = caught(send(request({ signal: first.signal })));
    const two = caught(send(request({ signal: second.signal })));
    await settle();
    first.abort();
    expect(await one).toMatchObject({ code: "aborted" });
    expect(held[0]!.request.signal?.aborted).toBe(false);
    second.abort();
    expect(await two).toMatchObject({ code: "aborted" });
    expect(held[0]!.request.signal?.aborted).toBe(true);
    void send(request());
    await settle();
    expect(held).toHaveLength(2);
  });

  it("leaves no failure unheard when its only passenger had left before it began", async () => {
    const unheard: unknown[] = [];
    const note = (reason: unknown) => unheard.push(reason);
    process.on("unhandledRejection", note);
    const send = pipeline(() => Promise.reject(new Error("cut off")), singleFlight());
    const error = await caught(send(request({ signal: AbortSignal.abort() })));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    expect(error).toMatchObject({ name: "AbortedError" });
    expect(unheard).toEqual([]);
  });

  it("keeps each passenger's deadline, and takes another flight for those with more time", async () => {
    const { send, held, clock } = flying();
    const patient = caught(send(request({ deadline: 1000 })));
    const hasty = caught(send(request({ deadline: 200 })));
    const endless = send(request());
    await clock.advance(200);
    expect(await hasty).toMatchObject({ code: "timeout" });
    held[0]!.fail(new TimeoutError({ message: "the first passenger's deadline" }));
    expect(await patient).toMatchObject({ code: "timeout" });
    await settle();
    expect(held).toHaveLength(2);
    held[1]!.answer();
    expect(await endless).toMatchObject({ status: 200 });
    expect(clock.pending()).toBe(0);
  });

  it("shares failures, and keeps none", async () => {
    const { send, held } = flying();
    const both = [caught(send(request())), caught(send(request()))];
    await settle();
    held[0]!.fail(new TransportError({ message: "reset" }));
    expect((await Promise.all(both)).map((error) => (error as TransportError).code)).toEqual([
      "transport-error",
      "transport-error",
    ]);
    void send(request());
    await settle();
    expect(held).toHaveLength(2);
  });
});
