import type { LambdaCall } from "../dependencies.ts";
import type { FunctionReference } from "../function-reference.ts";
import { requireFunction } from "./find-function.ts";
import type { RecordEdit } from "./lambda-records.ts";
import type { FunctionRecord } from "./records.ts";

/** What becomes of a function, and of documents beside it. */
export interface FunctionChange<Result> {
  readonly record: FunctionRecord;
  readonly others?: readonly RecordEdit[];
  readonly result: Result;
}

/** Changes a function that is there. Throws ResourceNotFoundException, and what `plan` throws. */
export function changeFunction<Result>(
  call: LambdaCall,
  reference: FunctionReference,
  plan: (record: FunctionRecord) => FunctionChange<Result>,
): Promise<Result> {
  return call.deps.records.change(reference, () => {
    const { record, others = [], result } = plan(requireFunction(call, reference));
    return { edits: [{ type: "function", id: record.name, record }, ...others], result };
  });
}
