import { describe, expect, test } from "@jest/globals";
import { contentProblems } from "./contents.ts";

const good = ["package.json", "README.md", "LICENSE", "dist/index.js", "dist/index.d.ts"];

describe("contentProblems", () => {
  test("a complete tarball has none", () => {
    expect(contentProblems(good, { dependencies: { "@pm/core-types": "^0.1.0" } })).toEqual([]);
  });

  test.each(["README.md", "LICENSE"])("%s must be there", (name) => {
    expect(
      contentProblems(
        good.filter((file) => file !== name),
        {},
      ),
    ).toEqual([`${name} is missing from the tarball`]);
  });

  test("something must be built", () => {
    expect(contentProblems(good.slice(0, 3), {})).toEqual(["dist is missing from the tarball: build first"]);
  });

  test.each(["dist/a.test.js", "dist/a.test.d.ts", "dist/a.bench.js.map", "dist/testing/helper.js"])(
    "%s is no product",
    (file) => {
      expect(contentProblems([...good, file], {})).toEqual([`${file} is a test and would be published`]);
    },
  );

  test.each(["workspace:^", "workspace:*", "link:../x", "file:../x"])(
    "%s cannot be resolved outside",
    (range) => {
      expect(contentProblems(good, { peerDependencies: { "@pm/x": range } })).toHaveLength(1);
    },
  );
});
