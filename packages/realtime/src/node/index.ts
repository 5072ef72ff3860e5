/**
 * Recordings as files. Node only.
 *
 * @packageDocumentation
 */
export { readLines } from "./read-lines.ts";
export { createRecordingFile, type RecordingFile, type RecordingFileOptions } from "./recording-file.ts";
