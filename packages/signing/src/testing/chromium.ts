import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const APT_GET = "/usr/bin/apt-get";
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A Chromium of this machine; in CI, on Debian as root, one is installed when there is none. */
export function findChromium(): string | undefined {
  const found = PLACES.find((place) => existsSync(place));
  if (found !== undefined || process.env.CI !== "true") return found;
  try {
    execFileSync(APT_GET, ["update"], { stdio: "ignore" });
    execFileSync(APT_GET, ["install", "-y", "--no-install-recommends", "chromium"], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  return PLACES.find((place) => existsSync(place));
}
