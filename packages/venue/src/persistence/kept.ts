/** A change of one entry of a table; without `value` the entry is gone. */
export type KeptChange = { readonly table: string; readonly key: string; readonly value?: unknown };

/** A table's entries, as they are written down. */
export type KeptEntries = readonly (readonly [key: string, value: unknown])[];

/** Maps and sets that tell of every change, so that they can be written down. */
export type Kept = {
  readonly table: <Value>(name: string) => Map<string, Value>;
  readonly set: (name: string) => Set<string>;
  /** Everything in every table. */
  readonly dump: () => Readonly<Record<string, KeptEntries>>;
};

type Report = (change: KeptChange) => void;

/** Tables filled with `start`; `report` hears of each change before it is made. */
export function createKept(start: Readonly<Record<string, KeptEntries>> = {}, report: Report = () => {}): Kept {
  const tables = new Map<string, () => KeptEntries>();
  const unclaimed = new Map(Object.entries(start));
  const claim = (name: string): KeptEntries => {
    const entries = unclaimed.get(name) ?? [];
    unclaimed.delete(name);
    return entries;
  };
  return {
    table: <Value>(name: string) => {
      const map = new KeptMap<Value>(name, claim(name) as readonly (readonly [string, Value])[], report);
      tables.set(name, () => [...map]);
      return map;
    },
    set: (name) => {
      const set = new KeptSet(name, claim(name), report);
      tables.set(name, () => [...set].map((key) => [key, true] as const));
      return set;
    },
    dump: () =>
      Object.fromEntries([...unclaimed, ...[...tables].map(([name, entries]) => [name, entries()] as const)]),
  };
}

class KeptMap<Value> extends Map<string, Value> {
  readonly #name: string;
  readonly #report: Report;

  constructor(name: string, start: readonly (readonly [string, Value])[], report: Report) {
    super();
    this.#name = name;
    this.#report = report;
    for (const [key, value] of start) super.set(key, value);
  }

  override set(key: string, value: Value): this {
    this.#report({ table: this.#name, key, value });
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    if (this.has(key)) this.#report({ table: this.#name, key });
    return super.delete(key);
  }

  override clear(): void {
    for (const key of [...this.keys()]) this.delete(key);
  }
}

class KeptSet extends Set<string> {
  readonly #name: string;
  readonly #report: Report;

  constructor(name: string, start: KeptEntries, report: Report) {
    super();
    this.#name = name;
    this.#report = report;
    for (const [key] of start) super.add(key);
  }

  override add(key: string): this {
    if (!this.has(key)) this.#report({ table: this.#name, key, value: true });
    return super.add(key);
  }

  override delete(key: string): boolean {
    if (this.has(key)) this.#report({ table: this.#name, key });
    return super.delete(key);
  }

  override clear(): void {
    for (const key of [...this]) this.delete(key);
  }
}
