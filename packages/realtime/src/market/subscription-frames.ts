import type { TokenId } from "@pm/core-types";

/** The first frame on a new socket of the market channel, key for key as the official SDK sends it. */
export function subscriptionFrame(tokenIds: readonly TokenId[], customFeatures: boolean): string {
  return JSON.stringify({ assets_ids: tokenIds, custom_feature_enabled: customFeatures, type: "market" });
}

/** Adds tokens to an open socket. */
export function subscribeFrame(tokenIds: readonly TokenId[], customFeatures: boolean): string {
  return JSON.stringify({
    assets_ids: tokenIds,
    custom_feature_enabled: customFeatures,
    operation: "subscribe",
  });
}

/** Takes tokens off an open socket. */
export function unsubscribeFrame(tokenIds: readonly TokenId[]): string {
  return JSON.stringify({ assets_ids: tokenIds, operation: "unsubscribe" });
}
