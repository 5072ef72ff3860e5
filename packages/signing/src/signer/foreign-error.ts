const KEY_LIKE = /(?:0x)?[0-9a-fA-F]{64,}/g;

/**
 * What a foreign signer threw, fit to be a cause: its name, message, code and stack, with whatever could be a key left
 * out. Wallet libraries put arguments into their errors, and own fields could hold anything.
 */
export function foreignError(thrown: unknown): Error {
  const told = Object(thrown) as Readonly<Record<"name" | "message" | "code" | "stack", unknown>>;
  const error = new Error(withoutKeys(String(told.message ?? thrown)));
  if (typeof told.name === "string") error.name = told.name;
  if (typeof told.stack === "string") error.stack = withoutKeys(told.stack);
  const { code } = told;
  return typeof code === "string" || typeof code === "number" ? Object.assign(error, { code }) : error;
}

function withoutKeys(text: string): string {
  return text.replace(KEY_LIKE, "[redacted]");
}
