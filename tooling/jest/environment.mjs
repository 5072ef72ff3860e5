// Jest gives each test file its own realm, while errors from Node itself (fs, fetch, timers) come from the outer one.
// Production code says `error instanceof TypeError` and is right; this keeps it right under test as well.
import { TestEnvironment } from "jest-environment-node";

const FAMILY = [
  "Error",
  "AggregateError",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
];

const ordinaryHasInstance = Function.prototype[Symbol.hasInstance];

export default class TwoRealmEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const outerOf = new Map(FAMILY.map((name) => [this.global[name], globalThis[name]]));
    // Subclasses inherit this static method, hence `this`: only the built-in classes have an outer twin.
    Object.defineProperty(this.global.Error, Symbol.hasInstance, {
      configurable: true,
      value(candidate) {
        if (ordinaryHasInstance.call(this, candidate)) return true;
        const outer = outerOf.get(this);
        return outer !== undefined && ordinaryHasInstance.call(outer, candidate);
      },
    });
  }
}
