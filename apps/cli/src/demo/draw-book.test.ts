import { describe, expect, it } from "@jest/globals";
import { decimal } from "@pm/core-types";
import { paintFor } from "../terminal/paint.ts";
import { drawBook } from "./draw-book.ts";

const plain = paintFor({ isTTY: false, write: () => true }, {});
const level = (price: string, size: string) => ({ price: decimal(price), size: decimal(size) });

describe("drawBook", () => {
  it("puts the best ask just above the best bid and scales bars to the largest level", () => {
    const lines = drawBook(
      {
        title: "T",
        level: "live",
        bids: [level("0.54", "100")],
        asks: [level("0.55", "50"), level("0.56", "10")],
      },
      plain,
    );
    const best = lines.findIndex((line) => line.includes("0.55"));
    expect(lines[best + 1]).toContain("0.54");
    expect(lines[best - 1]).toContain("0.56");
    expect(lines[best]?.match(/█/g)).toHaveLength(12);
    expect(lines[best + 1]?.match(/█/g)).toHaveLength(24);
  });

  it("keeps its height when the book is empty, so that it can be drawn over", () => {
    const empty = drawBook({ title: "T", level: "stale", bids: [], asks: [] }, plain);
    const full = drawBook(
      { title: "T", level: "live", bids: [level("0.5", "1")], asks: [level("0.6", "1")] },
      plain,
    );
    expect(empty).toHaveLength(full.length);
  });
});
