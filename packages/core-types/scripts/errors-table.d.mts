export function readCauses(): Map<string, string>;
export function errorsPage(
  exports: Readonly<Record<string, unknown>>,
  causes: ReadonlyMap<string, string>,
): string;
