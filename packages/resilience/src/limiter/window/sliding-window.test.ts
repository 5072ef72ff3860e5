import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { SlidingWindow } from "./sliding-window.ts";

const windowMs = 1000;
const steps = fc.array(
  fc.record({
    pause: fc.oneof(
      fc.constant(0),
      fc.double({ min: 0, max: 5, noNaN: true }),
      fc.integer({ min: 0, max: 1500 }),
    ),
    count: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 1, maxLength: 600 },
);

describe("SlidingWindow", () => {
  it("never counts too little, and too much only by what one entry holds", () => {
    fc.assert(
      fc.property(steps, (script) => {
        const window = new SlidingWindow(windowMs);
        const events: { at: number; count: number }[] = [];
        let now = 0;
        for (const { pause, count } of script) {
          now += pause;
          const within = (length: number) =>
            events.filter((event) => now - event.at <= length).reduce((sum, event) => sum + event.count, 0);
          const used = window.used(now);
          expect(used).toBeGreaterThanOrEqual(within(windowMs));
          expect(used).toBeLessThanOrEqual(within(windowMs * (1 + 1 / 256)));
          window.add(now, count);
          events.push({ at: now, count });
        }
      }),
      { numRuns: 200 },
    );
  });

  it("tells exactly until when there is no room", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 50 }), (script, limit) => {
        const window = new SlidingWindow(windowMs);
        let now = 0;
        for (const { pause, count } of script) {
          now += pause;
          const blocked = window.blockedUntil(now, count, limit);
          if (count > limit) {
            expect(blocked).toBe(Number.POSITIVE_INFINITY);
            continue;
          }
          if (blocked > now) {
            expect(window.used(now) + count).toBeGreaterThan(limit);
            now = blocked;
            expect(window.blockedUntil(now, count, limit)).toBeGreaterThanOrEqual(now);
            now += 0.001;
          }
          expect(window.blockedUntil(now, count, limit)).toBe(Number.NEGATIVE_INFINITY);
          window.add(now, count);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("holds a request when time runs backwards", () => {
    const window = new SlidingWindow(windowMs);
    window.add(5000, 3);
    expect(window.used(10)).toBe(3);
    window.add(10, 1);
    expect(window.used(5999)).toBe(4);
    expect(window.used(6001)).toBe(0);
  });
});
