import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { CredentialDirectory, PolicyDirectory } from "../policy/identity-directory.ts";
import type { AccessLog, FinishedRequest } from "./access-log/finished-request.ts";
import type { CompiledStage } from "./compile.ts";
import type { DecisionRecord } from "./decision-record.ts";
import { type DeployedStages, Deployments } from "./deployments.ts";
import type { Exchange } from "./exchange.ts";
import { renderUnaddressed } from "./gateway-responses.ts";
import { domainNameOf, findApiAddress } from "./host-routing.ts";
import type { HttpRequest, HttpRequestHead, HttpResponse } from "./http-message.ts";
import { keptRecord } from "./kept-record.ts";
import type {
  AccessLogSink,
  DecisionRecordSink,
  DeploymentSink,
  FunctionPort,
  WebAclDirectory,
} from "./ports.ts";
import { type RejectionCode, rejectionOf } from "./rejections.ts";
import { newRequestIds } from "./request-ids.ts";
import { AmbiguousPathError } from "./request-path.ts";
import { chain, type Outcome, type Stopwatch, systemStopwatch, Trace } from "./runner.ts";
import { serve } from "./serve.ts";
import { UpstreamClient, type UpstreamClientOptions } from "./upstream/upstream-client.ts";
import { closeVisit, openExchange, openVisit, type Visit } from "./visit.ts";

/** What the gateway needs of the rest of the system. */
export interface GatewayPorts {
  readonly credentials: CredentialDirectory;
  readonly policies: PolicyDirectory;
  readonly functions: FunctionPort;
  readonly webAcls: WebAclDirectory;
  readonly records: DecisionRecordSink;
  /** Where the access logs of stages go. */
  readonly accessLogs: AccessLogSink;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** How HTTP back ends are called. */
  readonly backends?: Omit<UpstreamClientOptions, "clock">;
  /** Default: the machine's monotonic clock. */
  readonly stopwatch?: Stopwatch;
  /** Told of every answered request after its answer was made, for metrics. Must not throw. */
  readonly observers?: readonly RequestObserver[];
}

/** Follows requests from outside the pipeline. It cannot change an answer. */
export type RequestObserver = (record: DecisionRecord, response: HttpResponse) => void;

/** The data plane: deployed APIs, and what answers their requests. */
export interface Gateway {
  /** Where services publish what the gateway runs. */
  readonly sink: DeploymentSink;
  /** What is in force. */
  readonly deployed: DeployedStages;
  /** Whether a request is for an API at all, rather than for the control plane. */
  addresses(head: HttpRequestHead): boolean;
  /** Answers a request for an API. Never throws and never rejects. */
  handle(request: HttpRequest): HttpResponse | Promise<HttpResponse>;
  /** Answers a request for an API that the HTTP engine found unfit to be handled, and records it. */
  refuse(head: HttpRequestHead, code: RejectionCode, detail: string): HttpResponse;
  /** Aborts integrations under way. */
  stop(): void;
}

/** A data plane without any deployed API yet. */
export function createGateway(ports: GatewayPorts): Gateway {
  return new DataPlane(ports);
}

/** The deployed stage that a request reached, and what is known of the request there. */
interface Reached {
  readonly x: Exchange;
  readonly stage: CompiledStage;
}

class DataPlane implements Gateway {
  readonly sink: Deployments;
  readonly #ports: GatewayPorts;
  readonly #upstream: UpstreamClient;
  readonly #stopping = new AbortController();

  constructor(ports: GatewayPorts) {
    const { credentials, policies, functions, webAcls, accessLogs, clock } = ports;
    this.#ports = ports;
    this.#upstream = new UpstreamClient({ ...ports.backends, clock });
    const stopping = this.#stopping.signal;
    this.sink = new Deployments({
      credentials,
      policies,
      functions,
      webAcls,
      accessLogs,
      upstream: this.#upstream,
      clock,
      stopping,
    });
  }

  get deployed(): DeployedStages {
    return this.sink;
  }

  addresses(head: HttpRequestHead): boolean {
    return findApiAddress(domainNameOf(head.headers["host"] ?? ""), head.path) !== undefined;
  }

  handle(request: HttpRequest): HttpResponse | Promise<HttpResponse> {
    const visit = this.#open(request);
    const stage = this.sink.find(visit.address.apiId, visit.address.region, visit.stageName);
    if (typeof stage === "string") return this.#turnAway(visit, stage, "no deployed stage answers here");
    let at: Reached | undefined;
    try {
      const x = openExchange(visit, request, stage.snapshot);
      const found: Reached = { x, stage };
      at = found;
      const answer = chain(serve(stage, x, visit.trace), (outcome) => this.#conclude(visit, found, outcome));
      return answer instanceof Promise
        ? answer.catch((error: unknown) => this.#fail(visit, error, found))
        : answer;
    } catch (error) {
      if (error instanceof AmbiguousPathError) return this.#turnAway(visit, "path_ambiguous", error.message);
      return this.#fail(visit, error, at);
    }
  }

  refuse(head: HttpRequestHead, code: RejectionCode, detail: string): HttpResponse {
    return this.#turnAway(this.#open(head), code, detail);
  }

  stop(): void {
    this.#stopping.abort();
    this.#upstream.close();
  }

  #open(head: HttpRequestHead): Visit {
    const { random, clock, stopwatch = systemStopwatch } = this.#ports;
    return openVisit(head, newRequestIds(random), clock.nowMs(), new Trace(stopwatch));
  }

  /** Refuses a request that no deployed stage answers: nobody's gateway responses apply. */
  #turnAway(visit: Visit, code: RejectionCode, detail: string, at?: Reached): HttpResponse {
    visit.trace.add("address", visit.startedUs, "reject", { detail });
    return this.#finish(visit, renderUnaddressed(code), code, at);
  }

  #fail(visit: Visit, error: unknown, at: Reached | undefined): HttpResponse {
    this.#ports.logger.error("The gateway failed", error, { ...visit.ids });
    return this.#turnAway(visit, "internal_failure", "the gateway failed; the log has the error", at);
  }

  #conclude(visit: Visit, at: Reached, outcome: Outcome): HttpResponse {
    const { x, stage } = at;
    switch (outcome.kind) {
      case "respond":
        return this.#finish(visit, outcome.response, undefined, at);
      case "reject": {
        const { code, message } = outcome;
        const response = outcome.response ?? stage.renderRejection(x, code, message);
        return this.#finish(visit, response, code, at, message);
      }
      case "failed":
        this.#ports.logger.error("A stage failed", outcome.error, { stage: outcome.stage, ...visit.ids });
        return this.#finish(visit, stage.renderRejection(x, "internal_failure"), "internal_failure", at);
      case "passed":
        this.#ports.logger.error("No stage answered", new Error("the pipeline let the request pass"), {
          ...visit.ids,
        });
        return this.#finish(visit, stage.renderRejection(x, "internal_failure"), "internal_failure", at);
    }
  }

  /** `at` is absent when no deployed stage was found. */
  #finish(
    visit: Visit,
    response: HttpResponse,
    rejection: RejectionCode | undefined,
    at?: Reached,
    message?: string,
  ): HttpResponse {
    const { requestId, extendedRequestId } = visit.ids;
    const headers = ["x-amzn-RequestId", requestId, "x-amz-apigw-id", extendedRequestId, ...response.headers];
    const answer = { status: response.status, headers, body: response.body };
    const record = closeVisit(visit, at?.x, answer, rejection);
    this.#keep(keptRecord(record, at?.x.redaction));
    if (at?.stage.logAccess) {
      const error = rejection && { ...rejectionOf(rejection), ...(message !== undefined && { message }) };
      this.#logAccess(at.stage.logAccess, { x: at.x, record, response: answer, ...(error && { error }) });
    }
    this.#notify(record, answer);
    return answer;
  }

  #keep(record: DecisionRecord): void {
    try {
      this.#ports.records.write(record);
    } catch (error) {
      this.#ports.logger.error("A decision record was lost", error, { requestId: record.requestId });
    }
  }

  #logAccess(log: AccessLog, request: FinishedRequest): void {
    try {
      log(request);
    } catch (error) {
      const { requestId } = request.record;
      this.#ports.logger.error("A request could not be logged", error, { requestId });
    }
  }

  #notify(record: DecisionRecord, answer: HttpResponse): void {
    for (const observe of this.#ports.observers ?? []) {
      try {
        observe(record, answer);
      } catch (error) {
        this.#ports.logger.error("An observer failed", error, { requestId: record.requestId });
      }
    }
  }
}
