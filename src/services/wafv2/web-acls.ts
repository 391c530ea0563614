import type {
  CreateWebACLRequest,
  CreateWebACLResponse,
  DeleteWebACLRequest,
  GetWebACLRequest,
  GetWebACLResponse,
  ListWebACLsRequest,
  ListWebACLsResponse,
  UpdateWebACLRequest,
  UpdateWebACLResponse,
  WebACL,
} from "@aws-sdk/client-wafv2";
import type { IamChecks } from "../operation.ts";
import { checkWebAcl } from "./check-rules.ts";
import { READ, type WafCall, type WafOperation, WRITE } from "./dependencies.ts";
import {
  arnCheck,
  createEntity,
  deleteEntity,
  entityCheck,
  listEntities,
  requireEntity,
  requireOwn,
  summaryOf,
  updateEntity,
} from "./entities.ts";
import { scopeCheck, webAclChecks } from "./input-checks.ts";
import type { EntityRecord, WebAclRecord } from "./records.ts";
import { ownerOf } from "./sharing/visible-entities.ts";
import { loadRules, storeRules } from "./stored-rules.ts";
import { inUse, invalidParameter } from "./waf-errors.ts";

const REFUSED = [
  { member: "DataProtectionConfig" },
  { member: "OnSourceDDoSProtectionConfig" },
  { member: "ApplicationConfig" },
  { member: "MonetizationConfig" },
] as const;

export const createWebAcl: WafOperation<CreateWebACLRequest, CreateWebACLResponse> = {
  name: "CreateWebACL",
  permits: writeChecks("CreateWebACL"),
  audit: WRITE,
  refuses: REFUSED,
  checks: [scopeCheck, ...webAclChecks],
  handle: async (input, call) => {
    const record = await createEntity(call, "webacl", input, (base) => recordOf(input, base, call));
    return { Summary: summaryOf(record) };
  },
};

export const getWebAcl: WafOperation<GetWebACLRequest, GetWebACLResponse> = {
  name: "GetWebACL",
  permits: (input, call) =>
    input.ARN === undefined
      ? entityCheck("GetWebACL", "webacl")(input, call)
      : [arnCheck("GetWebACL", input.ARN, call)],
  audit: READ,
  handle: (input, call) => {
    const record = findWebAcl(input, call);
    return { WebACL: webAclView(record), LockToken: record.lockToken };
  },
};

export const updateWebAcl: WafOperation<UpdateWebACLRequest, UpdateWebACLResponse> = {
  name: "UpdateWebACL",
  permits: writeChecks("UpdateWebACL"),
  audit: WRITE,
  refuses: REFUSED,
  checks: webAclChecks,
  handle: (input, call) =>
    updateEntity(call, "webacl", input, (base, { logging }) => ({
      ...recordOf(input, base, call),
      ...(logging && { logging }),
    })),
};

export const deleteWebAcl: WafOperation<DeleteWebACLRequest, object> = {
  name: "DeleteWebACL",
  permits: entityCheck("DeleteWebACL", "webacl"),
  audit: WRITE,
  handle: (input, call) =>
    deleteEntity(call, "webacl", input, ({ arn }) => {
      if (call.deps.records.resourcesOf(arn).length > 0) throw inUse();
    }),
};

export const listWebAcls: WafOperation<ListWebACLsRequest, ListWebACLsResponse> = {
  name: "ListWebACLs",
  permits: entityCheck("ListWebACLs", "webacl"),
  audit: READ,
  handle: (input, call) => {
    const { summaries: WebACLs, ...marker } = listEntities(call, "webacl", input);
    return { WebACLs, ...marker };
  },
};

/** The permissions to write a web ACL: on itself, and on other accounts' rule groups, whose policies speak too. */
function writeChecks(action: "CreateWebACL" | "UpdateWebACL") {
  const own = entityCheck(action, "webacl");
  return (
    input: Parameters<typeof own>[0] & Pick<CreateWebACLRequest, "Rules">,
    call: WafCall,
  ): IamChecks => [
    ...own(input, call),
    ...foreignGroups(input.Rules, call).map((arn) => arnCheck(action, arn, call)),
  ];
}

const foreignGroups = (rules: CreateWebACLRequest["Rules"], { accountId }: WafCall): readonly string[] =>
  (rules ?? []).flatMap(({ Statement }) => {
    const arn = Statement?.RuleGroupReferenceStatement?.ARN;
    return arn !== undefined && ownerOf(arn).accountId !== accountId ? [arn] : [];
  });

/** A web ACL as it is stored, once it is known that it can be run. */
function recordOf(
  input: Pick<
    CreateWebACLRequest,
    | "Rules"
    | "DefaultAction"
    | "VisibilityConfig"
    | "CustomResponseBodies"
    | "CaptchaConfig"
    | "ChallengeConfig"
    | "TokenDomains"
    | "AssociationConfig"
  >,
  base: EntityRecord,
  call: WafCall,
): WebAclRecord {
  const record: WebAclRecord = {
    ...base,
    rules: storeRules(input.Rules),
    defaultAction: input.DefaultAction!,
    visibility: input.VisibilityConfig!,
    capacityWcu: 0,
    ...(input.CustomResponseBodies && { responseBodies: input.CustomResponseBodies }),
    ...(input.CaptchaConfig && { captcha: input.CaptchaConfig }),
    ...(input.ChallengeConfig && { challenge: input.ChallengeConfig }),
    ...(input.TokenDomains && { tokenDomains: input.TokenDomains }),
    ...(input.AssociationConfig && { associationConfig: input.AssociationConfig }),
  };
  return { ...record, capacityWcu: checkWebAcl(record, call.deps.records, call.deps.addresses.current) };
}

function findWebAcl(input: GetWebACLRequest, call: WafCall): WebAclRecord {
  if (input.ARN === undefined) {
    if (!input.Name || !input.Id || !input.Scope) {
      throw invalidParameter("WEB_ACL", "Name", "Give the name, id and scope of the web ACL, or its ARN.");
    }
    return requireEntity(call, "webacl", input);
  }
  return requireOwn(call, "webacl", input.ARN);
}

/** A web ACL as AWS answers it. */
export const webAclView = (record: WebAclRecord): WebACL => ({
  Name: record.name,
  Id: record.id,
  ARN: record.arn,
  Description: record.description ?? "",
  DefaultAction: record.defaultAction,
  Rules: loadRules(record.rules),
  VisibilityConfig: record.visibility,
  Capacity: record.capacityWcu,
  ManagedByFirewallManager: false,
  RetrofittedByFirewallManager: false,
  LabelNamespace: `awswaf:${record.arn.split(":", 5)[4]}:webacl:${record.name}:`,
  ...(record.responseBodies && { CustomResponseBodies: record.responseBodies }),
  ...(record.captcha && { CaptchaConfig: record.captcha }),
  ...(record.challenge && { ChallengeConfig: record.challenge }),
  ...(record.tokenDomains && { TokenDomains: [...record.tokenDomains] }),
  ...(record.associationConfig && { AssociationConfig: record.associationConfig }),
});
