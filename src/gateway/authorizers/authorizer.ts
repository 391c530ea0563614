import type { AuthenticatedExchange, AuthorizerResult, CallFacts } from "../exchange.ts";
import type { RejectionCode } from "../rejections.ts";
import type { Reject, Verdict } from "../stage.ts";
import type { AuthorizerAnswer } from "./authorizer-answer.ts";

/** What asking an authorizer can reject with. */
export const authorizerRejections = [
  "identity_source_missing",
  "identity_token_invalid",
  "authorizer_unauthorized",
  "authorizer_misconfigured",
  "authorizer_refused",
  "authorizer_failed",
  "authorizer_response_malformed",
  "authorizer_response_too_large",
  "authorizer_throttled",
  "authorizer_timed_out",
] as const satisfies readonly RejectionCode[];

export type AuthorizerRejection = (typeof authorizerRejections)[number];

/** How a question to an authorizer's function ended. */
export type Asked = ({ readonly kind: "answered"; readonly answer: AuthorizerAnswer } | AuthorizerRefusal) & {
  readonly call?: CallFacts;
};

export type AuthorizerRefusal = Reject<AuthorizerRejection>;

/** What asking adds to a request. */
export interface Answered {
  readonly authorizer: AuthorizerResult;
  readonly authorizerCall?: AuthenticatedExchange["authorizerCall"];
}

export type AuthorizerVerdict = Verdict<Answered, AuthorizerRejection>;

/** A Lambda authorizer of one deployed stage, ready to be asked. All methods that name it share it and what it keeps. */
export interface Authorizer {
  /** The account whose function speaks. */
  readonly accountId: string;
  /** Who the caller of a request is and what they may do: from before, without a promise, or by asking the function. */
  ask(x: AuthenticatedExchange): AuthorizerVerdict | Promise<AuthorizerVerdict>;
  /** Forgets every answer that was kept. */
  flush(): void;
}

/** A refusal by an authorizer. */
export const refuse = (code: AuthorizerRejection, detail: string): AuthorizerRefusal => ({
  kind: "reject",
  code,
  detail,
});
