import type { Address, Hex } from "@pm/core-types";
import { keccak256, recoverAddress } from "@pm/signing";

/** A transaction that an account signed and sent itself. */
export type RawTransaction = {
  readonly hash: Hex;
  readonly from: Address;
  readonly chainId: bigint;
  readonly nonce: bigint;
  /** Undefined for a contract creation. */
  readonly to: string | undefined;
  readonly data: Hex;
};

type Item = { readonly start: number; readonly end: number; readonly body: Uint8Array };

const EIP_1559 = 2;
/** chainId, nonce, tip, fee, gas, to, value, data, access list; then parity, r and s. */
const UNSIGNED_FIELDS = 9;
const FIELDS = 12;

/** Reads a signed EIP-1559 transaction; undefined when it is anything else, or nobody signed it. */
export function readRawTransaction(text: unknown): RawTransaction | undefined {
  if (typeof text !== "string" || !/^0x02(?:[0-9a-fA-F]{2})+$/.test(text)) return undefined;
  const bytes = Buffer.from(text.slice(2), "hex");
  try {
    const whole = readItem(bytes, 1);
    if (whole.end !== bytes.length) return undefined;
    const items: Item[] = [];
    for (let at = 0; at < whole.body.length; at = (items.at(-1) as Item).end)
      items.push(readItem(whole.body, at));
    if (items.length !== FIELDS) return undefined;
    const [chainId, nonce, , , , to, , data] = items as [Item, Item, Item, Item, Item, Item, Item, Item];
    const [parity, r, s] = items.slice(UNSIGNED_FIELDS) as [Item, Item, Item];
    const unsigned = whole.body.subarray(0, (items[UNSIGNED_FIELDS - 1] as Item).end);
    const from = recoverAddress(
      keccak256(Buffer.concat([Buffer.from([EIP_1559]), listHead(unsigned.length), unsigned])),
      Buffer.concat([word(r.body), word(s.body), Buffer.from([27 + Number(uint(parity.body))])]),
    );
    if (from === undefined) return undefined;
    return {
      hash: hex(keccak256(bytes)),
      from,
      chainId: uint(chainId.body),
      nonce: uint(nonce.body),
      to: to.body.length === 20 ? hex(to.body) : undefined,
      data: hex(data.body),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** One RLP item. @throws {RangeError} for bytes that end too early. */
function readItem(bytes: Uint8Array, at: number): Item {
  const first = bytes[at];
  if (first === undefined) throw new RangeError("nothing there");
  if (first < 0x80) return { start: at, end: at + 1, body: bytes.subarray(at, at + 1) };
  const list = first >= 0xc0;
  const short = first - (list ? 0xc0 : 0x80);
  const lengthBytes = short <= 55 ? 0 : short - 55;
  const length = lengthBytes === 0 ? short : Number(uint(bytes.subarray(at + 1, at + 1 + lengthBytes)));
  const start = at + 1 + lengthBytes;
  const end = start + length;
  if (end > bytes.length) throw new RangeError("item ends too early");
  return { start: at, end, body: bytes.subarray(start, end) };
}

function listHead(length: number): Buffer {
  if (length <= 55) return Buffer.from([0xc0 + length]);
  const text = length.toString(16);
  const size = Buffer.from(text.length % 2 === 0 ? text : `0${text}`, "hex");
  return Buffer.concat([Buffer.from([0xf7 + size.length]), size]);
}

function uint(bytes: Uint8Array): bigint {
  if (bytes.length > 32) throw new RangeError("number is too long");
  return bytes.length === 0 ? 0n : BigInt(hex(bytes));
}

function word(bytes: Uint8Array): Buffer {
  if (bytes.length > 32) throw new RangeError("number is too long");
  return Buffer.concat([Buffer.alloc(32 - bytes.length), bytes]);
}

function hex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes).toString("hex")}`;
}
