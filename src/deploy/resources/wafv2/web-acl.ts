import type { ValueMap } from "../../template/value.ts";
import { pick } from "../calling.ts";
import { json, listOf, type ObjectOf, required, tags, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";
import { createEntity, deleteEntity, updateEntity, wireRules } from "./waf-entity.ts";

const properties = {
  Name: text,
  Scope: required(text),
  Description: text,
  DefaultAction: required(json),
  Rules: listOf(json),
  VisibilityConfig: required(json),
  CustomResponseBodies: json,
  CaptchaConfig: json,
  ChallengeConfig: json,
  TokenDomains: listOf(text),
  AssociationConfig: json,
  DataProtectionConfig: json,
  OnSourceDDoSProtectionConfig: json,
  Tags: tags,
};

/** Source: CloudFormation Template Reference, "AWS::WAFv2::WebACL". */
export const wafWebAcl = resourceType({
  type: "AWS::WAFv2::WebACL",
  properties,
  takenBy: ["wafv2:CreateWebACL"],
  replacedBy: ["Name", "Scope"],
  attributes: ["Arn", "Id", "Capacity", "LabelNamespace"],
  changingAttributes: ["Capacity"],
  create: (wanted, context) => createEntity("WebACL", wanted, settingsOf(wanted), context),
  update: (id, wanted, before, context) =>
    updateEntity("WebACL", id, wanted, settingsOf(wanted), before, context),
  delete: (id, _properties, context) => deleteEntity("WebACL", id, context),
});

const settingsOf = (wanted: ObjectOf<typeof properties>): object => ({
  ...pick(
    wanted,
    ...(["DefaultAction", "VisibilityConfig", "CustomResponseBodies", "CaptchaConfig"] as const),
    ...(["ChallengeConfig", "TokenDomains", "AssociationConfig", "DataProtectionConfig"] as const),
    "OnSourceDDoSProtectionConfig",
  ),
  Rules: wireRules((wanted.Rules ?? []) as ValueMap[]),
});
