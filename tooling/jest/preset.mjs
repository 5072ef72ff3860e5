// The one jest preset of this repository: native ES modules, TypeScript by swc, nothing mocked by magic.
import { fileURLToPath } from "node:url";

export default {
  testEnvironment: fileURLToPath(new URL("./environment.mjs", import.meta.url)),
  extensionsToTreatAsEsm: [".ts"],
  testMatch: ["<rootDir>/src/**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  transform: {
    "^.+\\.ts$": [
      fileURLToPath(import.meta.resolve("@swc/jest")),
      {
        swcrc: false,
        jsc: {
          parser: { syntax: "typescript", decorators: false },
          target: "es2022",
          experimental: { keepImportAttributes: true },
        },
        module: { type: "es6" },
        sourceMaps: "inline",
      },
    ],
  },
  // Snapshots change only on request, on every machine alike.
  ci: true,
  injectGlobals: false,
  restoreMocks: true,
  // A guard against what never ends, not a claim about speed: machines that test are often busy with more than this.
  testTimeout: 60_000,
  // Packages run beside each other under turbo, so one process each is what two cores want.
  maxWorkers: process.env.JEST_WORKERS ?? 1,
  reporters: ["default", fileURLToPath(new URL("./summary-reporter.mjs", import.meta.url))],
};
