import type { Capability, ParameterDeclaration as ParameterView } from "@aws-sdk/client-cloudformation";
import { neededCapabilities } from "../engine/target.ts";
import type { ResourceRegistry } from "../resources/registry.ts";
import type { LoadedTemplate } from "../template/load-template.ts";
import type { ParameterDeclaration } from "../template/template.ts";

/** What callers learn about a template without deploying it. */

/** A parameter as GetTemplateSummary shows it. */
export const parameterView = (declaration: ParameterDeclaration): ParameterView => ({
  ParameterKey: declaration.name,
  ParameterType: declaration.type,
  NoEcho: declaration.noEcho,
  ...(declaration.defaultValue !== undefined && { DefaultValue: declaration.defaultValue }),
  ...(declaration.description !== undefined && { Description: declaration.description }),
  ParameterConstraints: {
    ...(declaration.allowedValues && { AllowedValues: [...declaration.allowedValues] }),
  },
});

/** The capabilities to acknowledge, and the resources that ask for them. */
export function capabilityView(
  loaded: LoadedTemplate,
  registry: ResourceRegistry,
): { Capabilities?: Capability[]; CapabilitiesReason?: string } {
  const needed = neededCapabilities(loaded.template, registry);
  const capability = needed.has("CAPABILITY_NAMED_IAM") ? "CAPABILITY_NAMED_IAM" : [...needed.keys()][0];
  const capabilities: Capability[] = [
    ...(capability === undefined ? [] : [capability]),
    ...(loaded.transforms.length > 0 ? (["CAPABILITY_AUTO_EXPAND"] as const) : []),
  ];
  if (capabilities.length === 0) return {};
  const types = [...new Set([...needed.values()].flat())];
  const reason =
    types.length > 0 ? `The following resource(s) require capabilities: [${types.join(", ")}]` : undefined;
  return { Capabilities: capabilities, ...(reason !== undefined && { CapabilitiesReason: reason }) };
}
