import type { FetchResponse } from "@pm/core-types";
import { BodyTooLarge } from "./failure.ts";

type Streaming = { readonly body?: ReadableStream<Uint8Array> | null };

/** The text of an answer, given up as soon as it proves larger than `max` bytes. @throws {BodyTooLarge} */
export async function readBody(response: FetchResponse, max: number): Promise<string> {
  const declared = Number(response.headers.get("content-length") ?? Number.NaN);
  const stream = (response as Streaming).body;
  if (declared > max) {
    await stream?.cancel();
    throw new BodyTooLarge();
  }
  // A declared small body cannot exceed its length, unless it is compressed.
  if (
    stream === undefined ||
    stream === null ||
    (declared <= max && response.headers.get("content-encoding") === null)
  ) {
    const text = await response.text();
    if (text.length > max) throw new BodyTooLarge();
    return text;
  }
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let size = 0;
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > max) {
      await reader.cancel();
      throw new BodyTooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}
