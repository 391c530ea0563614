import type { Members } from "../../src/deploy/resources/property-schema.ts";
import { resourceRegistry } from "../../src/deploy/resources/registry.ts";
import type { ResourceType } from "../../src/deploy/resources/resource-type.ts";
import { intrinsicFunctions } from "../../src/deploy/template/evaluate.ts";

const code = (text: string): string => "`" + text + "`";

const intro = [
  "What a CloudFormation or SAM template may say. All that is not here is refused before anything is made, with its place in the template:",
  code("Encountered unsupported property Nope (at Resources/Api/Properties/Nope, line 12, column 7)") + ".",
  "A property is set through the operation of its service as the principal that deploys: that principal needs the permission, and what the service refuses fails the deployment with the service's reason.",
].join(" ");

const transforms = [
  `${code("AWS::LanguageExtensions")} and ${code("AWS::Serverless-2016-10-31")} (SAM), which makes the resources that AWS's own translator makes, with the same logical ids.`,
  `Of SAM: ${["Function", "Api", "LayerVersion"].map((name) => code(`AWS::Serverless::${name}`)).join(", ")}, ${code("Globals")}, and events of the type ${code("Api")}.`,
  `Macros and ${code("AWS::Include")} are refused.`,
].join(" ");

/** `Name`, with a star when it must be set and an arrow when its change makes a new resource. */
function property(type: ResourceType, name: string): string {
  const members: Members = type.properties;
  const isReplacing = type.replacedBy === "all" || type.replacedBy.includes(name);
  return code(name) + (members[name]!.required ? "\\*" : "") + (isReplacing ? " ↻" : "");
}

function row(type: ResourceType): string {
  const properties = Object.keys(type.properties).sort();
  const attributes = type.attributes.map((name) => code(name.endsWith(".") ? `${name}Name` : name));
  const cells = [type.type, properties.map((name) => property(type, name)).join(", "), attributes.join(", ")];
  return `| ${cells.join(" | ")} |`;
}

/** docs/templates.md: what templates may say. */
export function templatesPage(): string {
  const types = [...resourceRegistry.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
  return [
    "# Templates",
    "",
    intro,
    "",
    "## Transforms",
    "",
    transforms,
    "",
    "## Functions",
    "",
    `${intrinsicFunctions.map(code).join(", ")}; with ${code("AWS::LanguageExtensions")} also ${code("Fn::ForEach")}. Dynamic references: ${code("{{resolve:ssm:name}}")}.`,
    "",
    "## Resource types",
    "",
    `\\* must be set · ↻ its change makes a new resource`,
    "",
    `| type | properties | ${code("Fn::GetAtt")} |`,
    "|---|---|---|",
    ...types.map(row),
    "",
  ].join("\n");
}
