import type {
  CreateRegexPatternSetRequest,
  CreateRegexPatternSetResponse,
  DeleteRegexPatternSetRequest,
  GetRegexPatternSetRequest,
  GetRegexPatternSetResponse,
  ListRegexPatternSetsRequest,
  ListRegexPatternSetsResponse,
  Regex,
  UpdateRegexPatternSetRequest,
  UpdateRegexPatternSetResponse,
} from "@aws-sdk/client-wafv2";
import { checkPattern } from "../../waf/rules/parse-text-statements.ts";
import { checkDependents } from "./check-dependents.ts";
import { READ, type WafOperation, WRITE } from "./dependencies.ts";
import {
  createEntity,
  deleteEntity,
  entityCheck,
  listEntities,
  requireEntity,
  summaryOf,
  updateEntity,
} from "./entities.ts";
import { scopeCheck } from "./input-checks.ts";
import { requireUnreferenced } from "./references.ts";
import { invalidParameter, limitExceeded, withWafErrors } from "./waf-errors.ts";

/** Most expressions of one set. Source: AWS WAF quotas. */
const PATTERNS_MAX = 10;

export const createRegexPatternSet: WafOperation<
  CreateRegexPatternSetRequest,
  CreateRegexPatternSetResponse
> = {
  name: "CreateRegexPatternSet",
  permits: entityCheck("CreateRegexPatternSet", "regexpatternset"),
  audit: WRITE,
  checks: [
    scopeCheck,
    {
      member: "RegularExpressionList",
      apply: ({ RegularExpressionList }) => readPatterns(RegularExpressionList),
    },
  ],
  handle: async (input, call) => {
    const patterns = readPatterns(input.RegularExpressionList);
    const record = await createEntity(call, "regexpatternset", input, (base) => ({ ...base, patterns }));
    return { Summary: summaryOf(record) };
  },
};

export const getRegexPatternSet: WafOperation<GetRegexPatternSetRequest, GetRegexPatternSetResponse> = {
  name: "GetRegexPatternSet",
  permits: entityCheck("GetRegexPatternSet", "regexpatternset"),
  audit: READ,
  handle: (input, call) => {
    const {
      id,
      name,
      arn,
      lockToken,
      description = "",
      patterns,
    } = requireEntity(call, "regexpatternset", input);
    const RegularExpressionList = patterns.map((RegexString) => ({ RegexString }));
    return {
      RegexPatternSet: { Name: name, Id: id, ARN: arn, Description: description, RegularExpressionList },
      LockToken: lockToken,
    };
  },
};

export const updateRegexPatternSet: WafOperation<
  UpdateRegexPatternSetRequest,
  UpdateRegexPatternSetResponse
> = {
  name: "UpdateRegexPatternSet",
  permits: entityCheck("UpdateRegexPatternSet", "regexpatternset"),
  audit: WRITE,
  handle: (input, call) => {
    const patterns = readPatterns(input.RegularExpressionList);
    const { records, addresses } = call.deps;
    return updateEntity(call, "regexpatternset", input, (base) => {
      const record = { ...base, patterns };
      checkDependents(records, "regexpatternset", record, addresses.current);
      return record;
    });
  },
};

export const deleteRegexPatternSet: WafOperation<DeleteRegexPatternSetRequest, object> = {
  name: "DeleteRegexPatternSet",
  permits: entityCheck("DeleteRegexPatternSet", "regexpatternset"),
  audit: WRITE,
  handle: (input, call) =>
    deleteEntity(call, "regexpatternset", input, ({ arn }) => requireUnreferenced(call.deps.records, arn)),
};

export const listRegexPatternSets: WafOperation<ListRegexPatternSetsRequest, ListRegexPatternSetsResponse> = {
  name: "ListRegexPatternSets",
  permits: entityCheck("ListRegexPatternSets", "regexpatternset"),
  audit: READ,
  handle: (input, call) => {
    const { summaries: RegexPatternSets, ...marker } = listEntities(call, "regexpatternset", input);
    return { RegexPatternSets, ...marker };
  },
};

/** The expressions, each of which runs in linear time. Throws AWS's errors. */
function readPatterns(list: readonly Regex[]): readonly string[] {
  if (list.length > PATTERNS_MAX) throw limitExceeded(`${PATTERNS_MAX} expressions of a set`);
  return list.map(({ RegexString }) => {
    if (!RegexString) throw invalidParameter("REGEX_PATTERN_SET", "RegexString", "An expression is empty.");
    withWafErrors(() => checkPattern(RegexString, "RegexString"));
    return RegexString;
  });
}
