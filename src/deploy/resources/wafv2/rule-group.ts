import type { ValueMap } from "../../template/value.ts";
import { pick } from "../calling.ts";
import { integer, json, listOf, type ObjectOf, required, tags, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";
import { createEntity, deleteEntity, updateEntity, wireRules } from "./waf-entity.ts";

const properties = {
  Name: text,
  Scope: required(text),
  Description: text,
  Capacity: required(integer),
  Rules: listOf(json),
  VisibilityConfig: required(json),
  CustomResponseBodies: json,
  Tags: tags,
};

/** Source: CloudFormation Template Reference, "AWS::WAFv2::RuleGroup". */
export const wafRuleGroup = resourceType({
  type: "AWS::WAFv2::RuleGroup",
  properties,
  takenBy: ["wafv2:CreateRuleGroup"],
  replacedBy: ["Name", "Scope", "Capacity"],
  attributes: ["Arn", "Id", "LabelNamespace"],
  create: (wanted, context) => {
    const settings = { Capacity: wanted.Capacity, ...settingsOf(wanted) };
    return createEntity("RuleGroup", wanted, settings, context);
  },
  update: (id, wanted, before, context) =>
    updateEntity("RuleGroup", id, wanted, settingsOf(wanted), before, context),
  delete: (id, _properties, context) => deleteEntity("RuleGroup", id, context),
});

const settingsOf = (wanted: ObjectOf<typeof properties>): object => ({
  ...pick(wanted, "VisibilityConfig", "CustomResponseBodies"),
  Rules: wireRules((wanted.Rules ?? []) as ValueMap[]),
});
