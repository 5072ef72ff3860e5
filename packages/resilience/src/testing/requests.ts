import type { HttpRequest } from "../http/request.ts";

/** A request for tests. */
export function request(fields: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: "GET",
    url: "http://venue.test/book",
    endpoint: "GET /book",
    surface: "clob-public",
    ...fields,
  };
}

/** `POST /order` of one wallet. */
export function order(wallet: string, fields: Partial<HttpRequest> = {}): HttpRequest {
  return request({
    method: "POST",
    url: "http://venue.test/order",
    endpoint: "POST /order",
    surface: "clob-private",
    wallet,
    ...fields,
  });
}
