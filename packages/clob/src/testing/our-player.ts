import { localEnvironment } from "@pm/core-types";
import { privateKey } from "@pm/signing";
import type { Venue } from "@pm/venue";
import { createClob } from "../clob.ts";
import type { Player } from "./session.ts";

/** Plays a session with this package. */
export function createOurPlayer(venue: Venue): Player {
  const clob = createClob({ environment: localEnvironment(venue.ready) });
  const wallets = venue.ready.accounts.map((account, index) =>
    clob.account({
      id: String(index),
      signer: privateKey(account.privateKey),
      signatureType: account.signatureType,
      funder: account.funder,
    }),
  );
  const refs = new Map<string, string>();
  const note = (ref: string | undefined, id: string | undefined) => {
    if (ref !== undefined && id !== undefined) refs.set(ref, id);
  };
  return {
    play: async (step) => {
      const wallet = wallets[step.wallet]!;
      if (step.do === "limit") {
        const { token, side, price, size, type, postOnly, ref } = step;
        const placed = await wallet
          .placeLimit({
            tokenId: token,
            side,
            price,
            size,
            timeInForce: type ?? "GTC",
            postOnly: postOnly ?? false,
          })
          .catch(() => undefined);
        note(ref, placed?.id);
      } else if (step.do === "market") {
        const { token, side, amount, worstPrice, type } = step;
        await wallet
          .placeMarket({
            tokenId: token,
            side,
            amount,
            timeInForce: type,
            ...(worstPrice === undefined ? {} : { worstPrice }),
          })
          .catch(() => undefined);
      } else if (step.do === "batch") {
        const legs = await wallet.placeMany(
          step.legs.map(({ token, side, price, size, type }) => ({
            tokenId: token,
            side,
            price,
            size,
            timeInForce: type,
          })),
        );
        for (const [index, leg] of legs.entries()) note(step.legs[index]?.ref, leg.order?.id);
      } else if (step.do === "cancel") {
        await wallet.cancelOrders(step.refs.flatMap((ref) => refs.get(ref) ?? []));
      } else if (step.do === "cancel-market") {
        await wallet.cancelMarket({ tokenId: step.token });
      } else {
        await wallet.cancelAll();
      }
    },
    close: () => clob.close(),
  };
}
