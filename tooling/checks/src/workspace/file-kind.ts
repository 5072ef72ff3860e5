import type { FileKind } from "./model.ts";

const TEST_NAME = /\.(?:test|test-d|bench)\.ts$/;
const TEST_FOLDER = /(?:^|\/)testing\//;

/** Tests, type tests, benchmarks and the helpers below `testing/` are never built or published. */
export const fileKind = (path: string): FileKind =>
  TEST_NAME.test(path) || TEST_FOLDER.test(path) ? "test" : "source";
