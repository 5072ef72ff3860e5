import { describe, expect, it } from "@jest/globals";
import { CircuitBreakerError, type Clock, ValidationError } from "@pm/core-types";
import { createVirtualClock } from "@pm/core-types/virtual";
import fc from "fast-check";
import { type CircuitChange, createCircuitBreaker, type Verdict } from "./circuit-breaker.ts";

const COOLDOWN = 60_000;
const THRESHOLD = 2;

/** What may happen to a breaker. `answer` speaks of the oldest or the newest call that is under way. */
type Event =
  | { readonly do: "call" }
  | { readonly do: "answer"; readonly which: "oldest" | "newest"; readonly verdict: Verdict }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "force"; readonly to: "open" | "closed" | undefined }
  | { readonly do: "restart" };

/** The rules of design §5 as a table of plain data: the reference the implementation is explored against. */
type Model = {
  mode: "closed" | "open" | "half-open";
  streak: number;
  now: number;
  openedAt: number;
  /** Increases with every change of mode; a call remembers the one it began in. */
  era: number;
  probe: { id: number; since: number } | undefined;
  forced: "open" | "closed" | undefined;
};

function moveTo(model: Model, mode: Model["mode"]): void {
  model.mode = mode;
  model.streak = 0;
  model.probe = undefined;
  model.era += 1;
  if (mode === "open") model.openedAt = model.now;
}

function modelLook(model: Model): void {
  if (model.mode === "open" && model.forced === undefined && model.now - model.openedAt >= COOLDOWN) {
    moveTo(model, "half-open");
  }
}

function modelCall(model: Model, id: number): { era: number } | undefined {
  modelLook(model);
  if (model.mode === "closed") return { era: model.era };
  if (model.mode === "open") return undefined;
  if (model.probe !== undefined && model.now - model.probe.since < COOLDOWN) return undefined;
  model.probe = { id, since: model.now };
  return { era: model.era };
}

function modelAnswer(model: Model, call: { id: number; era: number }, verdict: Verdict): void {
  if (model.forced !== undefined || call.era !== model.era || verdict === "neutral") {
    if (model.probe?.id === call.id && model.forced === undefined) model.probe = undefined;
    return;
  }
  if (model.mode === "closed") {
    model.streak = verdict === "success" ? 0 : model.streak + 1;
    if (model.streak === THRESHOLD) moveTo(model, "open");
  } else if (model.probe?.id === call.id) {
    moveTo(model, verdict === "success" ? "closed" : "open");
  }
}

/** Runs the same events through both and compares after each. */
function compare(events: readonly Event[]): void {
  // A breaker sets no timers, so time may be a plain number here.
  const clock: Clock = {
    now: () => 1_750_000_000_000 + model.now,
    monotonic: () => model.now,
    setTimer: () => {
      throw new Error("A breaker sets no timers.");
    },
  };
  const make = (snapshot?: Parameters<typeof createCircuitBreaker>[0]) =>
    createCircuitBreaker({ threshold: THRESHOLD, cooldownMs: COOLDOWN, clock, ...snapshot });
  const model: Model = {
    mode: "closed",
    streak: 0,
    now: 0,
    openedAt: 0,
    era: 0,
    probe: undefined,
    forced: undefined,
  };
  let breaker = make();
  const calls: { id: number; pass: number; era: number }[] = [];
  let ids = 0;
  for (const event of events) {
    switch (event.do) {
      case "call": {
        const id = ids++;
        const expected = modelCall(model, id);
        let pass: number | undefined;
        try {
          pass = breaker.enter();
        } catch (error) {
          if (!(error instanceof CircuitBreakerError)) throw error;
        }
        if ((pass !== undefined) !== (expected !== undefined)) {
          throw new Error(`admitted ${pass !== undefined} in ${JSON.stringify(events)}`);
        }
        if (pass !== undefined && expected !== undefined) calls.push({ id, pass, era: expected.era });
        break;
      }
      case "answer": {
        const call = event.which === "oldest" ? calls.shift() : calls.pop();
        if (call === undefined) break;
        modelAnswer(model, call, event.verdict);
        breaker.leave(call.pass, event.verdict);
        break;
      }
      case "wait":
        model.now += event.ms;
        break;
      case "force":
        model.forced = event.to;
        moveTo(model, event.to === "open" ? "open" : "closed");
        breaker.force(event.to);
        break;
      case "restart": {
        // What survives: the mode, the streak and the time left. Calls under way do not.
        modelLook(model);
        if (model.mode === "half-open") {
          moveTo(model, "open");
          model.openedAt = model.now - COOLDOWN;
        }
        model.era += 1;
        calls.length = 0;
        breaker = make({ snapshot: JSON.parse(JSON.stringify(breaker.toJSON())) });
        break;
      }
    }
    modelLook(model);
    if (breaker.state() !== model.mode) {
      throw new Error(`${breaker.state()} instead of ${model.mode} after ${JSON.stringify(events)}`);
    }
  }
}

const ALPHABET: readonly Event[] = [
  { do: "call" },
  { do: "answer", which: "oldest", verdict: "success" },
  { do: "answer", which: "oldest", verdict: "failure" },
  { do: "answer", which: "oldest", verdict: "neutral" },
  { do: "answer", which: "newest", verdict: "failure" },
  { do: "wait", ms: COOLDOWN },
];

describe("circuit breaker against its reference model", () => {
  it("agrees on every sequence of six events", () => {
    const depth = 6;
    const total = ALPHABET.length ** depth;
    for (let code = 0; code < total; code++) {
      const events: Event[] = [];
      for (let rest = code, left = depth; left > 0; left--) {
        events.push(ALPHABET[rest % ALPHABET.length]!);
        rest = Math.floor(rest / ALPHABET.length);
      }
      compare(events);
    }
  });

  it("agrees on long random histories, forcing and restarts included", () => {
    const event = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...ALPHABET) },
      fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: COOLDOWN + 10 }) }),
      fc.constantFrom<Event>(
        { do: "force", to: "open" },
        { do: "force", to: "closed" },
        { do: "force", to: undefined },
        { do: "restart" },
      ),
    );
    fc.assert(fc.property(fc.array(event, { maxLength: 60 }), compare), { numRuns: 500 });
  });
});

function tripped(options: Parameters<typeof createCircuitBreaker>[0] = {}) {
  const clock = createVirtualClock();
  const changes: CircuitChange[] = [];
  const breaker = createCircuitBreaker({
    name: "gamma",
    clock,
    onChange: (change) => changes.push(change),
    ...options,
  });
  for (let count = 0; count < 5; count++) breaker.leave(breaker.enter(), "failure");
  return { clock, breaker, changes };
}

describe("circuit breaker", () => {
  it("opens after five consecutive failures, for a minute, and says when to come back", async () => {
    const { clock, breaker, changes } = tripped();
    expect(breaker.state()).toBe("open");
    await clock.advance(15_000);
    let thrown: unknown;
    try {
      breaker.enter();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(CircuitBreakerError);
    expect(thrown).toMatchObject({
      retryAfterMs: 45_000,
      retry: "after",
      outcome: "not-sent",
      context: { circuit: "gamma" },
    });
    await clock.advance(45_000);
    expect(breaker.state()).toBe("half-open");
    expect(changes.map(({ from, to }) => `${from} → ${to}`)).toEqual(["closed → open", "open → half-open"]);
  });

  it("admits one probe however many ask at once", async () => {
    const { clock, breaker } = tripped();
    await clock.advance(60_000);
    const results = Array.from({ length: 100 }, () => {
      try {
        return breaker.enter();
      } catch {
        return undefined;
      }
    });
    const passes = results.filter((pass) => pass !== undefined);
    expect(passes).toHaveLength(1);
    breaker.leave(passes[0]!, "success");
    expect(breaker.state()).toBe("closed");
  });

  it("does not wait for ever on a probe that is never answered", async () => {
    const { clock, breaker } = tripped();
    await clock.advance(60_000);
    const lost = breaker.enter();
    expect(() => breaker.enter()).toThrow(CircuitBreakerError);
    await clock.advance(60_000);
    const second = breaker.enter();
    breaker.leave(lost, "success");
    expect(breaker.state()).toBe("half-open");
    breaker.leave(second, "failure");
    expect(breaker.state()).toBe("open");
  });

  it("survives a restart as JSON, and a clock that jumps does not lengthen it", async () => {
    const { clock, breaker } = tripped();
    await clock.advance(20_000);
    const snapshot = JSON.parse(JSON.stringify(breaker.toJSON()));
    const restored = createCircuitBreaker({ clock, snapshot });
    expect(restored.state()).toBe("open");
    await clock.advance(39_000);
    expect(restored.state()).toBe("open");
    await clock.advance(1_000);
    expect(restored.state()).toBe("half-open");
    clock.setWall(0);
    const jumped = createCircuitBreaker({ clock, snapshot });
    await clock.advance(60_000);
    expect(jumped.state()).toBe("half-open");
  });

  it("stays where an operator holds it", async () => {
    const { clock, breaker } = tripped();
    breaker.force("closed");
    for (let count = 0; count < 50; count++) breaker.leave(breaker.enter(), "failure");
    expect(breaker.state()).toBe("closed");
    breaker.force("open");
    await clock.advance(10 * 60_000);
    let thrown: unknown;
    try {
      breaker.enter();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ retry: "never", context: { forced: "open" } });
    breaker.force(undefined);
    expect(breaker.state()).toBe("closed");
  });

  it.each([
    { threshold: 0 },
    { threshold: Number.NaN },
    { cooldownMs: -1 },
    { snapshot: { state: "ajar", failures: 0 } as never },
    { snapshot: { state: "open", failures: -1 } as never },
  ])("refuses %j", (options) => {
    expect(() => createCircuitBreaker(options)).toThrow(ValidationError);
  });
});
