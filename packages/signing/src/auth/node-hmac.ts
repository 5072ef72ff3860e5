import { nodeBuiltin } from "../engine/platform.ts";

/** Signs messages with one key: url-safe base64 of HMAC-SHA256, padding kept. */
export type HmacKey = (message: string) => string;

type Bytes = Uint8Array & {
  readonly write: (text: string, offset: number, encoding: "utf8" | "latin1") => number;
};
type NodeCrypto = {
  readonly hash?: (name: "sha256", data: Uint8Array, encoding: "latin1" | "base64url") => string;
};
type NodeBuffers = { readonly Buffer: { readonly alloc: (size: number) => Bytes } };

/** Bytes that SHA-256 takes at a time. */
const BLOCK = 64;
const DIGEST = 32;
/** Room for the usual messages, made once; longer ones get their own. */
const SCRATCH = 65_536;

/**
 * HMAC-SHA256 (RFC 2104) by two one-shot hashes of Node's; undefined where Node has none. An object of `createHmac` takes
 * longer than both, and leaves work to the garbage collector.
 */
export function nodeHmac(): ((key: Uint8Array) => HmacKey) | undefined {
  const hash = nodeBuiltin<NodeCrypto>("node:crypto")?.hash;
  const Buffer = nodeBuiltin<NodeBuffers>("node:buffer")?.Buffer;
  if (hash === undefined || Buffer === undefined) return undefined;
  const scratch = Buffer.alloc(SCRATCH);
  return (key) => {
    const block = Buffer.alloc(BLOCK);
    if (key.length > BLOCK) block.write(hash("sha256", key, "latin1"), 0, "latin1");
    else block.set(key);
    const inner = block.map((byte) => byte ^ 0x36);
    const outer = Buffer.alloc(BLOCK + DIGEST);
    outer.set(block.map((byte) => byte ^ 0x5c));
    block.fill(0);
    return (message) => {
      // UTF-8 takes at most three bytes for a character code.
      const room = BLOCK + 3 * message.length;
      const padded = room > SCRATCH ? Buffer.alloc(room) : scratch;
      padded.set(inner);
      const end = BLOCK + padded.write(message, BLOCK, "utf8");
      outer.write(hash("sha256", padded.subarray(0, end), "latin1"), BLOCK, "latin1");
      // All keys share the scratch; none stays there.
      padded.fill(0, 0, BLOCK);
      // 32 bytes are 43 digits and one sign of padding, which Node's base64url leaves out.
      return `${hash("sha256", outer, "base64url")}=`;
    };
  };
}
