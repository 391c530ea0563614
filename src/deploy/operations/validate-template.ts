import type { ValidateTemplateInput, ValidateTemplateOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../services/operation.ts";
import { validateTemplate as checkTemplate } from "../engine/target.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { generalCheck } from "./stack-access.ts";
import { load, readTemplateText } from "./template-source.ts";
import { capabilityView } from "./template-view.ts";

/** Goes further than AWS's: types and properties are checked too. Source: CloudFormation API Reference, ValidateTemplate. */
export const validateTemplate: Operation<ValidateTemplateInput, ValidateTemplateOutput, CloudFormationDeps> =
  {
    name: "ValidateTemplate",
    permits: () => generalCheck("ValidateTemplate"),
    audit: { kind: "management", readOnly: true, redact: ["TemplateBody"] },
    async handle(input, call) {
      const loaded = load(await readTemplateText(input, call), new Map(), call);
      checkTemplate(loaded, call.deps.registry);
      const { description, parameters } = loaded.template;
      return {
        Parameters: [...parameters.values()].map((declaration) => ({
          ParameterKey: declaration.name,
          NoEcho: declaration.noEcho,
          ...(declaration.defaultValue !== undefined && { DefaultValue: declaration.defaultValue }),
          ...(declaration.description !== undefined && { Description: declaration.description }),
        })),
        ...(description !== undefined && { Description: description }),
        ...capabilityView(loaded, call.deps.registry),
        DeclaredTransforms: [...loaded.transforms],
      };
    },
  };
