import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { watchParent } from "../orphan.mjs";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test("tells once when the parent is gone, and not before", () => {
  let parent = 100;
  const onOrphan = jest.fn();
  watchParent(onOrphan, { parent: () => parent, everyMs: 10 });
  jest.advanceTimersByTime(50);
  expect(onOrphan).not.toHaveBeenCalled();
  parent = 1;
  jest.advanceTimersByTime(50);
  expect(onOrphan).toHaveBeenCalledTimes(1);
});

test("can be stopped", () => {
  let parent = 100;
  const onOrphan = jest.fn();
  const stop = watchParent(onOrphan, { parent: () => parent, everyMs: 10 });
  stop();
  parent = 1;
  jest.advanceTimersByTime(50);
  expect(onOrphan).not.toHaveBeenCalled();
});
