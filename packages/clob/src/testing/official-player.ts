import type { Venue } from "@pm/venue";
import { Chain, ClobClient, OrderType, Side, type SignatureTypeV2 } from "@polymarket/clob-client-v2";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import type { Player } from "./session.ts";

/** The official client, unmodified, whose host is the venue. */
async function connectOfficial(venue: Venue, index: number): Promise<ClobClient> {
  const account = venue.ready.accounts[index]!;
  const options = {
    host: venue.ready.clob,
    chain: Chain.POLYGON,
    signer: createWalletClient({
      account: privateKeyToAccount(account.privateKey as `0x${string}`),
      chain: polygon,
      transport: http("http://127.0.0.1:1"),
    }),
    signatureType: account.signatureType as unknown as SignatureTypeV2,
    funderAddress: account.funder,
    throwOnError: true,
  };
  const creds = await new ClobClient(options).createOrDeriveApiKey();
  return new ClobClient({ ...options, creds });
}

/** Plays a session with the official client. */
export function createOfficialPlayer(venue: Venue): Player {
  const clients = new Map<number, Promise<ClobClient>>();
  const refs = new Map<string, string>();
  const note = (ref: string | undefined, id: string | undefined) => {
    if (ref !== undefined && id !== undefined && id !== "") refs.set(ref, id);
  };
  const client = (index: number) => {
    const known = clients.get(index) ?? connectOfficial(venue, index);
    clients.set(index, known);
    return known;
  };
  const sides = { BUY: Side.BUY, SELL: Side.SELL };
  const types = { GTC: OrderType.GTC, FOK: OrderType.FOK, FAK: OrderType.FAK } as const;
  return {
    play: async (step) => {
      const wallet = await client(step.wallet);
      if (step.do === "limit") {
        const { token, side, price, size, type, postOnly, ref } = step;
        const order = await wallet.createOrder({
          tokenID: token,
          side: sides[side],
          price: Number(price),
          size: Number(size),
        });
        const posted = await wallet
          .postOrder(order, types[type ?? "GTC"] as OrderType.GTC, postOnly ?? false)
          .catch(() => undefined);
        note(ref, posted?.orderID);
      } else if (step.do === "market") {
        const { token, side, amount, worstPrice, type } = step;
        await wallet
          .createAndPostMarketOrder(
            {
              tokenID: token,
              side: sides[side],
              amount: Number(amount),
              orderType: types[type],
              ...(worstPrice === undefined ? {} : { price: Number(worstPrice) }),
            },
            undefined,
            types[type] as OrderType.FOK,
          )
          .catch(() => undefined);
      } else if (step.do === "batch") {
        const orders = [];
        for (const { token, side, price, size, type } of step.legs) {
          const order = await wallet.createOrder({
            tokenID: token,
            side: sides[side],
            price: Number(price),
            size: Number(size),
          });
          orders.push({ order, orderType: types[type] });
        }
        const posted = (await wallet.postOrders(orders)) as readonly { readonly orderID?: string }[];
        for (const [index, leg] of posted.entries()) note(step.legs[index]?.ref, leg.orderID);
      } else if (step.do === "cancel") {
        const ids = step.refs.flatMap((ref) => refs.get(ref) ?? []);
        if (ids.length > 0) await wallet.cancelOrders(ids);
      } else if (step.do === "cancel-market") {
        await wallet.cancelMarketOrders({ asset_id: step.token });
      } else {
        await wallet.cancelAll();
      }
    },
    close: async () => {},
  };
}
