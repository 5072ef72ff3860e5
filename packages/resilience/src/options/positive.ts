import { ValidationError } from "@pm/core-types";

/** `value` when it is a finite number above zero. @throws {ValidationError} naming the option otherwise. */
export function positive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new ValidationError({
    message: `${name} must be a number above zero, not ${String(value)}.`,
    context: { field: name },
  });
}

/** `value` when it is a whole number of at least `least`. @throws {ValidationError} naming the option otherwise. */
export function whole(name: string, value: number, least = 1): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new ValidationError({
    message: `${name} must be a whole number of at least ${least}, not ${String(value)}.`,
    context: { field: name },
  });
}
