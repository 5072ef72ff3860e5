/** What a feed has seen; only ever counts up. */
export type FeedStats = {
  frames: number;
  events: number;
  /** Events that another socket had brought before. */
  duplicates: number;
  /** Events of tokens whose books are not kept: complements of what was asked for, mostly. */
  foreign: number;
  unknown: number;
  malformed: number;
  /** Books that lost their connection. */
  gaps: number;
  /** Times a book was crossed after an event. */
  crossed: number;
  /** Changes that carried best prices, and those that equal ours. */
  topChecked: number;
  topEqual: number;
  /** Changes whose hash was compared, matched, or proved to be in the middle of a batch. */
  hashChecked: number;
  hashEqual: number;
  hashMidBatch: number;
  /** Later `book` frames compared with what we had, and those that equal it. */
  snapshotsChecked: number;
  snapshotsEqual: number;
  /** Times a snapshot was asked for because a book was doubted. */
  resyncs: number;
};

/** All zero. */
export function emptyStats(): FeedStats {
  return {
    frames: 0,
    events: 0,
    duplicates: 0,
    foreign: 0,
    unknown: 0,
    malformed: 0,
    gaps: 0,
    crossed: 0,
    topChecked: 0,
    topEqual: 0,
    hashChecked: 0,
    hashEqual: 0,
    hashMidBatch: 0,
    snapshotsChecked: 0,
    snapshotsEqual: 0,
    resyncs: 0,
  };
}
