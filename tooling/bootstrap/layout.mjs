// Where things are in this repository.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Folders whose children are workspace packages; the same three lines stand in pnpm-workspace.yaml. */
const GROUPS = ["packages", "apps", "tooling"];

/**
 * @typedef {{ name: string, version?: string, private?: boolean, scripts?: Record<string, string>,
 *   dependencies?: Record<string, string>, devDependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string>, packageManager?: string }} Manifest
 * @typedef {{ folder: string, manifest: Manifest }} WorkspacePackage
 */

/** @param {string} file @returns {Manifest} */
export const readManifest = (file) => JSON.parse(readFileSync(file, "utf8"));

/** @param {string} folder */
const childFolders = (folder) => {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
};

/** Every package of the workspace, in a stable order. @param {string} root @returns {WorkspacePackage[]} */
export const workspacePackages = (root) =>
  GROUPS.flatMap((group) => childFolders(join(root, group)).sort()).flatMap((folder) => {
    try {
      return [{ folder, manifest: readManifest(join(folder, "package.json")) }];
    } catch {
      return [];
    }
  });

/**
 * The package of that name and every workspace package it needs, directly or not.
 * @param {readonly WorkspacePackage[]} packages
 * @param {string} name
 */
export const closureOf = (packages, name) => {
  const byName = new Map(packages.map((entry) => [entry.manifest.name, entry]));
  /** @type {Map<string, WorkspacePackage>} */
  const found = new Map();
  /** @param {string} wanted */
  const visit = (wanted) => {
    const entry = byName.get(wanted);
    if (entry === undefined || found.has(wanted)) return;
    found.set(wanted, entry);
    const { dependencies, devDependencies, optionalDependencies } = entry.manifest;
    for (const needed of Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }))
      visit(needed);
  };
  visit(name);
  return [...found.values()];
};
