export { combineTelemetry } from "./combine.ts";
export { type JsonLoggerOptions, jsonLogger } from "./json-logger.ts";
export { createMetrics, type Metrics, type MetricsOptions } from "./metrics.ts";
export { otelTelemetry } from "./otel.ts";
export { isSensitiveKey, redact } from "./redact.ts";
export { redactText } from "./redact-text.ts";
