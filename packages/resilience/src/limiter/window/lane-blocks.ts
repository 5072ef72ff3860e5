import type { Lane } from "../../http/request.ts";
import { RANK } from "../queue/waiter.ts";

/** Until when each lane need not ask: what is full for one lane is full for the less urgent ones as well. */
export class LaneBlocks {
  readonly #until = new Float64Array(4).fill(Number.NEGATIVE_INFINITY);

  block(lane: Lane, until: number): void {
    for (let rank = RANK[lane]; rank < this.#until.length; rank++) {
      if (until > this.#until[rank]!) this.#until[rank] = until;
    }
  }

  until(lane: Lane): number {
    return this.#until[RANK[lane]]!;
  }
}
