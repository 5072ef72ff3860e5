import type { Result } from "./run-row.ts";

const HEAD = ["row", "ours", "peer", "ratio", "unit", "peer is", "ours min…p95", "peer min…p95"];

const cells = (result: Result): string[] => [
  result.name,
  String(result.ours),
  result.peer === null ? "—" : String(result.peer),
  result.ratio === null ? "—" : `${result.ratio}×`,
  result.unit,
  result.peerName ?? "—",
  `${result.oursMin}…${result.oursP95}`,
  result.peerMin === null ? "—" : `${result.peerMin}…${result.peerP95}`,
];

/** Results for people: columns of equal width, names to the left, figures to the right. */
export const formatTable = (results: readonly Result[]): string => {
  const lines = [HEAD, ...results.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          const isFigure = column >= 1 && column <= 3;
          return isFigure ? cell.padStart(width) : cell.padEnd(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};
