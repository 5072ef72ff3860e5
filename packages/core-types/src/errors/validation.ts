import { type ErrorDefaults, PolymarketError } from "./base.ts";

/** Input that was refused before anything was sent. */
export class ValidationError extends PolymarketError {
  static override readonly defaults: ErrorDefaults = {
    code: "invalid-input",
    action: "Correct the named field and call again; nothing was sent.",
    retry: "never",
    outcome: "not-sent",
  };
}

/** A value that is not exactly a decimal number. */
export class InvalidDecimalError extends ValidationError {
  static override readonly defaults: ErrorDefaults = {
    ...ValidationError.defaults,
    code: "invalid-decimal",
    action: 'Pass amounts and prices as decimal strings, such as "0.55".',
  };
}

/** A token, condition, order id or address of the wrong form. */
export class InvalidIdError extends ValidationError {
  static override readonly defaults: ErrorDefaults = { ...ValidationError.defaults, code: "invalid-id" };
}

/** A mixed-case address whose EIP-55 checksum is wrong: most likely mistyped. */
export class InvalidChecksumError extends InvalidIdError {
  static override readonly defaults: ErrorDefaults = {
    ...InvalidIdError.defaults,
    code: "invalid-checksum",
    action: "Copy the address again, or pass it in lower case to skip the checksum.",
  };
}

/** Text that is not `0x` hex of whole bytes, or not of the asked length. Never contains the text. */
export class InvalidHexError extends ValidationError {
  static override readonly defaults: ErrorDefaults = {
    ...ValidationError.defaults,
    code: "invalid-hex",
    action: "Pass 0x and an even number of hex digits.",
  };
}

/** A tick size the venue does not know. */
export class InvalidTickSizeError extends ValidationError {
  static override readonly defaults: ErrorDefaults = {
    ...ValidationError.defaults,
    code: "invalid-tick-size",
  };
}

/** A price off the market's grid or outside [tick, 1 − tick]. */
export class TickSizeError extends ValidationError {
  static override readonly defaults: ErrorDefaults = {
    ...ValidationError.defaults,
    code: "price-off-grid",
    action: "Round the price to the market's tick with roundPriceDown or roundPriceUp, then order again.",
  };
}
