import { expect, test } from "@jest/globals";
import { complainedAbout, pointToPage } from "./diagnostics.ts";

const example = { page: "README.md", line: 10, needsVenue: false, code: "", fileName: "README-9.ts" };
const output =
  ".examples/README-9.ts(3,7): error TS2304: Cannot find name 'x'.\nother.ts(1,1): error TS1: y\n";

test("points to the line of the page", () => {
  expect(pointToPage(output, [example])).toBe(
    "README.md:12:7: error TS2304: Cannot find name 'x'.\nother.ts(1,1): error TS1: y\n",
  );
});

test("names the examples in question", () => {
  expect([...complainedAbout(output, [example, { ...example, fileName: "README-90.ts" }])]).toEqual([
    example,
  ]);
});
