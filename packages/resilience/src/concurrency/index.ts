export { type AdaptOptions, adaptConcurrency } from "./adapt-concurrency.ts";
export { type BulkheadOptions, bulkheads } from "./bulkheads.ts";
export { createGradient, type Gradient, type GradientOptions } from "./gradient.ts";
