import type { Address, SignatureType } from "@pm/core-types";
import type { KeyRecord } from "../auth/api-keys.ts";
import type { VenueContext } from "../context.ts";
import { queryText } from "../http/input.ts";
import { Refusal } from "../http/refusal.ts";
import { json, type Reply } from "../http/reply.ts";
import type { VenueRequest } from "../http/request.ts";
import type { Routes } from "../http/router.ts";

const ASSET_TYPES = ["COLLATERAL", "CONDITIONAL", "CONDITIONAL-V2"] as const;

/** Balances, allowances, notifications, session keys and the caller's tier. */
export function accountRoutes(context: VenueContext): Routes {
  const { engine, auth } = context;

  /** The wallet whose funds a key trades under a signature type. */
  const walletOf = (key: KeyRecord, signatureType: SignatureType): Address => {
    if (signatureType !== 3) return context.wallets.funder(key.address, signatureType);
    const delegated = context.sessions.walletsOf(key.address)[0];
    if (delegated !== undefined) return delegated;
    const [beacon, uups] = context.wallets.of(key.address).deposit;
    return engine.balanceAllowance(uups).balance > 0n ? uups : beacon;
  };

  const signatureType = (request: VenueRequest): SignatureType => {
    const value = queryText(request, "signature_type") ?? "0";
    if (!/^[0-3]$/.test(value)) throw new Refusal(400, "Invalid signature_type");
    return Number.parseInt(value, 10) as SignatureType;
  };

  const balance = (request: VenueRequest): Reply => {
    const found = held(request);
    return json({
      balance: found.balance.toString(),
      allowances: Object.fromEntries(
        Object.entries(found.allowances).map(([spender, amount]) => [spender, amount.toString()]),
      ),
    });
  };

  const held = (request: VenueRequest) => {
    const key = auth.l2(request, ["normal", "readonly"]);
    request.note.wallet = key.address;
    const assetType = ASSET_TYPES.find((type) => type === queryText(request, "asset_type"));
    if (assetType === undefined) throw new Refusal(400, "Invalid asset type");
    const wallet = walletOf(key, signatureType(request));
    if (assetType === "COLLATERAL") return engine.balanceAllowance(wallet);
    const tokenId = queryText(request, "token_id");
    if (tokenId === undefined || !/^\d{1,78}$/.test(tokenId)) throw new Refusal(400, "Invalid token id");
    return engine.balanceAllowance(wallet, tokenId);
  };

  return {
    "GET /balance-allowance": balance,
    // The venue keeps no copy that could be stale: an update is the same reading.
    "GET /balance-allowance/update": balance,
    "PUT /balance-allowance": balance,
    "GET /notifications": (request) => {
      const key = auth.l2(request);
      return json(context.notifications.list(key.key, walletOf(key, signatureType(request))));
    },
    "DELETE /notifications": (request) => {
      const key = auth.l2(request);
      const ids = queryText(request, "ids")?.split(",") ?? [];
      if (!ids.every((id) => /^\d{1,12}$/.test(id))) throw new Refusal(400, "Invalid ids");
      for (const type of [0, 1, 2, 3] as const) {
        context.notifications.drop(
          key.key,
          walletOf(key, type),
          ids.map((id) => Number.parseInt(id, 10)),
        );
      }
      return json("OK");
    },
    "GET /v1/user/rate-limit-tier": (request) =>
      json({ tier: context.tiers.of(auth.l2(request).address).name }),
    "GET /v1/user/session-signers": (request) => {
      const key = auth.l2(request);
      const wallet = walletOf(key, 3);
      return json({
        wallet,
        signers: context.sessions.list(wallet).map((signer) => ({
          address: signer.address,
          scopes: signer.scopes,
          valid_until: signer.validUntil,
        })),
      });
    },
  };
}
