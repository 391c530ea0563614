import type { RecordLog } from "../store/record-log.ts";
import { answerCallersQuestion } from "./callers-question.ts";
import type { CallerSources } from "./list-callers.ts";
import type { SystemAnswer } from "./system-answer.ts";

/** What the system API reads. */
export interface SystemApiPorts {
  readonly records: RecordLog;
  /** Who could call which method. */
  readonly callers: CallerSources;
  /** What web ACLs whose metrics are enabled counted since the start. */
  readonly wafCounts: () => object;
  /** Facts that `sallyport status` shows. */
  readonly status: () => object;
}

/** The permission that a call needs, on `*`; undefined for what is open to all. */
export interface SystemRoute {
  readonly action: string;
  readonly answer: (ports: SystemApiPorts) => SystemAnswer;
}

const ok = (document: object): SystemAnswer => ({ status: 200, document });

function findRecord(ports: SystemApiPorts, requestId: string): SystemAnswer {
  const record = ports.records.find("decision", requestId) ?? ports.records.find("audit", requestId);
  if (record) return ok(record);
  const message =
    `There is no record of a request ${requestId}. ` +
    "Copy the id from the response's x-amzn-RequestId header; only the latest records are kept.";
  return { status: 404, document: { message } };
}

/** The route of a target below `/_sallyport`, such as `/decision-records/{id}`. */
export function findSystemRoute(path: string, query: URLSearchParams): SystemRoute | undefined {
  if (path === "/status") {
    return { action: "sallyport:GetStatus", answer: (ports) => ok(ports.status()) };
  }
  if (path === "/audit") {
    const limit = Number(query.get("limit") ?? 100);
    return {
      action: "sallyport:ListAuditRecords",
      answer: ({ records }) => ok({ records: records.list("audit", { limit }) }),
    };
  }
  if (path === "/callers") {
    return {
      action: "sallyport:ListCallers",
      answer: ({ callers }) => answerCallersQuestion(query, callers),
    };
  }
  if (path === "/waf/counts") {
    return { action: "sallyport:ListWafCounts", answer: (ports) => ok(ports.wafCounts()) };
  }
  const record = /^\/decision-records\/([A-Za-z0-9-]{1,64})$/.exec(path);
  if (record) {
    return { action: "sallyport:GetDecisionRecord", answer: (ports) => findRecord(ports, record[1]!) };
  }
  return undefined;
}
