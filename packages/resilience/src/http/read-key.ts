import type { HttpRequest } from "./request.ts";

/**
 * What makes two reads the same: method, URL, body, wallet and headers. Undefined when that cannot be told, because
 * the request is no read, or carries made-to-order headers without saying for whom.
 */
export function readKey(request: HttpRequest): string | undefined {
  const { method, url, body, wallet, headers } = request;
  const isRead = method === "GET" || (method === "POST" && request.idempotent === true);
  if (!isRead || (typeof headers === "function" && wallet === undefined)) return undefined;
  if (body === undefined && wallet === undefined && headers === undefined) return url;
  const named = typeof headers === "object" ? JSON.stringify(headers) : "";
  return `${method} ${url}\n${wallet ?? ""}\n${named}\n${body ?? ""}`;
}
