export { createCorrelationIds } from "./correlation.ts";
export { edgeError, isHtml } from "./edge.ts";
export { errorFromResponse, errorText, requireOk } from "./error-from-response.ts";
export { type Policy, pipeline, type Transport } from "./pipeline.ts";
export { type HttpRequest, isIdempotent, LANES, type Lane, SURFACES, type Surface } from "./request.ts";
export { createHttpResponse, type HttpResponse, type HttpResponseInit } from "./response.ts";
export { type RestrictedMode, type Restriction, restrictionOf } from "./restriction.ts";
export { parseRetryAfter } from "./retry-after.ts";
export { type ClosableTransport, createTransport, type TransportOptions } from "./transport.ts";
