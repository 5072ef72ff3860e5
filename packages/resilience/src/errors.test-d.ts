import type {
  APIError,
  CircuitBreakerError,
  QueueFullError,
  TransportError,
  WafBlockedError,
} from "@pm/core-types";
import type {
  AcquireError,
  AnswerError,
  errorFromResponse,
  HttpRequest,
  HttpResponse,
  isAcquireError,
  isAnswerError,
  isResilientSendError,
  isSendError,
  Policy,
  ResilientSendError,
  SendError,
  Transport,
} from "./index.ts";

type Guarded<Guard> = Guard extends (error: unknown) => error is infer Narrowed ? Narrowed : never;
type Covers<Union, Member> = Member extends Union ? true : false;
const holds = <_Claim extends true>(): void => {};

// Each guard covers its union …
holds<Covers<SendError, Guarded<typeof isSendError>>>();
holds<Covers<AcquireError, Guarded<typeof isAcquireError>>>();
holds<Covers<ResilientSendError, Guarded<typeof isResilientSendError>>>();
holds<Covers<AnswerError, Guarded<typeof isAnswerError>>>();

// … and each union what its function throws.
holds<Covers<SendError, TransportError | WafBlockedError>>();
holds<Covers<AcquireError, QueueFullError>>();
holds<Covers<ResilientSendError, CircuitBreakerError>>();
holds<Covers<AnswerError, APIError>>();
holds<Covers<AnswerError, ReturnType<typeof errorFromResponse>>>();

// A policy takes what a transport takes and gives what it gives.
holds<Covers<Parameters<Policy>, [HttpRequest, Transport]>>();
holds<Covers<ReturnType<Policy>, Promise<HttpResponse>>>();

// @ts-expect-error a request says which endpoint it is for
export const nameless: HttpRequest = { method: "GET", url: "http://venue.test", surface: "clob-public" };
