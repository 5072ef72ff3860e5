import type { Policy } from "../http/pipeline.ts";
import type { Limiter } from "./options.ts";

/** Lets each request wait its turn in `limiter` and tells the limiter what came back. Put it next to the transport. */
export function limitRequests(limiter: Limiter): Policy {
  return async (request, next) => {
    const turn = limiter.acquire(request);
    if (turn !== undefined) await turn;
    const answered = limiter.sending(request);
    try {
      const response = await next(request);
      answered(response);
      return response;
    } catch (error) {
      answered(undefined, error);
      throw error;
    }
  };
}
