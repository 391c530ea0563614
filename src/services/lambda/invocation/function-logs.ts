import { partitionOf } from "../../../aws/arn.ts";
import type { Clock } from "../../../base/clock.ts";
import type { FunctionSpec } from "../../../compute/function-spec.ts";
import type { LogEvent, LogOrigin, LogSink } from "../../../compute/logs/log-sink.ts";
import type { PolicyDirectory } from "../../../policy/identity-directory.ts";
import { mayInOwnAccount } from "../../../policy/may-in-own-account.ts";
import type { Principal } from "../../../policy/principal.ts";
import type { LogsPort } from "../../logs/port.ts";

/** What is needed to store functions' logs. */
export interface FunctionLogsDeps {
  readonly logs: Pick<LogsPort, "append">;
  readonly policies: PolicyDirectory;
  readonly clock: Clock;
}

/**
 * Stores what functions log, as far as their execution role may write logs: without `logs:CreateLogStream` and
 * `logs:PutLogEvents` on the function's log group nothing is stored, as in AWS.
 */
export class FunctionLogs implements LogSink {
  readonly #deps: FunctionLogsDeps;
  readonly #principals = new WeakMap<FunctionSpec, Principal>();

  constructor(deps: FunctionLogsDeps) {
    this.#deps = deps;
  }

  /** Says who a function version's environments act as. */
  actsAs(spec: FunctionSpec, principal: Principal): void {
    this.#principals.set(spec, principal);
  }

  write({ spec, logStreamName }: LogOrigin, events: readonly LogEvent[]): void {
    const principal = this.#principals.get(spec);
    if (!principal) return;
    const { region, logGroupName } = spec;
    const { accountId } = principal;
    const group = `arn:${partitionOf(region)}:logs:${region}:${accountId}:log-group:${logGroupName}`;
    const stream = `${group}:log-stream:${logStreamName}`;
    const allowed =
      this.#allows(principal, "logs:CreateLogStream", stream, region) &&
      this.#allows(principal, "logs:PutLogEvents", stream, region);
    if (allowed)
      this.#deps.logs.append({ accountId, region, groupName: logGroupName }, logStreamName, events);
  }

  #allows(principal: Principal, action: string, resource: string, region: string): boolean {
    const { policies, clock } = this.#deps;
    return mayInOwnAccount(principal, { action, resource, region, nowMs: clock.nowMs() }, policies);
  }
}
