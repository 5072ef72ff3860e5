/** One step of a scripted session that any client of the exchange can play. `ref` names an earlier order. */
export type Step =
  | {
      readonly do: "limit";
      readonly wallet: number;
      readonly token: string;
      readonly side: "BUY" | "SELL";
      readonly price: string;
      readonly size: string;
      readonly type?: "GTC" | "FOK" | "FAK";
      readonly postOnly?: boolean;
      readonly ref?: string;
    }
  | {
      readonly do: "market";
      readonly wallet: number;
      readonly token: string;
      readonly side: "BUY" | "SELL";
      readonly amount: string;
      readonly worstPrice?: string;
      readonly type: "FOK" | "FAK";
    }
  | {
      readonly do: "batch";
      readonly wallet: number;
      readonly legs: readonly {
        readonly token: string;
        readonly side: "BUY" | "SELL";
        readonly price: string;
        readonly size: string;
        readonly type: "GTC" | "FOK" | "FAK";
        readonly ref?: string;
      }[];
    }
  | { readonly do: "cancel"; readonly wallet: number; readonly refs: readonly string[] }
  | { readonly do: "cancel-market"; readonly wallet: number; readonly token: string }
  | { readonly do: "cancel-all"; readonly wallet: number };

/** Plays steps; whatever a step is refused with is swallowed, because the ledger is what is compared. */
export type Player = { readonly play: (step: Step) => Promise<void>; readonly close: () => Promise<void> };
