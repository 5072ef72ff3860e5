export * from "./clock.ts";
export * from "./logger.ts";
export * from "./net.ts";
export * from "./platform.ts";
export * from "./random.ts";
export * from "./telemetry.ts";
