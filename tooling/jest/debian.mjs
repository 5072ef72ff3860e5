import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** True where tests must bring what they need, and may skip nothing. */
export const isCi = !["", "0", "false", undefined].includes(process.env.CI);

/** Installs a package of Debian, as root. Suites that run side by side take turns. */
export function installDebian(name) {
  const lock = join(tmpdir(), "pm-apt.lock");
  const install = `apt-get install -y --no-install-recommends ${name}`;
  // Lists may be missing or stale on a fresh machine; fetching them is only worth its time then.
  spawnSync("flock", [lock, "sh", "-c", `${install} || { apt-get update && ${install}; }`], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}
