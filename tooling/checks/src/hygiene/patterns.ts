/** A text that must not be in the repository, with the sentence that says why. */
export type Pattern = Readonly<{
  rule: string;
  pattern: RegExp;
  message: string;
  inTests: "forbidden" | "allowed";
}>;

// Written so that no pattern matches its own source.
const KEY_WORD = "(?:private[_-]?key|priv[_-]?key|secret[_-]?key|mnemonic|signing[_-]?key|wallet[_-]?key)";
const KEY_BYTES = "(?:0x)?[0-9a-f]{64}(?![0-9a-f])";

export const PATTERNS: readonly Pattern[] = [
  {
    rule: "registry",
    pattern:
      /\bregistry\.[a-z0-9-]+\.[a-z]{2,}|\b[a-z0-9.-]*(?:verdaccio|artifactory|jfrog)[a-z0-9-]*\.[a-z]{2,}/i,
    message: "names a package registry: installs follow the user's own npm configuration",
    inTests: "forbidden",
  },
  {
    rule: "machine-path",
    pattern: /(?<![\w.)\]}@$*-])\/(?:home|Users|root|work)\/[\w.-]+|\b[A-Z]:\\\\?Users\\/,
    message: "is a path of somebody's machine: use a path relative to the repository",
    inTests: "forbidden",
  },
  {
    rule: "token",
    pattern: /_authToken\s*=|\bnpm_[A-Za-z0-9]{36}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bAKIA[0-9A-Z]{16}\b/,
    message: "looks like an access token",
    inTests: "forbidden",
  },
  {
    rule: "private-key",
    pattern: new RegExp(`-----BEGIN [A-Z ]*PRIVATE KEY-----|${KEY_WORD}\\W{0,40}${KEY_BYTES}`, "i"),
    message: "is a private key literal: take keys from the environment or derive them from a seed",
    inTests: "allowed",
  },
];
