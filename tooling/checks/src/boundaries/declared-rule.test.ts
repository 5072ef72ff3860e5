import { describe, expect, test } from "@jest/globals";
import { pack, workspace } from "../testing/workspace.ts";
import { declaredRule } from "./declared-rule.ts";

const manifest = {
  dependencies: { zod: "4" },
  peerDependencies: { "prom-client": "15" },
  devDependencies: { "@jest/globals": "30" },
};
const importing = (specifier: string, file = "src/a.ts") =>
  declaredRule(workspace([pack("clob", { ...manifest, files: { [file]: `import "${specifier}";` } })]));

describe("declared", () => {
  test.each(["zod", "zod/v4", "prom-client", "node:fs", "fs/promises", "./b.ts", "@pm/clob"])(
    "%s is fine",
    (specifier) => {
      expect(importing(specifier)).toEqual([]);
    },
  );

  test("an undeclared package is reported in sources and tests", () => {
    expect(importing("ethers")).toMatchObject([{ message: "ethers is not a dependency of @pm/clob" }]);
    expect(importing("ethers", "src/a.test.ts")).toHaveLength(1);
  });

  test("a devDependency serves tests only", () => {
    expect(importing("@jest/globals", "src/a.test.ts")).toEqual([]);
    expect(importing("@jest/globals")).toMatchObject([
      { message: expect.stringContaining("only a devDependency") },
    ]);
  });

  test("a private package is never published, so either list will do", () => {
    const files = { "src/a.ts": 'import "@jest/globals";' };
    const tool = pack("bench", { ...manifest, private: true, files }, "tooling");
    expect(declaredRule(workspace([tool]))).toEqual([]);
  });
});
