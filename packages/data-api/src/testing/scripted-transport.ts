import { createHttpResponse, type HttpRequest, type Transport } from "@pm/resilience";

/** A transport that answers from a function and keeps what was asked. */
export function scriptedTransport(
  answer: (url: URL, request: HttpRequest) => { readonly status?: number; readonly body: string },
): { readonly transport: Transport; readonly urls: URL[] } {
  const urls: URL[] = [];
  return {
    urls,
    transport: async (request) => {
      const url = new URL(request.url);
      urls.push(url);
      const { status = 200, body } = answer(url, request);
      return createHttpResponse({ status, body, request, headers: { "content-type": "application/json" } });
    },
  };
}
