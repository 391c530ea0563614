import type { CheckCapacityRequest, CheckCapacityResponse } from "@aws-sdk/client-wafv2";
import { rulesCapacity } from "../../waf/capacity.ts";
import { READ, type WafOperation } from "./dependencies.ts";
import { requireRegional } from "./entities.ts";
import { groupCapacities, parseAnyRules } from "./rule-resources.ts";
import { visibleTo } from "./sharing/visible-entities.ts";
import { withWafErrors } from "./waf-errors.ts";

export const checkCapacity: WafOperation<CheckCapacityRequest, CheckCapacityResponse> = {
  name: "CheckCapacity",
  permits: () => [{ action: "wafv2:CheckCapacity", resource: "*" }],
  audit: READ,
  handle: ({ Scope, Rules }, call) => {
    requireRegional(Scope);
    const { records, addresses } = call.deps;
    const data = addresses.current;
    const capacities = groupCapacities(visibleTo(call, records), data);
    return { Capacity: withWafErrors(() => rulesCapacity(parseAnyRules(Rules, data), capacities)) };
  },
};
