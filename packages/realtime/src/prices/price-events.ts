import type { PriceChannelName, PriceChannels } from "./price-channels.ts";

/** One event of the price socket. */
export type PriceEvent<Name extends PriceChannelName = PriceChannelName> = {
  readonly [N in Name]: {
    readonly channel: N;
    readonly payload: PriceChannels[N]["payload"];
    /** True for the history sent after subscribing. */
    readonly isSnapshot: boolean;
    /** Events of this channel that were missed right before this one, on this connection. */
    readonly missed: number;
    /** When the server sent it, Unix milliseconds. */
    readonly timestamp: number;
  };
}[Name];
