import { ambientUsesOf } from "../syntax/ambient.ts";
import type { Violation } from "../violation.ts";
import { fileOf, groupOf, type Workspace } from "../workspace/model.ts";

/** The only files that may touch the platform's clock, timers, chance and network. */
const PLATFORM = /^packages\/core-types\/src\/ports\/platform[^/]*\.ts$/;

/** Libraries take time, chance and the network through ports, so that tests and replays decide about them. */
export const portsRule = ({ packages }: Workspace): readonly Violation[] =>
  packages
    .filter((owner) => groupOf(owner) === "packages")
    .flatMap((owner) =>
      owner.files
        .filter((source) => source.kind === "source" && !PLATFORM.test(fileOf(owner, source)))
        .flatMap((source) =>
          ambientUsesOf(source.path, source.text).map(
            ({ name, line }): Violation => ({
              rule: "ports",
              file: fileOf(owner, source),
              line,
              message: `${name} comes from the air: take it through a port of @pm/core-types`,
            }),
          ),
        ),
    );
