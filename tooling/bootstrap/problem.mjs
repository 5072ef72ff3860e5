// A failure the user can act on: its message is one sentence that says what to do, and no stack is shown.

export class Problem extends Error {}

/** Ctrl-C or a polite kill while a child was running; the process then dies by the same signal. */
export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`Stopped by ${signal}.`);
    this.signal = signal;
  }
}
