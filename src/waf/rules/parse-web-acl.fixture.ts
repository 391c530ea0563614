import assert from "node:assert/strict";
import type { Statement } from "@aws-sdk/client-wafv2";
import { ACL_OWNER, ALL_DATABASES } from "../inspect.fixture.ts";
import { InvalidParameterError } from "./invalid-parameter.ts";
import { parseWebAcl, type WireWebAcl } from "./parse-web-acl.ts";

export const NONE = [{ Priority: 0, Type: "NONE" as const }];
export const text = { FieldToMatch: { UriPath: {} }, TextTransformations: NONE };

/** Matches the path `a`, unless told otherwise. */
export const bytes = (rest: object): Statement => ({
  ByteMatchStatement: { SearchString: Buffer.from("a"), PositionalConstraint: "EXACTLY", ...text, ...rest },
});

/** A reference to a rule group. */
export const groupRef: Statement = { RuleGroupReferenceStatement: { ARN: "arn:g" } };

/** A web ACL that allows by default. */
export const parse = (wire: Partial<WireWebAcl>, databases = ALL_DATABASES) =>
  parseWebAcl({ DefaultAction: { Allow: {} }, ...wire }, ACL_OWNER, databases);

/** The field and parameter of the refusal. */
export function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof InvalidParameterError, String(error));
    assert.match(error.message, /^Error reason: .+, field: [A-Z_]+, parameter: /);
    return `${error.field} ${error.parameter}`;
  }
  return "accepted";
}
