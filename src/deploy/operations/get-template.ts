import type { GetTemplateInput, GetTemplateOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../services/operation.ts";
import { requireChangeSet } from "./change-set-access.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { requireStack, stackCheck } from "./stack-access.ts";

/** The stack's template as given, or after its transforms. Source: CloudFormation API Reference, GetTemplate. */
export const getTemplate: Operation<GetTemplateInput, GetTemplateOutput, CloudFormationDeps> = {
  name: "GetTemplate",
  permits: (input, call) => stackCheck("GetTemplate", input.StackName ?? "*", call),
  audit: { kind: "management", readOnly: true, redact: [] },
  async handle(input, call) {
    const template =
      input.ChangeSetName === undefined
        ? await call.deps.store.findTemplate(await requireStack(input.StackName ?? "", call))
        : (await requireChangeSet(input.ChangeSetName, input.StackName, call)).template;
    // A stack that only a change set has been made for has no template yet; the CDK asks for it all the same.
    if (!template) return { StagesAvailable: [] };
    const TemplateBody = input.TemplateStage === "Processed" ? template.processed : template.original;
    return { TemplateBody, StagesAvailable: ["Original", "Processed"] };
  },
};
