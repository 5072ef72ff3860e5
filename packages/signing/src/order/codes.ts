import { SIGNATURE_TYPES, type Side, type SignatureType, ValidationError } from "@pm/core-types";

const SIGNATURE_TYPE: ReadonlySet<unknown> = new Set(Object.values(SIGNATURE_TYPES));

/** The number that stands for a side in what is signed. @throws {ValidationError} for any other text (callers without types). */
export function sideCode(side: Side): 0 | 1 {
  if (side === "BUY") return 0;
  if (side === "SELL") return 1;
  throw new ValidationError({ message: 'side must be "BUY" or "SELL".', context: { field: "side" } });
}

/** A signature type that exists. @throws {ValidationError} for any other value (callers without types, and the wire). */
export function checkedSignatureType(type: unknown): SignatureType {
  if (SIGNATURE_TYPE.has(type)) return type as SignatureType;
  throw new ValidationError({
    message: "signatureType must be 0, 1, 2 or 3.",
    context: { field: "signatureType" },
  });
}
