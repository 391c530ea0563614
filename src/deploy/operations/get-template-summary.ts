import type { GetTemplateSummaryInput, GetTemplateSummaryOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationCall, CloudFormationDeps } from "./deps.ts";
import { generalCheck, requireStack, stackCheck } from "./stack-access.ts";
import { load, readTemplateText } from "./template-source.ts";
import { capabilityView, parameterView } from "./template-view.ts";

/** Source: CloudFormation API Reference, GetTemplateSummary. */
export const getTemplateSummary: Operation<
  GetTemplateSummaryInput,
  GetTemplateSummaryOutput,
  CloudFormationDeps
> = {
  name: "GetTemplateSummary",
  permits: (input, call) =>
    input.StackName === undefined
      ? generalCheck("GetTemplateSummary")
      : stackCheck("GetTemplateSummary", input.StackName, call),
  audit: { kind: "management", readOnly: true, redact: ["TemplateBody"] },
  refuses: [
    { member: "StackSetName" },
    { member: "CallAs", accepts: ["SELF"] },
    { member: "TemplateSummaryConfig" },
  ],
  async handle(input, call) {
    const text = await textOf(input, call);
    const loaded = load(text, new Map(), call);
    const { template } = loaded;
    return {
      Parameters: [...template.parameters.values()].map(parameterView),
      ...(template.description !== undefined && { Description: template.description }),
      ...capabilityView(loaded, call.deps.registry),
      ResourceTypes: [...new Set([...template.resources.values()].map((resource) => resource.type))],
      Version: "2010-09-09",
      ...(template.metadata !== undefined && { Metadata: JSON.stringify(template.metadata) }),
      DeclaredTransforms: [...loaded.transforms],
    };
  },
};

async function textOf(input: GetTemplateSummaryInput, call: CloudFormationCall): Promise<string> {
  if (input.StackName === undefined) return readTemplateText(input, call);
  return readTemplateText({ UsePreviousTemplate: true }, call, await requireStack(input.StackName, call));
}
