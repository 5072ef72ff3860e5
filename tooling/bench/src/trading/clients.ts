import { type ClobAccount, createClob } from "@pm/clob";
import { localEnvironment } from "@pm/core-types";
import { privateKey } from "@pm/signing";
import type { VenueReadyLine } from "@pm/venue";
import { Chain, ClobClient, type SignatureTypeV2 } from "@polymarket/clob-client-v2";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";

/** Our accounts of the venue's wallets, ready to trade. */
export const ourAccounts = async (
  ready: VenueReadyLine,
  count: number,
): Promise<Readonly<{ accounts: readonly ClobAccount[]; close: () => Promise<void> }>> => {
  const clob = createClob({ environment: localEnvironment(ready) });
  const accounts = ready.accounts.slice(0, count).map((given) =>
    clob.account({
      id: given.address,
      signer: privateKey(given.privateKey),
      signatureType: given.signatureType,
      funder: given.funder,
      follow: { everyMs: 0 },
    }),
  );
  await Promise.all(accounts.map((account) => account.restore()));
  return { accounts, close: () => clob.close() };
};

/** The official client for one of the venue's wallets, with a key of its own or the one our account has. */
export const officialClient = async (
  ready: VenueReadyLine,
  index: number,
  ours?: ClobAccount,
): Promise<ClobClient> => {
  const account = ready.accounts[index];
  if (account === undefined) throw new Error(`The venue has no account ${index}.`);
  const options = {
    host: ready.clob,
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
  const known = await ours?.credentials();
  const creds = known
    ? { key: known.key, secret: known.secret.reveal(), passphrase: known.passphrase.reveal() }
    : await new ClobClient(options).createOrDeriveApiKey();
  return new ClobClient({ ...options, creds });
};
