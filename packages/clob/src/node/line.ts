import { crc32 } from "node:zlib";
import type { JournalRecord } from "../journal/journal.ts";

/** One record as a line: the CRC-32 of its JSON in eight hex digits, a space, the JSON, a line feed. */
export function encodeLine(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/** The record of a line without its line feed; undefined when it is torn or damaged. */
export function decodeLine(line: string): JournalRecord | undefined {
  if (line.charAt(8) !== " " || line.slice(0, 8) !== checksum(line.slice(9))) return undefined;
  return JSON.parse(line.slice(9)) as JournalRecord;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
