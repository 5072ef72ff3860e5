import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { nodeProblem } from "../node-version.mjs";

describe("nodeProblem", () => {
  test.each(["20.19.0", "20.20.2", "22.0.0", "26.10.0"])("%s is new enough", (version) => {
    expect(nodeProblem(version)).toBeUndefined();
  });

  test.each(["20.18.3", "18.20.0", "12.0.0"])("%s is too old, in one sentence", (version) => {
    const sentence = nodeProblem(version);
    expect(sentence).toContain(`this is Node ${version}`);
    expect(sentence?.split(/\.\s/)).toHaveLength(1);
  });

  test("the command itself says it and stops", () => {
    const main = fileURLToPath(new URL("../main.mjs", import.meta.url));
    const pretend = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.0.0"})';
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", pretend, main, "pm", "--help"],
      {
        encoding: "utf8",
      },
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).toContain("Node 20.19 or newer is needed");
  });
});
