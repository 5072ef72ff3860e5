import { type Random, systemRandom } from "@pm/core-types";

/** 53 random bits: an order salt that JSON can carry as a number. */
export function generateSalt(random: Random = systemRandom): bigint {
  const bytes = random.bytes(7);
  let salt = BigInt(bytes[0]! & 0x1f);
  for (let i = 1; i < 7; i++) salt = (salt << 8n) | BigInt(bytes[i]!);
  return salt;
}
