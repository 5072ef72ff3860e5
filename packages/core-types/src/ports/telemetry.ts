/** Label values of a metric or attributes of a span: short, low in cardinality, never secret. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A running span. `end` is called exactly once. */
export type Span = {
  readonly setAttributes: (attributes: Attributes) => void;
  readonly end: (error?: unknown) => void;
};

/**
 * Metrics and traces, as a port. `@pm/observability` implements it over prom-client and
 * OpenTelemetry; nothing else knows either.
 */
export type Telemetry = {
  /** Adds `value` (default 1) to a counter. */
  readonly count: (name: string, attributes?: Attributes, value?: number) => void;
  /** Records one observation of a distribution, in the unit its name ends with (`_seconds`, `_bytes`). */
  readonly observe: (name: string, value: number, attributes?: Attributes) => void;
  /** Sets a gauge. */
  readonly gauge: (name: string, value: number, attributes?: Attributes) => void;
  /** Starts a span. */
  readonly span: (name: string, attributes?: Attributes) => Span;
};

const noopSpan: Span = { setAttributes: () => {}, end: () => {} };

/** Measures nothing: the default. */
export const noopTelemetry: Telemetry = {
  count: () => {},
  observe: () => {},
  gauge: () => {},
  span: () => noopSpan,
};
