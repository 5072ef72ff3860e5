import type { CancelTimer, Clock } from "@pm/core-types";

/**
 * A level shrinks, and what is left of the order that ate it rests, before the trade is told: 29 ms in the median of
 * production's frames. Such changes wait this long for their trade, so that it takes from the front of the queue
 * instead of the level shrinking from behind, and then again.
 */
const TRADE_WAIT_MS = 250;

/** Changes of levels that wait for the trade that explains them. */
export type TradeWait = {
  /** Runs `act` later, unless the level is told anew or a trade comes first. */
  readonly hold: (level: string, act: () => void) => void;
  /** Runs what waits for a level now: its trade came. */
  readonly explain: (level: string) => void;
  readonly drop: (level: string) => void;
  /** Drops everything that waits for levels whose name starts so. */
  readonly dropAll: (prefix: string) => void;
};

/** A wait over `clock`. */
export function createTradeWait(clock: Clock): TradeWait {
  const held = new Map<string, { readonly act: () => void; readonly cancel: CancelTimer }>();
  const drop = (level: string): void => {
    held.get(level)?.cancel();
    held.delete(level);
  };
  return {
    hold: (level, act) => {
      // The latest size counts, but the wait began with the first decrease.
      const before = held.get(level);
      if (before !== undefined) {
        held.set(level, { ...before, act });
        return;
      }
      const cancel = clock.setTimer(TRADE_WAIT_MS, () => {
        const due = held.get(level);
        held.delete(level);
        due?.act();
      });
      held.set(level, { act, cancel });
    },
    explain: (level) => {
      const waiting = held.get(level);
      drop(level);
      waiting?.act();
    },
    drop,
    dropAll: (prefix) => {
      for (const level of [...held.keys()]) if (level.startsWith(prefix)) drop(level);
    },
  };
}
