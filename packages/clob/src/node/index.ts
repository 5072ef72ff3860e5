/**
 * Parts of `@pm/clob` that need Node: a journal that survives the process.
 *
 * @packageDocumentation
 */
export { type FileJournal, type FileJournalOptions, openFileJournal } from "./file-journal.ts";
