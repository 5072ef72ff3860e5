#!/usr/bin/env node
import { createProgram } from "./program.ts";
import { describeFailure } from "./terminal/failure.ts";

try {
  await createProgram().parseAsync();
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}
