import { describe, expect, test } from "@jest/globals";
import { pinnedPnpm } from "../install.mjs";
import { installProblem } from "../install-problem.mjs";

describe("installProblem", () => {
  test.each([
    ["ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with frozen-lockfile", "lockfile"],
    ["npm error code EACCES", "belongs to you"],
    ["EROFS: read-only file system, mkdir '/x'", "belongs to you"],
    ["npm error ENOSPC", "disk is full"],
    ["getaddrinfo ENOTFOUND somewhere", "cannot be reached"],
    ["ERR_PNPM_IGNORED_BUILDS  Ignored build scripts: x", "allowBuilds"],
    ["something new", "the lines above"],
  ])("%s", (output, part) => {
    const sentence = installProblem(output);
    expect(sentence).toContain(part);
    expect(sentence).toMatch(/^[^\n]+\.$/);
  });
});

describe("pinnedPnpm", () => {
  test("reads the version and drops a hash", () => {
    expect(pinnedPnpm("pnpm@12.21.0")).toBe("12.21.0");
    expect(pinnedPnpm("pnpm@12.21.0+sha512.abc")).toBe("12.21.0");
  });

  test.each([undefined, "yarn@4.0.0", "pnpm"])("refuses %s with advice", (value) => {
    expect(() => pinnedPnpm(value)).toThrow("must pin");
  });
});
