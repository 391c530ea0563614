import type { DecisionRecord } from "../decision-record.ts";
import type { AuthenticatedExchange, Exchange } from "../exchange.ts";
import type { HttpResponse } from "../http-message.ts";

/** A request to a deployed stage, once it is answered: what an access log tells of. */
export interface FinishedRequest {
  readonly x: Exchange & Partial<AuthenticatedExchange>;
  readonly record: DecisionRecord;
  readonly response: HttpResponse;
  /** Of a rejected request: what its client was told. */
  readonly error?: ClientError;
}

/** `$context.error` of a rejected request. */
export interface ClientError {
  /** Null where AWS says nothing. */
  readonly message: string | null;
  /** `ACCESS_DENIED`; absent where AWS offers no gateway response. */
  readonly responseType?: string;
}

/** Writes one request into a stage's access log. */
export type AccessLog = (request: FinishedRequest) => void;
