import { readdirSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { captured } from "@pm/jest/captures";
import { CHECKS } from "./kinds/index.ts";
import { report } from "./report.ts";
import { runVectors } from "./run.ts";
import { parseVectors, readVectors, type Vector, VectorFileError } from "./vector.ts";

const folder = new URL("../vectors/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".vectors.json"));
const own = files.flatMap((name) => readVectors(new URL(name, folder).pathname));

const problemsOf = async (vectors: readonly Vector[]) =>
  (await runVectors(vectors)).flatMap(({ vector, verdict }) =>
    verdict.problems.map((p) => `${vector.id}: ${p}`),
  );

describe("the project's own vectors", () => {
  it("cover every kind", () => {
    expect(Object.keys(CHECKS).filter((kind) => !own.some((vector) => vector.kind === kind))).toEqual([
      // Made by a package of the old contracts, which is not installed here; `@pm/signing` carries its own.
      "condition_id",
      "ctf_ids",
      "ctf_combine_collections",
    ]);
  });

  it("pass", async () => {
    expect(await problemsOf(own)).toEqual([]);
  });

  it("are decided where the official client is not exact, and nowhere else", async () => {
    const decided = (await runVectors(own)).filter(({ verdict }) => verdict.decision !== undefined);
    expect(decided.map(({ vector }) => vector.id).filter((id) => !id.startsWith("fee-adjust"))).toEqual([
      "client-market-BUY-protected",
      "client-market-budget-edge",
      "v2-market-floatnoise-0.005-36055.59@0.005",
      "v2-market-floatnoise-0.001-68381.79@0.016",
      "v2-market-floatnoise-0.0001-2249.68@0.0001",
      "v2-limit-nothing",
      "v2-market-beyond-2^53",
    ]);
  });
});

const shared = captured("vectors.json") ?? "";

(shared ? describe : describe.skip)("vectors handed to the project", () => {
  it("pass", async () => {
    expect(await problemsOf(readVectors(shared))).toEqual([]);
  });
});

/** Every leaf of a JSON value, changed alone. */
function* corruptions(value: unknown, path: string): Generator<{ path: string; value: unknown }> {
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) {
      for (const bad of corruptions(inner, `${path}[${index}]`)) {
        yield { path: bad.path, value: value.map((old, at) => (at === index ? bad.value : old)) };
      }
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      for (const bad of corruptions(inner, `${path}.${key}`)) {
        yield { path: bad.path, value: { ...value, [key]: bad.value } };
      }
    }
  } else if (typeof value === "string")
    yield { path, value: /\d$/.test(value) ? flipped(value) : `${value}x` };
  else if (typeof value === "number") yield { path, value: value + 1 };
  else if (typeof value === "boolean") yield { path, value: !value };
}

/** Another last digit, so that the text stays of its form. */
function flipped(text: string): string {
  return text.slice(0, -1) + (text.endsWith("1") ? "2" : "1");
}

/** Expectations that are parameters of the captured request, or of other clients' own traffic: nothing to get wrong. */
const NOT_OURS = /\.httpCalls|\.error\.message|\.wire\.(?:owner|orderType)$|\.metadata$/;

describe("the runner fails", () => {
  it.each(Object.keys(CHECKS).filter((kind) => own.some((vector) => vector.kind === kind)))(
    "on any expectation of %s that is changed",
    async (kind) => {
      const vector = own.find((candidate) => candidate.kind === kind);
      if (vector === undefined) throw new Error(kind);
      let tried = 0;
      for (const { path, value } of corruptions(vector.expected, "expected")) {
        if (NOT_OURS.test(path)) continue;
        const [problem] = await problemsOf([{ ...vector, expected: value }]);
        if (problem === undefined) throw new Error(`${vector.id}: nobody noticed ${path}`);
        tried++;
      }
      expect(tried).toBeGreaterThan(0);
    },
  );

  it("on a kind it does not know, also one that every object has", async () => {
    const strangers = ["order_v9", "constructor", "__proto__", ""].map((kind) => ({ ...own[0]!, kind }));
    expect((await problemsOf(strangers)).length).toBe(4);
  });

  it("on a generator it does not know", async () => {
    const call = own.find(({ kind }) => kind === "calldata")!;
    const relay = own.find(({ kind }) => kind === "relayer_submit")!;
    const strangers = [call, relay].map((vector) => ({
      ...vector,
      generator: "somebody@1.0.0 somethingElse",
    }));
    expect((await problemsOf(strangers)).every((problem) => problem.includes("is unknown"))).toBe(true);
    expect((await problemsOf(strangers)).length).toBe(2);
  });

  it("on input that is missing, without stopping", async () => {
    const broken = Object.keys(CHECKS).map((kind) => ({
      id: kind,
      kind,
      generator: "",
      input: {},
      expected: {},
    }));
    const outcomes = await runVectors([...broken, own[0]!]);
    expect(outcomes.map(({ verdict }) => verdict.problems.length > 0)).toEqual([
      ...broken.map(() => true),
      false,
    ]);
  });

  it("on a float-noise difference that is not exactly one quantum of the documented rule", async () => {
    const noisy = own.find(({ id }) => id.startsWith("v2-market-floatnoise-0.005"))!;
    const expected = noisy.expected as { order: { takerAmount: string } };
    for (const takerAmount of ["7211117999980", "7211118000010", "7211117999991"]) {
      const wrong = { ...noisy, expected: { ...expected, order: { ...expected.order, takerAmount } } };
      expect((await problemsOf([wrong])).length).toBeGreaterThan(0);
    }
  });
});

describe("what is printed", () => {
  it("is a line per kind, what failed or was decided below it, and the sum", async () => {
    const noisy = own.find(({ id }) => id.startsWith("v2-market-floatnoise-0.005"))!;
    const wallets = own.find(({ kind }) => kind === "wallet_derivation")!;
    const { lines, failed } = report(
      await runVectors([noisy, wallets, { ...wallets, id: "odd", kind: "new" }]),
    );
    expect(failed).toBe(1);
    expect(lines).toEqual([
      "order_v2_market    1 passed, 0 failed, of them 1 decided",
      expect.stringContaining("takerAmount official 7211117999990, exact 7211118000000"),
      "wallet_derivation  1 passed, 0 failed",
      "new                0 passed, 1 failed",
      "  failed odd: kind: new is unknown",
      "2 passed, 1 failed",
    ]);
  });
});

describe("a file of vectors", () => {
  it.each([
    ["not json", "x is not JSON."],
    ["[]", 'x has no list "vectors".'],
    ["null", 'x has no list "vectors".'],
    ['{"vectors":[]}', "x holds no vector: there would be nothing to fail."],
    ['{"vectors":[{"id":"a"}]}', "Vector 0 of x has no id or no kind."],
    ['{"vectors":[null]}', "Vector 0 of x has no id or no kind."],
  ])("%s is refused", (text, message) => {
    expect(() => parseVectors(text, "x")).toThrow(VectorFileError);
    expect(() => parseVectors(text, "x")).toThrow(message);
  });

  it("must be there", () => {
    expect(() => readVectors("no-such-file.json")).toThrow("no-such-file.json cannot be read.");
  });
});
