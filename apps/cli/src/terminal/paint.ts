/** Colours a text for the terminal; every function is the identity where colours are not wanted. */
export type Paint = {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly yellow: (text: string) => string;
};

/** What tells whether a stream shows colours and can be redrawn. */
export type TerminalStream = {
  readonly isTTY?: boolean | undefined;
  readonly write: (text: string) => unknown;
};

function code(enabled: boolean, open: number, close: number): (text: string) => string {
  return enabled ? (text) => `\u001b[${open}m${text}\u001b[${close}m` : (text) => text;
}

/** Colours for `stream`, off for pipes and where `NO_COLOR` is set (https://no-color.org). */
export function paintFor(stream: TerminalStream, env: Readonly<Record<string, string | undefined>>): Paint {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0";
  const refused = env.NO_COLOR !== undefined && env.NO_COLOR !== "";
  const enabled = !refused && (forced || stream.isTTY === true);
  return {
    bold: code(enabled, 1, 22),
    dim: code(enabled, 2, 22),
    green: code(enabled, 32, 39),
    red: code(enabled, 31, 39),
    cyan: code(enabled, 36, 39),
    yellow: code(enabled, 33, 39),
  };
}
