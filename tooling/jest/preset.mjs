// The one jest preset of this repository: native ES modules, TypeScript by swc, nothing mocked by magic.
export default {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  testMatch: ["<rootDir>/src/**/*.test.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" }, sourceMaps: "inline" },
    ],
  },
  injectGlobals: false,
  restoreMocks: true,
  maxWorkers: process.env.JEST_WORKERS ?? 1,
};
