import type { Attributes } from "@pm/core-types";

/**
 * Bounds how many label combinations each metric may have: memory stays finite when an id slips into a label.
 * Combinations beyond the bound come back with every value replaced by `other`.
 */
export function createSeriesGuard(
  maxSeries: number,
): (metric: string, attributes: Attributes) => Record<string, string | number> {
  const seen = new Map<string, Set<string>>();
  return (metric, attributes) => {
    const labels: Record<string, string | number> = {};
    let key = "";
    for (const name in attributes) {
      const value = attributes[name];
      labels[name] = typeof value === "number" ? value : String(value);
      key += `${name}\u0000${value}\u0001`;
    }
    let series = seen.get(metric);
    if (series === undefined) {
      series = new Set();
      seen.set(metric, series);
    }
    if (series.has(key)) return labels;
    if (series.size < maxSeries) {
      series.add(key);
      return labels;
    }
    for (const name in labels) labels[name] = "other";
    return labels;
  };
}
