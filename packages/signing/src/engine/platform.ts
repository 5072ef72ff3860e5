type NodeProcess = {
  readonly pid?: number;
  readonly getBuiltinModule?: (id: string) => unknown;
};

/** Node's process, where there is one. */
export const nodeProcess: NodeProcess | undefined = (globalThis as { readonly process?: NodeProcess })
  .process;

/** A module built into Node, without an import that bundlers for browsers would have to resolve. */
export function nodeBuiltin<T>(id: string): T | undefined {
  try {
    return nodeProcess?.getBuiltinModule?.(id) as T | undefined;
  } catch {
    return undefined;
  }
}
