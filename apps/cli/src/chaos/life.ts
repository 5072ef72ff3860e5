/** One life of a process, from its start to its death. */
export type Life = {
  readonly number: number;
  readonly dead: () => boolean;
  /** Resolves when it dies. */
  readonly died: Promise<void>;
  readonly die: () => void;
  /** What the dead hear. */
  readonly never: <T>() => Promise<T>;
};

/** A life that has just begun. */
export function createLife(number: number): Life {
  let dead = false;
  let end = (): void => {};
  const died = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    number,
    died,
    dead: () => dead,
    die: () => {
      dead = true;
      end();
    },
    never: <T>() => new Promise<T>(() => {}),
  };
}
