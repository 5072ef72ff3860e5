/**
 * The plain decimal text of a number that arrived as a JSON number: every digit that a double can carry, which is
 * every digit a server that computes with doubles has sent.
 */
export function numberText(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  const text = String(value);
  if (!text.includes("e")) return text;
  const [mantissa = "0", exponentText = "0"] = text.split("e");
  const sign = mantissa.startsWith("-") ? "-" : "";
  const [whole = "0", fraction = ""] = mantissa.replace("-", "").split(".");
  const exponent = Number(exponentText);
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, "0");
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A whole number scaled by 10⁻¹⁸, as the oracle writes exact prices, in plain decimals. */
export function fromE18(text: string): string | undefined {
  if (!/^-?\d{1,60}$/.test(text)) return undefined;
  const sign = text.startsWith("-") ? "-" : "";
  const digits = text.replace("-", "").padStart(19, "0");
  const whole = digits.slice(0, -18).replace(/^0+(?=\d)/, "");
  const fraction = digits.slice(-18).replace(/0+$/, "");
  return fraction === "" ? sign + whole : `${sign}${whole}.${fraction}`;
}
