import { listOf, required, tags, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";
import { createEntity, deleteEntity, updateEntity } from "./waf-entity.ts";

/** Source: CloudFormation Template Reference, "AWS::WAFv2::RegexPatternSet". */
export const wafRegexPatternSet = resourceType({
  type: "AWS::WAFv2::RegexPatternSet",
  properties: {
    Name: text,
    Scope: required(text),
    Description: text,
    RegularExpressionList: required(listOf(text)),
    Tags: tags,
  },
  takenBy: ["wafv2:CreateRegexPatternSet"],
  replacedBy: ["Name", "Scope"],
  attributes: ["Arn", "Id"],
  create: (wanted, context) =>
    createEntity("RegexPatternSet", wanted, expressions(wanted.RegularExpressionList), context),
  update: (id, wanted, before, context) =>
    updateEntity("RegexPatternSet", id, wanted, expressions(wanted.RegularExpressionList), before, context),
  delete: (id, _properties, context) => deleteEntity("RegexPatternSet", id, context),
});

/** Templates list the expressions as plain text. */
const expressions = (list: readonly string[]): object => ({
  RegularExpressionList: list.map((RegexString) => ({ RegexString })),
});
