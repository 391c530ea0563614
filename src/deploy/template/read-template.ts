import { readParameterDeclaration } from "./read-parameter.ts";
import {
  readSection,
  readText,
  readTextList,
  requireKnownKeys,
  requireLogicalId,
  requireMap,
  requireText,
} from "./sections.ts";
import type {
  OutputDeclaration,
  ResourceDeclaration,
  RetentionPolicy,
  RuleDeclaration,
  Template,
} from "./template.ts";
import { TemplateError } from "./template-error.ts";
import type { Path, Value, ValueMap } from "./value.ts";
import { words } from "./words.ts";

/** Most resources of a template. This and the next: CloudFormation quotas. */
export const RESOURCES_MAX = 500;
const PARAMETERS_MAX = 200;
const OUTPUTS_MAX = 200;
const MAPPINGS_MAX = 200;

/** Sections of a template once transforms have been applied. */
const SECTIONS = words(
  "AWSTemplateFormatVersion Description Metadata Parameters Mappings Conditions Rules Resources",
  "Outputs Transform",
);
const RESOURCE_KEYS = words(
  "Type Properties DependsOn Condition DeletionPolicy UpdateReplacePolicy Metadata",
);
const FORMAT_VERSION = "2010-09-09";

/** Reads a template's sections. Throws {@link TemplateError} for anything that is unknown or has no effect here. */
export function readTemplate(root: ValueMap): Template {
  requireKnownKeys(root, SECTIONS, []);
  const version = root["AWSTemplateFormatVersion"];
  if (version !== undefined && version !== FORMAT_VERSION) {
    throw new TemplateError(
      `Template format error: ${String(version)} is not a supported value for AWSTemplateFormatVersion.`,
      ["AWSTemplateFormatVersion"],
    );
  }
  const resources = readSection(root, "Resources", RESOURCES_MAX);
  if (resources.length === 0) {
    throw new TemplateError("Template format error: At least one Resources member must be defined.");
  }
  const description = readText(root["Description"], ["Description"]);
  return {
    ...(description !== undefined && { description }),
    ...(root["Metadata"] !== undefined && { metadata: root["Metadata"] }),
    parameters: named(
      readSection(root, "Parameters", PARAMETERS_MAX),
      "Parameters",
      readParameterDeclaration,
    ),
    mappings: named(readSection(root, "Mappings", MAPPINGS_MAX), "Mappings", (_, map, path) =>
      requireMap(map, path),
    ),
    conditions: new Map(readSection(root, "Conditions", RESOURCES_MAX)),
    rules: readSection(root, "Rules", RESOURCES_MAX).map(([name, value]) => readRule(name, value)),
    resources: named(resources, "Resources", readResource),
    outputs: named(readSection(root, "Outputs", OUTPUTS_MAX), "Outputs", readOutput),
  };
}

function named<T>(
  entries: readonly [string, Value][],
  section: string,
  read: (name: string, value: Value, path: Path) => T,
): Map<string, T> {
  return new Map(
    entries.map(([name, value]) => {
      requireLogicalId(name, [section, name]);
      return [name, read(name, value, [section, name])];
    }),
  );
}

function readResource(logicalId: string, value: Value, path: Path): ResourceDeclaration {
  const resource = requireMap(value, path);
  requireKnownKeys(resource, RESOURCE_KEYS, path);
  const condition = readText(resource["Condition"], [...path, "Condition"]);
  const dependsOn = resource["DependsOn"];
  const dependsOnPath = [...path, "DependsOn"];
  return {
    logicalId,
    type: requireText(resource["Type"], [...path, "Type"]),
    properties:
      resource["Properties"] === undefined ? {} : requireMap(resource["Properties"], [...path, "Properties"]),
    dependsOn: typeof dependsOn === "string" ? [dependsOn] : (readTextList(dependsOn, dependsOnPath) ?? []),
    ...(condition !== undefined && { condition }),
    deletionPolicy: readRetention(resource, "DeletionPolicy", path),
    updateReplacePolicy: readRetention(resource, "UpdateReplacePolicy", path),
    ...(resource["Metadata"] !== undefined && { metadata: resource["Metadata"] }),
  };
}

function readRetention(resource: ValueMap, name: string, path: Path): RetentionPolicy {
  const policy = resource[name] ?? "Delete";
  if (policy === "Delete" || policy === "Retain") return policy;
  if (policy === "RetainExceptOnCreate" && name === "DeletionPolicy") return policy;
  const reason =
    policy === "Snapshot"
      ? `${name} Snapshot is not supported for ${String(resource["Type"])}: it has no snapshots`
      : `Template error: unrecognized ${name} ${JSON.stringify(policy)}`;
  throw new TemplateError(reason, [...path, name]);
}

function readOutput(name: string, value: Value, path: Path): OutputDeclaration {
  const output = requireMap(value, path);
  requireKnownKeys(output, ["Value", "Description", "Export", "Condition"], path);
  if (output["Value"] === undefined || output["Value"] === null) {
    throw new TemplateError(`Template format error: Output ${name} is malformed: it has no Value`, path);
  }
  const description = readText(output["Description"], [...path, "Description"]);
  const condition = readText(output["Condition"], [...path, "Condition"]);
  const exportPath = [...path, "Export"];
  const exported = output["Export"] === undefined ? undefined : requireMap(output["Export"], exportPath);
  if (exported) requireKnownKeys(exported, ["Name"], exportPath);
  return {
    name,
    value: output["Value"],
    ...(description !== undefined && { description }),
    ...(condition !== undefined && { condition }),
    ...(exported && { exportName: exported["Name"] ?? null }),
  };
}

function readRule(name: string, value: Value): RuleDeclaration {
  const path = ["Rules", name];
  const rule = requireMap(value, path);
  requireKnownKeys(rule, ["RuleCondition", "Assertions"], path);
  const assertions = rule["Assertions"];
  if (!Array.isArray(assertions) || assertions.length === 0) {
    throw new TemplateError("Template format error: a rule must have Assertions", path);
  }
  return {
    name,
    ...(rule["RuleCondition"] !== undefined && { condition: rule["RuleCondition"] }),
    assertions: assertions.map((item, i) => {
      const assertionPath = [...path, "Assertions", i];
      const assertion = requireMap(item, assertionPath);
      requireKnownKeys(assertion, ["Assert", "AssertDescription"], assertionPath);
      return {
        assert: assertion["Assert"] ?? null,
        description:
          readText(assertion["AssertDescription"], [...assertionPath, "AssertDescription"]) ?? name,
      };
    }),
  };
}
