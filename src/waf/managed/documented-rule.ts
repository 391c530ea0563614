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

/**
 * Looks for an attack in one form of a value.
 *
 * @param evidence What the form holds, for the gates of detectors.
 * @param signatures The bits of the signatures that it may hold.
 */
export type Detect = (form: string, evidence: number, signatures: number) => DetectorMatch | undefined;

/** The first value in a part that `detect` recognises. */
export function findIn(
  part: Part,
  request: InspectedRequest,
  conditionType: string,
  detect: Detect,
  sensitivityLevel?: "LOW" | "HIGH",
): MatchDetail | undefined {
  for (const value of part.values(request)) {
    const { forms, evidence, signatures } = value;
    // Not by an iterator: a body may have thousands of values, and each rule comes by here.
    for (let index = 0; index < forms.length; index += 1) {
      const match = detect(forms[index]!, evidence[index]!, signatures[index]!);
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
