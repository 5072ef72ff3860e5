import type { Hex } from "@pm/core-types";

function mix(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

const HEX4: readonly string[] = Array.from({ length: 65_536 }, (_, word) =>
  word.toString(16).padStart(4, "0"),
);

const hex8 = (word: number): string => HEX4[word >>> 16]! + HEX4[word & 0xffff]!;

/** Ids that look random and are a function of (seed, kind, number): the same script names everything the same. */
function words(seed: number, kind: number, number: number, count: number): string {
  const base = mix(mix(mix(seed) + kind * 0x9e3779b9) + number);
  let out = "";
  for (let i = 0; i < count; i++)
    out += hex8(mix(base + Math.imul(i + 1, 0x85ebca6b) + number / 4_294_967_296));
  return out;
}

const TRADE = 1;
const TRANSACTION = 2;
const HEARTBEAT = 3;
const QUESTION = 4;
const AGENT = 5;
const AGENT_KEY = 6;
const AGENT_ORDER = 7;
const MIRROR_ORDER = 8;

function uuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** UUID of the `number`-th trade. */
export function tradeUuid(seed: number, number: number): string {
  return uuid(words(seed, TRADE, number, 4));
}

/** UUID of the `number`-th heartbeat. */
export function heartbeatUuid(seed: number, number: number): string {
  return uuid(words(seed, HEARTBEAT, number, 4));
}

/** Hash of the `number`-th transaction. */
export function transactionHash(seed: number, number: number): Hex {
  return `0x${words(seed, TRANSACTION, number, 8)}`;
}

/** Question id of a market, from the venue's seed and the market's slug. */
export function questionId(seed: number, slug: string): Hex {
  let number = 0x811c9dc5;
  for (let i = 0; i < slug.length; i++) number = Math.imul(number ^ slug.charCodeAt(i), 0x01000193);
  return `0x${words(seed, QUESTION, number >>> 0, 8)}`;
}

/** Address of the `n`-th agent. */
export function agentAddress(seed: number, n: number): Hex {
  return `0x${words(seed, AGENT, n, 5)}`;
}

/** API key of the `n`-th agent. */
export function agentKey(seed: number, n: number): string {
  return uuid(words(seed, AGENT_KEY, n, 4));
}

/** Order id of an agent. */
export function agentOrder(seed: number, number: number): Hex {
  return `0x${words(seed, AGENT_ORDER, number, 8)}`;
}

/** Order id of the mirror. */
export function mirrorOrder(seed: number, number: number): Hex {
  return `0x${words(seed, MIRROR_ORDER, number, 8)}`;
}
