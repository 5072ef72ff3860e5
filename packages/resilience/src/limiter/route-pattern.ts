/** Compiles `METHOD /path` with the wildcards of {@link WindowRule.routes} into a test of endpoint templates. */
export function compileRoute(pattern: string): (endpoint: string) => boolean {
  const [method = "*", path = "/**"] = pattern.split(" ");
  const below = path.endsWith("/**");
  const segments = segmentsOf(below ? path.slice(0, -3) : path);
  return (endpoint) => {
    const space = endpoint.indexOf(" ");
    if (method !== "*" && endpoint.slice(0, space) !== method) return false;
    const asked = segmentsOf(endpoint.slice(space + 1));
    if (below ? asked.length < segments.length : asked.length !== segments.length) return false;
    return segments.every((segment, index) => segment === "*" || segment === asked[index]);
  };
}

function segmentsOf(path: string): string[] {
  const query = path.indexOf("?");
  return (query < 0 ? path : path.slice(0, query)).split("/").filter((segment) => segment !== "");
}
