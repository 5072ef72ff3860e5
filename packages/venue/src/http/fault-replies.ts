import { FAILURE_TEXTS } from "../faults/failure-texts.ts";
import type { FaultSpec } from "../faults/spec.ts";
import { json, type Reply, text } from "./reply.ts";

/** The answer a fault puts in the place of the route's, or undefined when the kind does not replace it. */
export function faultReply(fault: FaultSpec): Reply | undefined {
  if (fault.kind === "status") return statusReply(fault);
  if (fault.kind === "html") {
    const status = fault.status ?? 502;
    const body = fault.body ?? edgePage(status);
    return { status, body, headers: { "content-type": "text/html; charset=UTF-8", server: "cloudflare" } };
  }
  return undefined;
}

/** The first half of the body, as a complete answer. */
export function truncate(reply: Reply): Reply {
  return { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) };
}

function statusReply(fault: FaultSpec): Reply {
  const { text: message } = fault;
  const status = fault.status ?? (message === undefined ? 500 : (FAILURE_TEXTS[message] ?? 400));
  const headers: Record<string, string> =
    fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
  if (message !== undefined) return json({ error: message }, status, headers);
  if (fault.body !== undefined) return { status, body: fault.body, headers };
  // 425 is the one status whose body was seen as plain text on the live venue (2026-03).
  if (status === 425) return text("service not ready", 425, headers);
  return json({ error: STATUS_TEXTS[status] ?? "Internal server error" }, status, headers);
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  401: "Unauthorized/Invalid api key",
  403: "Trading restricted in your region",
  429: "Too Many Requests",
  500: "Internal server error",
  503: "Trading is currently disabled. Check polymarket.com for updates",
};

function edgePage(status: number): string {
  return `<!DOCTYPE html>
<html lang="en-US">
<head><title>polymarket.com | ${status}</title></head>
<body><div id="cf-error-details"><h1>Error ${status}</h1><p>Performance &amp; security by Cloudflare</p></div></body>
</html>
`;
}
