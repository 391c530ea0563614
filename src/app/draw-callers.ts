import type { Proviso } from "../policy/foresee.ts";
import { policyTitle } from "../policy/policy-title.ts";
import type { MethodCallers, PossibleCaller } from "./list-callers.ts";
import { drawn } from "./printable.ts";

/** Who could call a method, as a person reads it: each caller, the statement that lets them in, and what it asks for. */
export function drawCallers(answer: MethodCallers): string {
  const { httpMethod, resourcePath, apiId, stageName, authorization, note, toAll, callers } = answer;
  return drawn([
    `${httpMethod} ${resourcePath}  (api ${apiId}, stage ${stageName}, authorization ${authorization})`,
    ...(note ? [note] : []),
    ...(toAll ? drawToAll(toAll, authorization) : []),
    "",
    ...(callers.length > 0 ? callers.flatMap(drawCaller) : authorization === "CUSTOM" ? [] : ["Nobody."]),
  ]);
}

/** Callers whom nobody here knows are not listed below: what holds for them is said once. */
function drawToAll(
  { statement, provisos }: NonNullable<MethodCallers["toAll"]>,
  authorization: MethodCallers["authorization"],
): string[] {
  const { effect, policy, statement: label } = statement!;
  const allowed = effect === "Allow";
  return [
    `The API's resource policy ${allowed ? "allows" : "denies"} everybody: ${effect} by ${policy}, ${label}`,
    ...provisos.map(drawProviso),
    ...(allowed ? [TO_ALL[authorization]] : []),
  ];
}

const TO_ALL: Readonly<Record<MethodCallers["authorization"], string>> = {
  NONE: "Anonymous callers and those of any account may call.",
  AWS_IAM:
    "Callers of other accounts than those listed may call as well, where their own policies allow it; nobody without a signature.",
  CUSTOM:
    "Whoever the authorizer answers for may call unless its policy denies it; the policy of a function in another account must allow it, too.",
};

const titleOf = ({ layer, policy }: { readonly layer: string; readonly policy: string }): string =>
  policyTitle(`${layer} policy`, policy);

function drawCaller({ principal, statement, provisos }: PossibleCaller): string[] {
  const through = statement
    ? [`    ${statement.effect} by ${titleOf(statement)}, ${statement.statement}`]
    : [];
  return [`  ${principal}`, ...through, ...provisos.map(drawProviso)];
}

function drawProviso({ kind, statement, conditions }: Proviso): string {
  const wants = conditions.map(({ operator, key, wanted }) => `${operator} ${key} ${wanted.join(", ")}`);
  return `    ${kind} ${wants.join(" and ")}  (${titleOf(statement)}, ${statement.statement})`;
}
