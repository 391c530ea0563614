import type { DecisionRecord } from "./decision-record.ts";
import type { AuthenticatedExchange, Exchange } from "./exchange.ts";
import { type ApiAddress, domainNameOf, findApiAddress, splitStage } from "./host-routing.ts";
import type { HttpRequest, HttpRequestHead, HttpResponse } from "./http-message.ts";
import type { RejectionCode } from "./rejections.ts";
import type { RequestIds } from "./request-ids.ts";
import { parseRequestPath } from "./request-path.ts";
import type { Trace } from "./runner.ts";
import type { RestStageSnapshot } from "./snapshot.ts";

/** One request from its arrival to its record, whether or not it finds an API. */
export interface Visit {
  readonly head: HttpRequestHead;
  readonly domainName: string;
  readonly address: ApiAddress;
  readonly stageName: string;
  /** The path below the stage, as sent. */
  readonly rawPath: string;
  readonly ids: RequestIds;
  readonly receivedAtMs: number;
  readonly startedUs: number;
  readonly trace: Trace;
}

const nowhere: ApiAddress = { apiId: "", region: undefined, pathWithStage: "/" };

export function openVisit(head: HttpRequestHead, ids: RequestIds, receivedAtMs: number, trace: Trace): Visit {
  const domainName = domainNameOf(head.headers["host"] ?? "");
  const address = findApiAddress(domainName, head.path) ?? nowhere;
  const { stageName, path } = splitStage(address.pathWithStage);
  const startedUs = trace.latestUs;
  return { head, domainName, address, stageName, rawPath: path, ids, receivedAtMs, startedUs, trace };
}

/** The exchange that the stages see. Throws `AmbiguousPathError`. */
export function openExchange(visit: Visit, request: HttpRequest, deployment: RestStageSnapshot): Exchange {
  const { ids, receivedAtMs, domainName } = visit;
  return {
    request,
    requestId: ids.requestId,
    extendedRequestId: ids.extendedRequestId,
    receivedAtMs,
    domainName,
    deployment,
    path: parseRequestPath(visit.rawPath),
  };
}

/** Why and how a visit ended. `x` is absent when no deployed stage was found. */
export function closeVisit(
  visit: Visit,
  x: (Exchange & Partial<AuthenticatedExchange>) | undefined,
  response: HttpResponse,
  rejection: RejectionCode | undefined,
): DecisionRecord {
  const { ids, head, trace } = visit;
  return {
    ...ids,
    startedAtMs: visit.receivedAtMs,
    durationUs: trace.nowUs() - visit.startedUs,
    apiId: visit.address.apiId,
    stageName: visit.stageName,
    deploymentId: x?.deployment.deploymentId ?? "",
    httpMethod: head.method,
    path: visit.rawPath,
    ...(x?.route && { resourcePath: x.route.resourcePath }),
    sourceIp: head.connection.sourceIp,
    ...(x?.principal && x.principal.type !== "Anonymous" && { principalArn: x.principal.arn }),
    status: response.status,
    ...(rejection && { rejection }),
    stages: trace.stages,
  };
}
