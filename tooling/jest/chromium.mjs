import { existsSync } from "node:fs";
import { installDebian, isCi } from "./debian.mjs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const find = () => PLACES.find((place) => existsSync(place));

/** A Chromium of this machine. Where `CI` is set one is installed; elsewhere tests that want one say that they skip. */
export function findChromium() {
  if (find() === undefined && isCi) {
    installDebian("chromium");
    if (find() === undefined)
      throw new Error("Chromium is missing in CI: install it with `apt-get install chromium`.");
  }
  const found = find();
  if (found === undefined) console.warn("Skipped: there is no Chromium (`apt-get install chromium`).");
  return found;
}
