/**
 * JSON as the socket servers of production write it: `", "` between members and elements, nothing after
 * colons. Only plain data.
 */
export function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members: string[] = [];
    for (const [key, inner] of Object.entries(value)) {
      if (inner !== undefined) members.push(`${JSON.stringify(key)}:${spaced(inner)}`);
    }
    return `{${members.join(", ")}}`;
  }
  return JSON.stringify(value) ?? "null";
}
