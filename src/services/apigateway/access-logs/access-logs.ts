import { hash } from "node:crypto";
import { AwsError } from "../../../aws/aws-error.ts";
import { BatchQueue } from "../../../base/batch-queue.ts";
import { BoundedCache } from "../../../base/bounded-cache.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/logger.ts";
import type { AccessLogDestination, AccessLogLine, AccessLogSink } from "../../../gateway/ports.ts";
import type { PolicyDirectory } from "../../../policy/identity-directory.ts";
import { mayInOwnAccount } from "../../../policy/may-in-own-account.ts";
import type { LogsPort } from "../../logs/port.ts";
import type { SessionIssuer } from "../../sts/port.ts";
import type { AccountSettings } from "../account/account-settings.ts";

/** Characters of lines that may wait to be written; more lines are dropped and counted. */
const WAITING_CHARACTERS_MAX = 8 * 1024 * 1024;
/** How long a line waits for others, in milliseconds. */
const GATHER_MS = 50;
const LINES_PER_TURN = 500;
/** The pause until the next turn, when more wait, in milliseconds. */
const TURN_MS = 1;
/** Stages whose failure is remembered, to be told once and shown. */
const FAILURES_MAX = 100;
/** How long a failure is shown after it last happened, in milliseconds: a stage that is gone fails no more. */
const FAILURE_SHOWN_MS = 3_600_000;

/** What access logs are written with. */
export interface AccessLogsParts {
  readonly accounts: AccountSettings;
  readonly logs: LogsPort;
  readonly sessions: SessionIssuer;
  readonly policies: PolicyDirectory;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Why a stage's lines could not be written, and when that last happened. */
interface Failure {
  readonly reason: string;
  readonly atMs: number;
}

interface Entry {
  readonly destination: AccessLogDestination;
  readonly line: AccessLogLine;
}

/**
 * Writes access logs to CloudWatch Logs, a moment after the requests that they tell of, with the permissions of the role
 * that the account's settings name at that moment. What cannot be written is counted, and told once per reason.
 */
export class AccessLogs implements AccessLogSink {
  readonly #parts: AccessLogsParts;
  readonly #queue: BatchQueue<Entry>;
  readonly #failures = new BoundedCache<string, Failure>(FAILURES_MAX);

  constructor(parts: AccessLogsParts) {
    this.#parts = parts;
    const { clock, logger } = parts;
    this.#queue = new BatchQueue<Entry>({
      ...{ clock, waitingMax: WAITING_CHARACTERS_MAX, weightOf: ({ line }) => line.message.length },
      ...{ gatherMs: GATHER_MS, perTurn: LINES_PER_TURN, turnMs: TURN_MS },
      deliver: (batch) => this.#deliver(batch),
      onDropped: (lines) => logger.warn("Lines of access logs were dropped", { lines }),
    });
  }

  /** Lines that were not written since the start: too many at once, or for a reason that {@link failures} tells. */
  get droppedCount(): number {
    return this.#queue.droppedCount;
  }

  /** Why the latest lines of stages could not be written in the last hour, by API and stage. */
  get failures(): readonly string[] {
    const sinceMs = this.#parts.clock.nowMs() - FAILURE_SHOWN_MS;
    return [...this.#failures.entries()]
      .filter(([, { atMs }]) => atMs >= sinceMs)
      .map(([stage, { reason }]) => `${stage}: ${reason}`);
  }

  write(destination: AccessLogDestination, line: AccessLogLine): void {
    this.#queue.add({ destination, line });
  }

  /** Writes what is pending, now. */
  flush(): void {
    this.#queue.flush();
  }

  #deliver(batch: readonly Entry[]): void {
    for (const [destination, entries] of Map.groupBy(batch, (entry) => entry.destination)) {
      const reason = this.#deliverTo(destination, entries);
      this.#remember(`${destination.apiId}/${destination.stageName}`, reason);
      if (reason !== undefined) this.#queue.drop(entries.length);
    }
  }

  /** Why the lines were not written; undefined when they were. */
  #deliverTo(destination: AccessLogDestination, entries: readonly Entry[]): string | undefined {
    const { accountId, region, logGroupName: groupName } = destination;
    const { logs, logger } = this.#parts;
    const streamName = streamNameOf(destination);
    try {
      const refusal = this.#findRefusal(destination, streamName);
      if (refusal !== undefined) return refusal;
      const group = { accountId, region, groupName };
      if (!logs.hasGroup(group)) return `there is no log group ${groupName}`;
      logs.appendToGroup(
        group,
        streamName,
        entries.map(({ line }) => line),
      );
      return undefined;
    } catch (error) {
      logger.error("An access log failed", error, { apiId: destination.apiId });
      return "the log failed; the server's log has the error";
    }
  }

  /** Why the account's role may not write; undefined when it may. */
  #findRefusal(destination: AccessLogDestination, streamName: string): string | undefined {
    const { accounts, sessions, policies, clock } = this.#parts;
    const { accountId, region, partition, logGroupName } = destination;
    const roleArn = accounts.find(destination).cloudwatchRoleArn;
    if (roleArn === undefined) return "the account's settings have no cloudwatchRoleArn";
    const resource = `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupName}:log-stream:${streamName}`;
    try {
      const serviceName = "apigateway.amazonaws.com";
      const { principal } = sessions.issueForService({
        ...{ roleArn, serviceName, sessionName: "apigateway", region },
      });
      const missing = ["logs:CreateLogStream", "logs:PutLogEvents"].find(
        (action) => !mayInOwnAccount(principal, { action, resource, region, nowMs: clock.nowMs() }, policies),
      );
      return missing && `${roleArn} may not ${missing} on ${resource}`;
    } catch (error) {
      if (error instanceof AwsError) return error.message;
      throw error;
    }
  }

  #remember(stage: string, reason: string | undefined): void {
    if (reason === undefined) {
      this.#failures.delete(stage);
      return;
    }
    const { clock, logger } = this.#parts;
    const isNews = this.#failures.get(stage)?.reason !== reason;
    this.#failures.set(stage, { reason, atMs: clock.nowMs() });
    if (isNews) logger.warn("An access log cannot be written", { stage, reason });
  }
}

/** AWS spreads a stage's log over streams named by hashes: one takes all of it here. */
const streamNameOf = ({ apiId, stageName }: AccessLogDestination): string =>
  hash("sha256", `${apiId}/${stageName}`).slice(0, 32);
