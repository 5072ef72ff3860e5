import type { Paint } from "../terminal/paint.ts";
import { drawBook } from "./draw-book.ts";
import type { Stage } from "./stage.ts";

/** A live book that is drawn whenever it changes. */
export type WatchedBook = {
  /** States of the book that were seen. */
  readonly updates: () => number;
  /** States in which the book was crossed although it was called live; must stay zero. */
  readonly crossed: () => number;
  readonly isLive: () => boolean;
  /** Draws the book as it is now. */
  readonly draw: () => void;
  /** While drawing is on, every change is drawn. */
  readonly setDrawing: (on: boolean) => void;
  readonly close: () => Promise<void>;
};

/** Watches the YES book of the stage's market. */
export function watchBook(stage: Stage, paint: Paint): WatchedBook {
  const views = stage.pm.books.watch([stage.yes]);
  let updates = 0;
  let crossed = 0;
  let drawing = false;
  let level = "resyncing";

  const draw = (): void => {
    const view = stage.pm.books.get(stage.yes);
    if (view === undefined) return;
    const { book } = view;
    stage.story.panel(
      drawBook(
        { title: `YES · ${stage.question}`, bids: book.bids(5), asks: book.asks(5), level: view.level },
        paint,
      ),
    );
  };
  const done = (async () => {
    for await (const view of views) {
      updates += 1;
      level = view.level;
      if (view.level === "live" && view.book.isCrossed) crossed += 1;
      if (drawing && stage.story.moves) draw();
    }
  })();

  return {
    updates: () => updates,
    crossed: () => crossed,
    isLive: () => level === "live",
    draw,
    setDrawing: (on) => {
      drawing = on;
    },
    close: async () => {
      await views.return?.();
      await done;
    },
  };
}
