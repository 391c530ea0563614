import type { Members } from "../../src/deploy/resources/property-schema.ts";
import { resourceRegistry } from "../../src/deploy/resources/registry.ts";
import type { ResourceType } from "../../src/deploy/resources/resource-type.ts";
import { intrinsicFunctions } from "../../src/deploy/template/evaluate.ts";
import type { AnyOperation } from "../../src/services/operation.ts";

const code = (text: string): string => "`" + text + "`";

const intro = [
  "What a CloudFormation or SAM template may say. All that is not here is refused before anything is made, with its place in the template:",
  code("Encountered unsupported property Nope (at Resources/Api/Properties/Nope, line 12, column 7)") + ".",
  "A property is set through the operation of its service as the principal that deploys: that principal needs the permission. What the operation refuses for the template and its parameters alone is refused beforehand as well, all of it at once: by `sallyport deploy`, by CreateStack and UpdateStack with a `ValidationError`, and in a change set that failed. What depends on a resource that is not there yet, or on what the services have stored, fails the deployment with the service's reason, and `sallyport deploy` says at which line.",
].join(" ");

const transforms = [
  `${code("AWS::LanguageExtensions")} and ${code("AWS::Serverless-2016-10-31")} (SAM), which makes the resources that AWS's own translator makes, with the same logical ids.`,
  `Of SAM: ${["Function", "Api", "LayerVersion"].map((name) => code(`AWS::Serverless::${name}`)).join(", ")}, ${code("Globals")}, and events of the type ${code("Api")}.`,
  `Macros and ${code("AWS::Include")} are refused.`,
].join(" ");

/** Operations by service, as a server has them. */
type Built = ReadonlyMap<string, readonly AnyOperation[]>;

const findOperation = (built: Built, operation: string): AnyOperation | undefined => {
  const [serviceId = "", operationName] = operation.split(":");
  return built.get(serviceId)?.find(({ name }) => name === operationName);
};

/** Whether the operations that take a property refuse it, whatever its value. */
function isRefused(
  { takenBy = [], propertiesTakenBy = {} }: ResourceType,
  name: string,
  built: Built,
): boolean {
  const own = propertiesTakenBy[name];
  if (own !== undefined && !findOperation(built, own)) return true;
  return takenBy.some((operation) => {
    const found = findOperation(built, operation);
    if (!found) throw new Error(`There is no operation ${operation}, which a resource type names.`);
    return (found.refuses ?? []).some(
      ({ member, accepts }) => member.toLowerCase() === name.toLowerCase() && !accepts,
    );
  });
}

/** `Name`, with a star when it must be set, an arrow when its change makes a new resource, a cross when it is refused. */
function property(type: ResourceType, name: string, built: Built): string {
  const members: Members = type.properties;
  const isReplacing = type.replacedBy === "all" || type.replacedBy.includes(name);
  return (
    code(name) +
    (members[name]!.required ? "\\*" : "") +
    (isRefused(type, name, built) ? " ✗" : isReplacing ? " ↻" : "")
  );
}

function row(type: ResourceType, built: Built): string {
  const properties = Object.keys(type.properties).sort();
  const attributes = type.attributes.map((name) => code(name.endsWith(".") ? `${name}Name` : name));
  const cells = [
    type.type,
    properties.map((name) => property(type, name, built)).join(", "),
    attributes.join(", "),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** docs/templates.md: what templates may say. */
export function templatesPage(built: Built): string {
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
    `\\* must be set · ↻ its change makes a new resource · ✗ refused, for its effect is not built`,
    "",
    `| type | properties | ${code("Fn::GetAtt")} |`,
    "|---|---|---|",
    ...types.map((type) => row(type, built)),
    "",
  ].join("\n");
}
