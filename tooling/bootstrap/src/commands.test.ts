import { describe, expect, test } from "@jest/globals";
import { COMMAND_NAMES, parseCommand } from "../commands.mjs";

describe("parseCommand", () => {
  test("demo is the demo command of the terminal program", () => {
    expect(parseCommand(["demo", "--json"])).toMatchObject({ kind: "run", args: ["demo", "--json"] });
  });

  test("pm hands its arguments on untouched", () => {
    expect(parseCommand(["pm", "venue", "--port", "0", "--", "-x"])).toMatchObject({
      target: { packageName: "@pm/cli" },
      args: ["venue", "--port", "0", "--", "-x"],
    });
  });

  test.each(["bench", "conformance"])("%s runs the package of that name", (name) => {
    expect(parseCommand([name])).toMatchObject({
      kind: "run",
      target: { packageName: `@pm/${name}` },
      args: [],
    });
  });

  test.each([[[]], [["nonsense"]], [["toString"]]])("%j is no command", (argv) => {
    expect(parseCommand(argv)).toBeUndefined();
  });

  test("the five commands of the root", () => {
    expect([...COMMAND_NAMES].sort()).toEqual(["bench", "conformance", "demo", "pm", "test"]);
  });
});
