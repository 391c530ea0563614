import type { Clock } from "../../base/clock.ts";
import type { AuthenticatedExchange } from "../exchange.ts";
import type { FunctionPort } from "../ports.ts";
import type { RejectionCode } from "../rejections.ts";
import type { MethodSnapshot, RestStageSnapshot } from "../snapshot.ts";
import type { Reject, Respond } from "../stage.ts";
import type { UpstreamClient } from "../upstream/upstream-client.ts";

/** What integrations can reject with. */
export const integrationRejections = [
  "media_type_unsupported",
  "request_body_undecodable",
  "template_failed",
  "mapping_failed",
  "integration_response_unmatched",
  "integration_misconfigured",
  "integration_refused",
  "integration_throttled",
  "integration_unreachable",
  "integration_response_malformed",
  "integration_response_too_large",
  "integration_timed_out",
  "function_failed",
  "function_response_malformed",
] as const satisfies readonly RejectionCode[];

export type IntegrationRejection = (typeof integrationRejections)[number];

/** How an integration ends a request: always one way or the other. */
export type IntegrationVerdict = Respond | Reject<IntegrationRejection>;

/** A compiled integration. */
export type Integration = (x: AuthenticatedExchange) => IntegrationVerdict | Promise<IntegrationVerdict>;

/** What integrations call. */
export interface IntegrationPorts {
  readonly functions: FunctionPort;
  readonly upstream: UpstreamClient;
  readonly clock: Clock;
  /** Fires when the gateway stops for good. */
  readonly stopping: AbortSignal;
}

/** Where an integration stands. */
export interface IntegrationTarget {
  readonly deployment: RestStageSnapshot;
  readonly method: MethodSnapshot;
  readonly ports: IntegrationPorts;
}

/** A refusal by an integration. */
export const refuse = (code: IntegrationRejection, detail: string): Reject<IntegrationRejection> => ({
  kind: "reject",
  code,
  detail,
});
