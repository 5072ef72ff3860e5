import { type Address, address, tokenId } from "@pm/core-types";
import { privateKey } from "@pm/signing";
import {
  EXCHANGE_V1,
  type ExchangeDomainV1,
  NEG_RISK_EXCHANGE_V1,
  recoverOrderSignerV1,
  type SignedOrderV1,
  signOrderV1,
} from "@pm/signing/archived";
import type { Settled } from "../official/decide.ts";
import type { Vector } from "../vector.ts";
import { differences, type Verdict } from "../verdict.ts";
import { type OrderVectorInput, officialSalt } from "./orders-v2.ts";

type V1Input = OrderVectorInput & {
  readonly signatureType: 0 | 1 | 2;
  readonly taker?: string;
  readonly nonce?: number;
  readonly feeRateBps?: number;
};

/** The archived exchange of Amoy, as the archived client knows it; neg-risk is the same as on Polygon. */
const AMOY_EXCHANGE_V1: Address = address("0xdFE02Eb6733538f8Ea35D585af8DE5958AD99E40");
const AMOY = 80_002;
const ANYONE: Address = address(`0x${"0".repeat(40)}`);

/** Orders of the archived Exchange V1: no exchange takes them any more, but old fills still have to be verified. */
export function checkV1(
  amountsOf: (input: OrderVectorInput, official: never) => Settled,
): (vector: Vector) => Promise<Verdict> {
  return async ({ input, expected }) => {
    const request = input as V1Input;
    const signer = privateKey(request.privateKey);
    const { amounts, problems, decision } = amountsOf(request, (expected as { readonly order: never }).order);
    const domain = domainOf(request);
    const order = {
      ...amounts,
      salt: officialSalt(request),
      maker: request.funder === null ? signer.address : address(request.funder),
      signer: signer.address,
      taker: request.taker === undefined ? ANYONE : address(request.taker),
      tokenId: tokenId(request.tokenID),
      expiration: BigInt(request.expiration ?? 0),
      nonce: BigInt(request.nonce ?? 0),
      feeRateBps: BigInt(request.feeRateBps ?? 0),
      side: request.side,
      signatureType: request.signatureType,
    };
    const signed = await signOrderV1(order, domain, signer);
    const recovered = recoverOrderSignerV1(order, domain, signed.signature);
    return {
      problems: [
        ...problems,
        ...differences(expected, describe(signed, domain)),
        ...differences(signer.address, recovered, "recovered"),
      ],
      decision,
    };
  };
}

function domainOf({ chainId, negRisk }: V1Input): ExchangeDomainV1 {
  const polygon = negRisk ? NEG_RISK_EXCHANGE_V1 : EXCHANGE_V1;
  if (chainId !== AMOY) return { ...polygon, chainId };
  return { ...polygon, chainId, ...(negRisk ? {} : { verifyingContract: AMOY_EXCHANGE_V1 }) };
}

function describe({ order, orderId, signature }: SignedOrderV1, domain: ExchangeDomainV1) {
  const texts = Object.entries(order).map(([name, value]) => [
    name,
    typeof value === "bigint" ? `${value}` : value,
  ]);
  return {
    exchange: domain.verifyingContract,
    domainVersion: domain.version,
    order: { ...Object.fromEntries(texts), side: order.side === "BUY" ? 0 : 1, signature },
    orderHash: orderId,
  };
}
