import { listOf, requireItems, wholeNumberOf } from "./arguments.ts";
import type { IntrinsicFunction } from "./intrinsic-function.ts";

/** Functions on lists. Source: CloudFormation User Guide, "Intrinsic function reference". */
export const listFunctions: Readonly<Record<string, IntrinsicFunction>> = {
  "Fn::Select": (call) => {
    const [index, list] = requireItems(call, 2, 2, "two parameters, the index and a list");
    const items = listOf(call, list!, 1);
    const i = wholeNumberOf(call, index!, 0, Number.MAX_SAFE_INTEGER, 0);
    if (i >= items.length) throw call.fail("Fn::Select cannot select nonexistent value at index " + i);
    return items[i]!;
  },

  "Fn::Length": (call) => listOf(call, call.argument).length,
};
