import assert from "node:assert/strict";
import { test } from "node:test";
import { compileWebAcl } from "./compile/compile-web-acl.ts";
import { ACL_OWNER, ALL_DATABASES, NOW_MS, resourcesOf, wireRule } from "./inspect.fixture.ts";
import { inspect } from "./inspect.ts";
import { MemoryRateCounters } from "./rate/rate-counters.ts";
import { sketchRequest } from "./request.fixture.ts";
import type { RuleTrace } from "./rule-trace.ts";
import { parseWebAcl } from "./rules/parse-web-acl.ts";

test("a trace says what each rule saw and made of it, up to the one that ended the inspection", () => {
  const contains = (search: string) => ({
    ByteMatchStatement: {
      SearchString: Buffer.from(search),
      PositionalConstraint: "CONTAINS" as const,
      FieldToMatch: { SingleQueryArgument: { Name: "q" } },
      TextTransformations: [
        { Priority: 0, Type: "URL_DECODE" as const },
        { Priority: 1, Type: "LOWERCASE" as const },
      ],
    },
  });
  const forwarded = {
    HeaderName: "x-forwarded-for",
    FallbackBehavior: "MATCH" as const,
    Position: "FIRST" as const,
  };
  const Rules = [
    wireRule("other", 0, contains("union")),
    wireRule("absent", 1, { IPSetReferenceStatement: { ARN: "arn:set", IPSetForwardedIPConfig: forwarded } }),
    wireRule("script", 2, contains("<script")),
    wireRule("never", 3, contains("<script")),
  ];
  const acl = parseWebAcl({ DefaultAction: { Allow: {} }, Rules }, ACL_OWNER, ALL_DATABASES);
  const compiled = compileWebAcl(acl, resourcesOf({ ipSets: { "arn:set": ["10.0.0.0/8"] } }));
  const traces: RuleTrace[] = [];
  const { input } = sketchRequest({ queryString: "q=%3CSCRIPT%3E" });
  inspect(compiled, input, { nowMs: NOW_MS, rates: new MemoryRateCounters() }, (trace) => traces.push(trace));

  assert.deepEqual(
    traces.map(({ ruleId, result }) => [ruleId, result]),
    [
      ["other", "no match"],
      ["absent", "does not apply"],
      ["script", "match"],
    ],
  );
  const [saw] = traces[2]!.saw;
  assert.deepEqual(saw?.transformations, ["URL_DECODE", "LOWERCASE"]);
  assert.deepEqual(saw?.values, [{ name: "q", text: "<script>" }]);
  assert.deepEqual(traces[2]!.matchDetails[0]?.matchedData, ["<script"]);
  assert.deepEqual(traces[1]!.saw, []);
});
