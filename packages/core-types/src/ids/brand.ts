declare const brand: unique symbol;

/**
 * A string that was checked to be of one kind. At run time it is a plain string.
 *
 * A brand of several kinds (`Brand<"TokenId" | "PositionId">`) is accepted wherever one of them is.
 */
export type Brand<Kind extends string> = string & { readonly [brand]: { readonly [K in Kind]: true } };
