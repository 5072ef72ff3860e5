import { crc32 } from "node:zlib";

/** What a file of lines holds: every whole record, and how many bytes of it are sound. */
export type ReadLines = {
  readonly records: readonly unknown[];
  /** Bytes up to the end of the last whole record: what follows was torn off by a crash. */
  readonly soundBytes: number;
  /** Number of the first line that is broken although whole lines follow it; undefined when there is none. */
  readonly damagedLine: number | undefined;
};

/** One record as a line: CRC-32 of the rest in hex, its number in the file, JSON. */
export function encodeLine(number: number, record: unknown): string {
  const text = `${number} ${JSON.stringify(record)}`;
  return `${checksum(text)} ${text}\n`;
}

/**
 * Reads what `encodeLine` wrote. A crash can leave only the end of a file unwritten, so a broken last line is cut
 * off; a broken line with a whole one behind it is damage, and reported.
 */
export function readLines(content: Buffer): ReadLines {
  const records: unknown[] = [];
  let soundBytes = 0;
  let line = 0;
  let broken: number | undefined;
  for (let start = 0; start < content.length; ) {
    const end = content.indexOf(10, start);
    line++;
    const record = end === -1 ? undefined : decodeLine(content.toString("utf8", start, end), line);
    if (record === undefined) broken ??= line;
    else if (broken !== undefined) return { records, soundBytes, damagedLine: broken };
    else {
      records.push(record.value);
      soundBytes = end + 1;
    }
    if (end === -1) break;
    start = end + 1;
  }
  return { records, soundBytes, damagedLine: undefined };
}

function decodeLine(text: string, number: number): { readonly value: unknown } | undefined {
  const body = text.slice(9);
  if (text[8] !== " " || text.slice(0, 8) !== checksum(body)) return undefined;
  const cut = body.indexOf(" ");
  if (body.slice(0, cut) !== String(number)) return undefined;
  try {
    return { value: JSON.parse(body.slice(cut + 1)) };
  } catch {
    return undefined;
  }
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
