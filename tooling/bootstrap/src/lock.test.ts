import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { withLock } from "../lock.mjs";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pm-lock-"));
  file = join(folder, "deep", "lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("runs the work, gives back its result and removes the lock", async () => {
  expect(await withLock(file, async () => existsSync(file))).toBe(true);
  expect(existsSync(file)).toBe(false);
});

test("removes the lock when the work fails", async () => {
  await expect(
    withLock(file, async () => {
      throw new Error("broken");
    }),
  ).rejects.toThrow("broken");
  expect(existsSync(file)).toBe(false);
});

test("the second one waits for the first and is told so once", async () => {
  const order: string[] = [];
  let finishFirst = () => {};
  const first = withLock(file, async () => {
    await new Promise<void>((resolve) => {
      finishFirst = resolve;
    });
    order.push("first");
  });
  const onWait = jest.fn();
  const second = withLock(file, async () => order.push("second"), onWait);
  await Promise.resolve();
  finishFirst();
  await Promise.all([first, second]);
  expect(order).toEqual(["first", "second"]);
  expect(onWait).toHaveBeenCalledTimes(1);
  expect(onWait).toHaveBeenCalledWith(process.pid);
});

test("takes over from an owner that is gone", async () => {
  await withLock(file, async () => {});
  writeFileSync(file, "999999999");
  expect(await withLock(file, async () => "done")).toBe("done");
});
