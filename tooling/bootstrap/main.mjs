// `npm run demo|pm|bench|conformance` and `npm test` start here. Plain JavaScript and no static import of anything
// new, so that an old Node reaches the sentence that explains itself instead of a syntax error.
import { nodeProblem } from "./node-version.mjs";

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}

import("./start.mjs").then(({ start }) => start(process.argv.slice(2)));
