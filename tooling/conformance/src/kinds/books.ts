import { type BookHashInput, canonicalBook, orderBookHash, orderBookHashAsReceived } from "@pm/core-types";
import type { Vector } from "../vector.ts";
import { differences, type Verdict } from "../verdict.ts";

/**
 * The official client hashes a book with its keys in the order received; the venue writes `hash` fourth. Both are
 * checked: the client's bytes against the vector, and ours against the client's way once the keys stand as the venue
 * sends them.
 */
export function checkBookHash({ input, expected }: Vector): Verdict {
  const { book, preimage } = input as {
    readonly book: BookHashInput & { readonly hash: string };
    readonly preimage?: string;
  };
  const received = JSON.stringify({ ...book, hash: "" });
  const asSent = JSON.parse(canonicalBook(book)) as Readonly<Record<string, unknown>>;
  return {
    problems: [
      ...(preimage === undefined ? [] : differences(preimage, received, "preimage")),
      ...differences(expected, orderBookHashAsReceived(book), "hash"),
      ...differences(orderBookHashAsReceived(asSent), orderBookHash(book), "canonical hash"),
    ],
  };
}
