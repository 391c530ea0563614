import type { Proviso } from "../policy/foresee.ts";
import type { MethodCallers, PossibleCaller } from "./list-callers.ts";

/** Who could call a method, as a person reads it: each caller, the statement that lets them in, and what it asks for. */
export function drawCallers(answer: MethodCallers): string {
  const { httpMethod, resourcePath, apiId, stageName, authorization, note, callers } = answer;
  return [
    `${httpMethod} ${resourcePath}  (api ${apiId}, stage ${stageName}, authorization ${authorization})`,
    ...(note ? [note] : []),
    "",
    ...(callers.length > 0 ? callers.flatMap(drawCaller) : authorization === "CUSTOM" ? [] : ["Nobody."]),
  ].join("\n");
}

function drawCaller({ principal, statement, provisos }: PossibleCaller): string[] {
  const through = statement
    ? [`    ${statement.effect} by ${statement.layer} policy ${statement.policy}, ${statement.statement}`]
    : [];
  return [`  ${principal}`, ...through, ...provisos.map(drawProviso)];
}

function drawProviso({ kind, statement, conditions }: Proviso): string {
  const wants = conditions.map(({ operator, key, wanted }) => `${operator} ${key} ${wanted.join(", ")}`);
  return `    ${kind} ${wants.join(" and ")}  (${statement.layer} policy ${statement.policy}, ${statement.statement})`;
}
