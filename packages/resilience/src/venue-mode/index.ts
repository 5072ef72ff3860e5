export { isRefused, kindOf, type RequestKind } from "./request-kind.ts";
export { type RespectVenueModeOptions, respectVenueMode } from "./respect-venue-mode.ts";
export {
  createVenueMode,
  type VenueMode,
  type VenueModeName,
  type VenueModeOptions,
  type VenueModeState,
} from "./venue-mode.ts";
