import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

// Recorded production answers and frames are nobody's to publish, so they live beside the checkout where somebody has
// them, and every test that reads them proves its point without them too. This is the only file that knows the place.
const root = new URL("../../../shared/", import.meta.url);

/** The absolute path of a recorded file or folder beside the checkout, or undefined where there is none. */
export function captured(name) {
  const path = fileURLToPath(new URL(name, root));
  return existsSync(path) ? path : undefined;
}
