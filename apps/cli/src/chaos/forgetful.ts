import type { Fetch, FetchResponse } from "@pm/core-types";

const OPEN = new Set(["LIVE", "DELAYED", "UNMATCHED"]);

/**
 * A venue that tells of orders only while they are open, as production may: one that is over is not found by its id,
 * and only its trades remain.
 */
export function forgetful(fetch: Fetch): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    const { pathname, searchParams } = new URL(url);
    if (init.method !== "GET" || response.status !== 200) return response;
    if (pathname.startsWith("/data/order/")) return filtered(response, hideOrder);
    if (pathname === "/data/orders" && searchParams.has("id")) return filtered(response, hideRows);
    return response;
  };
}

type Edit = (body: unknown) => { readonly status: number; readonly body: unknown };

function hideOrder(body: unknown): ReturnType<Edit> {
  if (OPEN.has((body as { status: string }).status)) return { status: 200, body };
  return { status: 404, body: { error: "Order not found" } };
}

function hideRows(body: unknown): ReturnType<Edit> {
  const page = body as { readonly data: readonly { readonly status: string }[] };
  return { status: 200, body: { ...page, data: page.data.filter(({ status }) => OPEN.has(status)) } };
}

async function filtered(response: FetchResponse, edit: Edit): Promise<FetchResponse> {
  const text = await response.text();
  try {
    const { status, body } = edit(JSON.parse(text));
    return { status, headers: response.headers, text: async () => JSON.stringify(body) };
  } catch {
    // Half an answer stays half an answer.
    return { ...response, text: async () => text };
  }
}
