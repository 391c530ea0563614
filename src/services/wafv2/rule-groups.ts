import type {
  CreateRuleGroupRequest,
  CreateRuleGroupResponse,
  DeleteRuleGroupRequest,
  GetRuleGroupRequest,
  GetRuleGroupResponse,
  ListRuleGroupsRequest,
  ListRuleGroupsResponse,
  UpdateRuleGroupRequest,
  UpdateRuleGroupResponse,
} from "@aws-sdk/client-wafv2";
import { checkDependents } from "./check-dependents.ts";
import { checkRuleGroup } from "./check-rules.ts";
import { READ, type WafCall, type WafDeps, type WafOperation, WRITE } from "./dependencies.ts";
import {
  arnCheck,
  createEntity,
  deleteEntity,
  entityCheck,
  listEntities,
  requireEntity,
  summaryOf,
  updateEntity,
} from "./entities.ts";
import { ruleGroupChecks, scopeCheck } from "./input-checks.ts";
import type { EntityRecord, RuleGroupRecord } from "./records.ts";
import { requireUnreferenced } from "./references.ts";
import { ownerOf } from "./sharing/visible-entities.ts";
import { loadRules, storeRules } from "./stored-rules.ts";
import { invalidParameter, nonexistent } from "./waf-errors.ts";

const REFUSED = [{ member: "MonetizationConfig" }] as const;

export const createRuleGroup: WafOperation<CreateRuleGroupRequest, CreateRuleGroupResponse> = {
  name: "CreateRuleGroup",
  permits: entityCheck("CreateRuleGroup", "rulegroup"),
  audit: WRITE,
  refuses: REFUSED,
  checks: [scopeCheck, ...ruleGroupChecks],
  handle: async (input, call) => {
    const record = await createEntity(call, "rulegroup", input, (base) =>
      recordOf(input, base, input.Capacity, call.deps),
    );
    return { Summary: summaryOf(record) };
  },
};

export const getRuleGroup: WafOperation<GetRuleGroupRequest, GetRuleGroupResponse> = {
  name: "GetRuleGroup",
  permits: (input, call) =>
    input.ARN === undefined
      ? entityCheck("GetRuleGroup", "rulegroup")(input, call)
      : [arnCheck("GetRuleGroup", input.ARN, call)],
  audit: READ,
  handle: (input, call) => {
    const record = findRuleGroup(input, call);
    const { id, name, arn, lockToken, description = "" } = record;
    return {
      RuleGroup: {
        ...{ Name: name, Id: id, ARN: arn, Description: description, Capacity: record.capacityWcu },
        ...{ Rules: loadRules(record.rules), VisibilityConfig: record.visibility },
        LabelNamespace: `awswaf:${ownerOf(arn).accountId}:rulegroup:${name}:`,
        ...(record.responseBodies && { CustomResponseBodies: record.responseBodies }),
      },
      LockToken: lockToken,
    };
  },
};

export const updateRuleGroup: WafOperation<UpdateRuleGroupRequest, UpdateRuleGroupResponse> = {
  name: "UpdateRuleGroup",
  permits: entityCheck("UpdateRuleGroup", "rulegroup"),
  audit: WRITE,
  refuses: REFUSED,
  checks: ruleGroupChecks,
  handle: (input, call) => {
    const { records, addresses } = call.deps;
    return updateEntity(call, "rulegroup", input, (base, { capacityWcu, permissionPolicy }) => {
      const record = {
        ...recordOf(input, base, capacityWcu, call.deps),
        ...(permissionPolicy !== undefined && { permissionPolicy }),
      };
      // A web ACL that overrides a rule which is no longer there could not be run.
      checkDependents(records, "rulegroup", record, addresses.current);
      return record;
    });
  },
};

export const deleteRuleGroup: WafOperation<DeleteRuleGroupRequest, object> = {
  name: "DeleteRuleGroup",
  permits: entityCheck("DeleteRuleGroup", "rulegroup"),
  audit: WRITE,
  handle: (input, call) =>
    deleteEntity(call, "rulegroup", input, ({ arn }) => requireUnreferenced(call.deps.records, arn)),
};

export const listRuleGroups: WafOperation<ListRuleGroupsRequest, ListRuleGroupsResponse> = {
  name: "ListRuleGroups",
  permits: entityCheck("ListRuleGroups", "rulegroup"),
  audit: READ,
  handle: (input, call) => {
    const { summaries: RuleGroups, ...marker } = listEntities(call, "rulegroup", input);
    return { RuleGroups, ...marker };
  },
};

/** A rule group as it is stored, once it is known that it can be run. */
function recordOf(
  input: Pick<CreateRuleGroupRequest, "Rules" | "VisibilityConfig" | "CustomResponseBodies">,
  base: EntityRecord,
  capacityWcu: number,
  { records, addresses }: WafDeps,
): RuleGroupRecord {
  const record: RuleGroupRecord = {
    ...base,
    rules: storeRules(input.Rules),
    visibility: input.VisibilityConfig!,
    capacityWcu,
    ...(input.CustomResponseBodies && { responseBodies: input.CustomResponseBodies }),
  };
  checkRuleGroup(record, records, addresses.current);
  return record;
}

function findRuleGroup(input: GetRuleGroupRequest, call: WafCall): RuleGroupRecord {
  if (input.ARN !== undefined) {
    // Of another account's group, its policy let the caller see it.
    const record = call.deps.records.find("rulegroup", input.ARN);
    if (!record || ownerOf(input.ARN).region !== call.region) throw nonexistent();
    return record;
  }
  if (!input.Name || !input.Id || !input.Scope) {
    throw invalidParameter(
      "RULE_GROUP",
      "Name",
      "Give the name, id and scope of the rule group, or its ARN.",
    );
  }
  return requireEntity(call, "rulegroup", input);
}
