/** @file Whether this Node is new enough. Written so that old versions can still read it. */

/** The oldest release of each line that can run the tools (they need `require` of ES modules). */
const OLDEST = { 20: 19, 22: 12 };

/**
 * @param {string} version as in process.versions.node
 * @returns {string | null} what is wrong, in a sentence; null: nothing
 */
export function nodeProblem(version) {
  const parts = version.split('.').map(Number);
  const major = parts[0] || 0;
  const minor = parts[1] || 0;
  const good = major === 20 ? minor >= OLDEST[20] : major === 22 ? minor >= OLDEST[22] : major > 22;
  if (good) return null;
  return `Backstep needs Node 20.19 or newer (of the 22 line 22.12 or newer); this is Node ${version}. Install a current one and try again.`;
}
