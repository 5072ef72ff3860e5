declare const brand: unique symbol;

/** A string that was checked to be of one kind. At run time it is a plain string. */
export type Brand<Kind extends string> = string & { readonly [brand]: Kind };
