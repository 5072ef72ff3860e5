// Must run on any Node that knows ES modules: no newer syntax, no imports.

const MAJOR = 20;
const MINOR = 19;

/**
 * One sentence when this Node is too old, nothing otherwise.
 * @param {string} version as in `process.versions.node`
 */
export function nodeProblem(version) {
  const parts = version.split(".").map(Number);
  const major = parts[0] || 0;
  const minor = parts[1] || 0;
  if (major > MAJOR || (major === MAJOR && minor >= MINOR)) return undefined;
  return `Node ${MAJOR}.${MINOR} or newer is needed and this is Node ${version}: install a newer Node and run the command again.`;
}
