/** Joins concurrent calls for one key: the first does the work, the others share its result or its failure. */
export function createSingleFlight<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  return (key, work) => {
    const joined = running.get(key);
    if (joined !== undefined) return joined;
    const flight = work().finally(() => running.delete(key));
    running.set(key, flight);
    return flight;
  };
}
