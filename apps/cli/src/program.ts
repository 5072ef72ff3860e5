import { Command } from "commander";
import { addChaosCommand } from "./commands/chaos.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addRecordCommand } from "./commands/record.ts";
import { addReplayCommand } from "./commands/replay.ts";
import { addVenueCommand } from "./commands/venue.ts";

/** The `pm` command line. */
export function createProgram(): Command {
  const program = new Command("pm")
    .description("Polymarket infrastructure from a terminal")
    .showHelpAfterError("(pm --help lists the commands)");
  addVenueCommand(program);
  addDemoCommand(program);
  addChaosCommand(program);
  addRecordCommand(program);
  addReplayCommand(program);
  return program;
}
