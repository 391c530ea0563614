import type { DeleteChangeSetInput, DeleteChangeSetOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../services/operation.ts";
import { changeSetCheck, changeSetKey, findChangeSet } from "./change-set-access.ts";
import type { CloudFormationDeps } from "./deps.ts";

/** Deleting what is not there is no error. Source: CloudFormation API Reference, DeleteChangeSet. */
export const deleteChangeSet: Operation<DeleteChangeSetInput, DeleteChangeSetOutput, CloudFormationDeps> = {
  name: "DeleteChangeSet",
  permits: (input, call) => changeSetCheck("DeleteChangeSet", input.ChangeSetName, input.StackName, call),
  audit: { kind: "management", readOnly: false, redact: [] },
  async handle(input, call) {
    const record = await findChangeSet(input.ChangeSetName, input.StackName, call);
    if (record) await call.deps.store.changeSets.delete(call, changeSetKey(record.stackId, record.name));
    return {};
  },
};
