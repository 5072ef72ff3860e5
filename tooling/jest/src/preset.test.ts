import { readFile } from "node:fs/promises";
import { describe, expect, jest, test } from "@jest/globals";
import { sha256 } from "@noble/hashes/sha2.js";
import manifest from "../package.json" with { type: "json" };
import { type Greeting, greet } from "./testing/greeting.ts";

describe("the preset", () => {
  test("resolves relative .ts imports and erases types", () => {
    const greeting: Greeting = greet("jest");
    expect(greeting).toEqual({ text: "hello jest" });
  });

  test("loads a dependency that is published as ES modules only", () => {
    expect(sha256(new Uint8Array())).toHaveLength(32);
  });

  test("is a module itself: import.meta and top-level await work", async () => {
    expect(import.meta.url).toMatch(/preset\.test\.ts$/);
    expect(await import("./testing/greeting.ts")).toHaveProperty("greet");
  });

  test("reads JSON with an import attribute", () => {
    expect(manifest.name).toBe("@pm/jest");
  });

  test("keeps private fields and class fields as the language defines them", () => {
    class Counter {
      #count = 0;
      next = () => ++this.#count;
    }
    expect(new Counter().next()).toBe(1);
  });

  test("offers mocks and fake timers through @jest/globals", () => {
    jest.useFakeTimers();
    const late = jest.fn();
    setTimeout(late, 10);
    jest.advanceTimersByTime(10);
    jest.useRealTimers();
    expect(late).toHaveBeenCalledTimes(1);
  });
});

describe("errors across realms", () => {
  class OwnError extends Error {}

  test("an error from Node is an Error here", async () => {
    const error = await readFile("/nowhere/at/all").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(TypeError);
    expect(error).not.toBeInstanceOf(OwnError);
  });

  test("a DOMException from an abort is an Error", () => {
    expect(AbortSignal.abort().reason).toBeInstanceOf(Error);
  });

  test("a TypeError from fetch is a TypeError", async () => {
    await expect(fetch("nonsense://")).rejects.toBeInstanceOf(TypeError);
  });

  test("own classes stay exact", () => {
    expect(new OwnError()).toBeInstanceOf(OwnError);
    expect(new Error("plain")).not.toBeInstanceOf(OwnError);
  });
});
