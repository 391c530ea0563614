import type { DecisionRecord, StageRecord } from "../gateway/decision-record.ts";
import { findMeaning } from "../gateway/rejection-meanings.ts";
import { policyTitle } from "../policy/policy-title.ts";
import { drawFirewall } from "./draw-firewall.ts";
import { drawLayer } from "./draw-policies.ts";
import { drawn, harmless } from "./printable.ts";

const marks: Readonly<Record<StageRecord["outcome"], string>> = {
  continue: "✓",
  respond: "✓",
  reject: "✗",
  failed: "!",
};

const inMilliseconds = (microseconds: number): string => `${(microseconds / 1000).toFixed(2)} ms`;

function drawStage(stage: StageRecord): string[] {
  const lines = [
    `  ${marks[stage.outcome]} ${stage.stage.padEnd(22)} ${stage.outcome.padEnd(9)} ${inMilliseconds(stage.durationUs)}`,
  ];
  if (stage.firewall) lines.push(...drawFirewall(stage.firewall).map((line) => `      ${line}`));
  else if (stage.detail) lines.push(`      ${stage.detail}`);
  else if (stage.stage === "inspect-waf" && stage.outcome === "continue")
    lines.push("      the stage has no web ACL");
  if (stage.cache) lines.push(`      cache: ${stage.cache}`);
  if (stage.statement) {
    const { effect, layer, policy, statement } = stage.statement;
    lines.push(`      ${effect} by ${policyTitle(`${layer} policy`, policy)}, ${statement}`);
  }
  lines.push(...(stage.policies ?? []).flatMap(drawLayer).map((line) => `      ${line}`));
  if (stage.wayIn) lines.push(`      to let it in: ${harmless(stage.wayIn)}`);
  return lines;
}

/** A decision record as a person reads it: the request, the outcome, then each stage in order. */
export function drawDecision(record: DecisionRecord): string {
  // What a web ACL's rule or policies decided says itself what to do.
  const isTold = record.stages.some(
    ({ outcome, firewall, wayIn }) => outcome === "reject" && (firewall ?? wayIn) !== undefined,
  );
  const meaning = record.rejection && !isTold ? findMeaning(record.rejection) : undefined;
  const outcome = record.rejection ? `refused: ${record.rejection}` : "let in";
  return drawn([
    `${record.httpMethod} ${record.path}  →  ${record.status}  (${outcome})`,
    ...(meaning === undefined ? [] : [`  ${meaning.replaceAll("`", "")}`]),
    "",
    `  request    ${record.requestId}`,
    `  time       ${new Date(record.startedAtMs).toISOString()}, took ${inMilliseconds(record.durationUs)}`,
    `  api        ${record.apiId}, stage ${record.stageName}, deployment ${record.deploymentId}`,
    `  resource   ${record.resourcePath ?? "(none matched)"}`,
    `  source     ${record.sourceIp}`,
    `  caller     ${record.principalArn ?? "(not known)"}`,
    "",
    ...record.stages.flatMap(drawStage),
  ]);
}
