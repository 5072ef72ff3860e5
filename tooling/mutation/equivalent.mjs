// Mutants that no test can notice, because the program does the same: each with its reason. They are counted apart.
// Told by file, the text of their line, and what replaces it, so that the list survives moved lines.

/** @typedef {{ file: string, line: string, replacement?: string, mutator?: string, reason: string }} Equivalent */

const CACHE = "only says when a cached value may be used; making it again gives the same";

/** @type {readonly Equivalent[]} */
const EQUIVALENTS = [
  {
    file: "src/fees/profit.ts",
    line: "for (let price = (floor > 0n ? floor : 1n) * tick",
    reason: "where the search starts: lower starts find the same price later",
  },
  {
    file: "src/money/base-units.ts",
    line: 'if (typeof value === "string") {',
    reason: "the parser behind the quick one gives the same",
  },
  {
    file: "src/money/base-units.ts",
    line: "if (quick !== undefined) return quick;",
    replacement: "false",
    reason: "the parser behind the quick one gives the same",
  },
  ...["return units !== undefined && isValidPriceUnits", "if (units !== undefined && isValidPriceUnits"].map(
    (line) => ({
      file: "src/money/tick.ts",
      line,
      replacement: "true",
      reason: "said for the type: no comparison with undefined holds",
    }),
  ),
  ...["maker", "signer", "tokenId", "metadata", "builder"].map((field) => ({
    file: "src/order/hash.ts",
    line: `if (order.${field} !== written.${field})`,
    replacement: "true",
    reason: CACHE,
  })),
  {
    file: "src/order/hash.ts",
    line: "const written: Record<Slot, string>",
    replacement: "{}",
    reason: "what is not said to be written is written, as zero is",
  },
  { file: "src/order/domain.ts", line: "if (separator === undefined) {", replacement: "true", reason: CACHE },
  { file: "src/auth/hmac.ts", line: "if (key === undefined) {", replacement: "true", reason: CACHE },
  ...[
    ["src/auth/hmac.ts", "const native = nodeHmac() ?? null;"],
    ["src/auth/hmac.ts", "const key = (make ?? portableKey)(bytes);"],
    ["src/auth/node-hmac.ts", "export function nodeHmac()"],
    ["src/auth/node-hmac.ts", 'nodeBuiltin<NodeCrypto>("node:crypto")'],
    ["src/auth/node-hmac.ts", 'nodeBuiltin<NodeBuffers>("node:buffer")'],
    ["src/auth/node-hmac.ts", "if (hash === undefined || Buffer === undefined) return undefined;"],
  ].map(([file, line]) => ({
    file,
    line,
    reason: "Node's crypto and the portable implementation give the same bytes, as a test shows",
  })),
  {
    file: "src/auth/node-hmac.ts",
    line: 'padded.write(message, BLOCK, "utf8")',
    reason: "UTF-8 is what Node writes when it is not told",
  },
  ...["true", "room >= SCRATCH"].map((replacement) => ({
    file: "src/auth/node-hmac.ts",
    line: "const padded = room > SCRATCH",
    replacement,
    reason: "only says where a message is put together",
  })),
  {
    file: "src/bytes/base64.ts",
    line: "for (let i = 0; i < body.length; i++) {",
    replacement: "i <= body.length",
    reason: "what is read past the end is written past the end, where there is no byte",
  },
  {
    file: "src/fees/budget.ts",
    line: "const prices = peak > best",
    reason: "at a border the peak is one of both ends, which are looked at anyway",
  },
];

/** Why a mutant of `file` on a line of `source` changes nothing; undefined when it should be noticed. */
export function equivalence(file, source, mutant) {
  const text = source.split("\n")[mutant.location.start.line - 1] ?? "";
  return EQUIVALENTS.find(
    (known) =>
      file.endsWith(known.file) &&
      text.includes(known.line) &&
      (known.replacement === undefined || known.replacement === mutant.replacement),
  )?.reason;
}
