// npm runs a script through a shell. A signal sent to npm ends npm and the shell and never arrives here, so the only
// sign is that our parent is somebody else now.

const LOOK_EVERY_MS = 300;

/**
 * Calls `onOrphan` once when the parent process is gone. Does not keep the process alive.
 * @param {() => void} onOrphan
 * @param {{ parent?: () => number, everyMs?: number }} [seams]
 */
export const watchParent = (onOrphan, { parent = () => process.ppid, everyMs = LOOK_EVERY_MS } = {}) => {
  const own = parent();
  const timer = setInterval(() => {
    if (parent() === own) return;
    clearInterval(timer);
    onOrphan();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
};
