// Stamps answer "did anything change since the last time?" without starting a tool.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Exact: content decides. For the few files that steer an install. @param {readonly string[]} files */
export const contentStamp = (files) => {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0`).update(contentOrNothing(file)).update("\0");
  return hash.digest("hex");
};

/** Cheap: path, size and time decide. For sources; a false alarm only costs a cached build. @param {readonly string[]} files */
export const timeStamp = (files) => {
  const hash = createHash("sha256");
  for (const file of files) {
    const stat = statSync(file, { throwIfNoEntry: false });
    hash.update(`${file}\0${stat?.size ?? "none"}\0${stat?.mtimeMs ?? ""}\0`);
  }
  return hash.digest("hex");
};

/** All files below a folder, in a stable order; none when the folder does not exist. @param {string} folder @returns {string[]} */
export const filesBelow = (folder) => {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
};

/** @param {string} file */
export const readStamp = (file) => contentOrNothing(file).toString("utf8");

/** @param {string} file @param {string} stamp */
export const writeStamp = (file, stamp) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stamp);
};

/** @param {string} file */
const contentOrNothing = (file) => {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
};
