import { type ErrorDefaults, isPolymarketError, type PolymarketError } from "./base.ts";

type ErrorClass = abstract new (...args: never[]) => PolymarketError;

/**
 * Makes the guard that belongs to a function's union of errors. Convention: beside `fetchThing` stand
 * `type FetchThingError = A | B` and `const isFetchThingError = errorGuard(A, B)`.
 *
 * A subclass passes where its class is listed. Errors of another copy of this package pass by their code.
 */
export function errorGuard<Classes extends readonly ErrorClass[]>(
  ...classes: Classes
): (error: unknown) => error is InstanceType<Classes[number]> {
  const codes = new Set(
    classes.map((known) => (known as unknown as { readonly defaults: ErrorDefaults }).defaults.code),
  );
  return (error): error is InstanceType<Classes[number]> =>
    classes.some((known) => error instanceof known) || (isPolymarketError(error) && codes.has(error.code));
}
