const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Base64 or base64url, padded or not, as bytes; undefined when `text` is neither. */
export function parseBase64(text: string): Uint8Array | undefined {
  const body = text.replace(/={0,2}$/, "");
  if (!/^[A-Za-z0-9+/_-]*$/.test(body) || body.length % 4 === 1) return undefined;
  const padding = text.length - body.length;
  if (padding > 0 && text.length % 4 !== 0) return undefined;
  const bytes = new Uint8Array(Math.floor((body.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < body.length; i++) {
    held = ((held << 6) | value(body.charCodeAt(i))) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 0xff;
    }
  }
  return bytes;
}

/** Url-safe base64 with its padding. */
export function base64Url(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += ALPHABET.charAt(group >> 18) + ALPHABET.charAt((group >> 12) & 63);
    out += left > 1 ? ALPHABET.charAt((group >> 6) & 63) : "=";
    out += left > 2 ? ALPHABET.charAt(group & 63) : "=";
  }
  return out;
}

/** The six bits of a character of the alphabet; nothing else comes here. */
function value(code: number): number {
  if (code >= 97) return code - 71;
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 48 && code <= 57) return code + 4;
  // "+" and "-" are 62, "/" and "_" are 63.
  return code === 43 || code === 45 ? 62 : 63;
}
