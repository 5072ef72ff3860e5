/** Which way an order goes, in shares of its token. */
export type Side = "BUY" | "SELL";

/** GTC rests; GTD rests until its expiration; FOK fills whole or not at all; FAK fills what it can and dies. */
export const TIME_IN_FORCE = ["GTC", "GTD", "FOK", "FAK"] as const;
export type TimeInForce = (typeof TIME_IN_FORCE)[number];

/** How an order is signed and whose funds it uses. */
export const SIGNATURE_TYPES = { EOA: 0, POLY_PROXY: 1, POLY_GNOSIS_SAFE: 2, POLY_1271: 3 } as const;
export type SignatureType = (typeof SIGNATURE_TYPES)[keyof typeof SIGNATURE_TYPES];
