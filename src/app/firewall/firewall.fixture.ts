import type { Rule, Statement } from "@aws-sdk/client-wafv2";
import { wireRule } from "../../waf/inspect.fixture.ts";
import { type RunnableWebAcl, runnableWebAcl } from "./runnable-web-acl.ts";

/** A web ACL for a test, with rules that refer to nothing. */
export function webAclOf(Rules: readonly Rule[], name = "shop"): RunnableWebAcl {
  return runnableWebAcl({
    name,
    arn: `arn:aws:wafv2:us-east-1:111122223333:regional/webacl/${name}/a1`,
    origin: "a test",
    wire: { DefaultAction: { Allow: {} }, Rules },
    references: { ipSets: new Map(), regexPatternSets: new Map(), ruleGroups: new Map() },
  });
}

/** A statement that matches where a component holds a text. */
export const contains = (
  text: string,
  FieldToMatch: NonNullable<Statement["ByteMatchStatement"]>["FieldToMatch"],
): Statement => ({
  ByteMatchStatement: {
    SearchString: Buffer.from(text),
    PositionalConstraint: "CONTAINS",
    FieldToMatch,
    TextTransformations: [{ Priority: 0, Type: "URL_DECODE" }],
  },
});

/** A rule that blocks what a statement matches, or does something else. */
export const ruleOf = (
  name: string,
  priority: number,
  statement: Statement,
  Action: Rule["Action"] = { Block: {} },
): Rule => wireRule(name, priority, statement, { Action });
