import { type Address, address, ValidationError } from "@pm/core-types";

/** The zero address. */
export const ZERO_ADDRESS: Address = address(`0x${"00".repeat(20)}`);

const MAX_METADATA = 500;

/** @throws {ValidationError} for a note the relayer would refuse. */
export function checkMetadata(metadata: string): string {
  if (metadata.length <= MAX_METADATA) return metadata;
  throw new ValidationError({
    message: `metadata must be at most ${MAX_METADATA} characters, not ${metadata.length}.`,
    context: { field: "metadata" },
  });
}
