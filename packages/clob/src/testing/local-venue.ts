import { localEnvironment } from "@pm/core-types";
import { privateKey } from "@pm/signing";
import { createVenue, type Venue, type VenueOptions } from "@pm/venue";
import type { AccountOptions, ClobAccount } from "../account/account.ts";
import { type Clob, type ClobOptions, createClob } from "../clob.ts";

/** A venue in this process and a client of it. */
export type LocalVenue = {
  readonly venue: Venue;
  readonly clob: Clob;
  /** The account of the n-th funded wallet. */
  readonly wallet: (index: number, options?: Partial<AccountOptions>) => ClobAccount;
  readonly close: () => Promise<void>;
};

export async function openLocalVenue(
  options: VenueOptions = {},
  client: Partial<ClobOptions> = {},
): Promise<LocalVenue> {
  const venue = await createVenue(options);
  const clob = createClob({ environment: localEnvironment(venue.ready), ...client });
  return {
    venue,
    clob,
    wallet: (index, accountOptions = {}) => {
      const given = venue.ready.accounts[index]!;
      return clob.account({
        id: `wallet-${index}`,
        signer: privateKey(given.privateKey),
        signatureType: given.signatureType,
        funder: given.funder,
        ...accountOptions,
      });
    },
    close: async () => {
      await clob.close();
      await venue.close();
    },
  };
}
