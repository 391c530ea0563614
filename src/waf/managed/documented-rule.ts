import type { MatchDetail, MatchLocation } from "../decision.ts";
import type { DetectorMatch } from "../detector.ts";
import type { ManagedRule } from "../managed-rule-group.ts";
import type { InspectedRequest, RequestInput } from "../request.ts";
import type { InspectedValue } from "./inspected-value.ts";

/** A request of an example: what is not given is harmless. */
export type ExampleRequest = Partial<Omit<RequestInput, "body" | "bodySizeBytes">> & {
  readonly body?: string;
};

/** A managed rule with what it is for: the documentation's table, and the rule's own test. */
export interface DocumentedRule extends ManagedRule {
  /** The attack, in one sentence. */
  readonly attack: string;
  /** A request that it stops. */
  readonly stops: ExampleRequest;
  /** A harmless request that resembles it, which it must not stop. */
  readonly allows: ExampleRequest;
}

/** A part of the request: AWS's suffix of rule names, the suffix of labels, where logs say it is, and its values. */
export interface Part {
  readonly suffix: string;
  readonly location: MatchLocation;
  readonly values: (request: InspectedRequest) => readonly InspectedValue[];
  /** An example that has `text` in this part, as a client would send it. */
  readonly example: (text: string) => ExampleRequest;
}

/** The first value in a part that `detect` recognises. */
export function findIn(
  part: Part,
  request: InspectedRequest,
  conditionType: string,
  detect: (form: string, evidence: number) => DetectorMatch | undefined,
  sensitivityLevel?: "LOW" | "HIGH",
): MatchDetail | undefined {
  for (const value of part.values(request)) {
    for (const [index, form] of value.forms.entries()) {
      const match = detect(form, value.evidence[index]!);
      if (!match) continue;
      return {
        conditionType,
        location: part.location,
        matchedData: match.matchedData,
        detail: match.detail,
        ...(value.name === "" ? {} : { fieldName: value.name }),
        ...(sensitivityLevel === undefined ? {} : { sensitivityLevel }),
      };
    }
  }
  return undefined;
}
