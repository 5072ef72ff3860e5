const MAX_TEXT = 8192;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Credentials inside URLs: `redis://:password@host`.
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^/\s@]{1,512}@/gi, "$1[redacted]@"],
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}-----|$)/g, "[redacted key]"],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, "$1 [redacted]"],
  // JSON web tokens.
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, "[redacted token]"],
  // 65-byte and longer signatures; 32-byte hex stays, because order, condition and transaction ids look so.
  [/\b0x[0-9a-f]{130,}\b/gi, "[redacted signature]"],
  // `POLY_PASSPHRASE: …`, `"apiKey":"…"`, `secret=…`, `private key 0x…` inside a text.
  [
    /\b((?:poly[_-])?(?:api[_ -]?key|api[_ -]?secret|secret|passphrase|password|private[_ -]?key|mnemonic|signature)["']?\s*(?:[:=]|is\b)?\s*["']?)((?:0x)?[\w+/=-]{16,})/gi,
    "$1[redacted]",
  ],
  [/([?&](?:api[_-]?key|key|token|secret|signature|sig|password)=)[^&\s#"']+/gi, "$1[redacted]"],
];

/** `text` without credentials in URLs, keys, tokens and signatures; texts over 8,192 characters are cut first. */
export function redactText(text: string): string {
  const bounded = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… [${text.length} characters]` : text;
  return PATTERNS.reduce((safe, [pattern, replacement]) => safe.replace(pattern, replacement), bounded);
}
