import { expect, test } from "@jest/globals";
import { parseArguments } from "./arguments.ts";

test.each([
  [["sign", "--json"], { suites: ["sign"], json: true, list: false, only: undefined }],
  [["--list"], { suites: [], json: false, list: true, only: undefined }],
  [
    ["sign", "venue", "--only", "HMAC"],
    { suites: ["sign", "venue"], json: false, list: false, only: "HMAC" },
  ],
])("%j", (argv, expected) => expect(parseArguments(argv)).toEqual(expected));

test("an unknown option is refused", () => {
  expect(() => parseArguments(["sign", "--jsno"])).toThrow("There is no option --jsno");
});
