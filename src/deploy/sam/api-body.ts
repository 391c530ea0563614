import { TemplateError } from "../template/template-error.ts";
import type { Value } from "../template/value.ts";
import { addCors } from "./api-cors.ts";
import { ApiDefinition, isDefinition } from "./api-definition.ts";
import { addGatewayResponses } from "./api-gateway-responses.ts";
import { addApiAuth } from "./api-security.ts";
import { openApiVersionOf, toOpenApiThree } from "./openapi-three.ts";
import { apiAuthOf, type PendingApi, stageNameOf } from "./pending-api.ts";
import { docFrom, PythonDict, SamText } from "./python-dict.ts";
import { isTruthy } from "./python-text.ts";
import { resolveParameterRefs, type SamParameters } from "./sam-parameters.ts";
import { propertyPath } from "./sam-resource.ts";

/** Properties that SAM writes into the definition. */
const EDITS = ["Cors", "Auth", "GatewayResponses"];

/**
 * Adds what the API's properties say to its definition, in SAM's order. Undefined for an API whose definition is in
 * S3, where SAM cannot add anything. Throws {@link TemplateError} for what would be lost.
 */
export function finishDefinition(
  api: PendingApi,
  parameters: SamParameters,
  partition: string,
): PythonDict | undefined {
  const { resource } = api;
  requireEditable(api);
  if (!api.definition) return undefined;
  const version = openApiVersionOf(resource);
  let definition = api.definition;
  const edit = (change: (editor: ApiDefinition) => void): void => {
    const editor = new ApiDefinition(definition);
    change(editor);
    definition = editor.finish();
  };
  const { Cors, Auth, GatewayResponses, DisableExecuteApiEndpoint } = resource.properties;
  const path = (name: string) => propertyPath(resource, name);
  if (isTruthy(Cors)) edit((editor) => addCors(editor, Cors!, path("Cors")));
  if (isTruthy(Auth)) {
    edit((editor) => addApiAuth(editor, apiAuthOf(api, parameters), stageNameOf(api), partition));
    // Here and once more at the end, as in SAM: with CORS as well, a header's schema then holds a schema.
    definition = toOpenApiThree(definition, version);
  }
  if (isTruthy(GatewayResponses)) {
    edit((editor) => addGatewayResponses(editor, GatewayResponses!, path("GatewayResponses")));
  }
  const types = resolveParameterRefs(resource.properties["BinaryMediaTypes"] ?? null, parameters);
  if (isTruthy(types)) edit((editor) => setBinaryMediaTypes(editor, types));
  if (DisableExecuteApiEndpoint !== undefined)
    edit((editor) => disableEndpoint(editor, DisableExecuteApiEndpoint));
  return toOpenApiThree(definition, version);
}

/** Throws where the API's properties ask for a change of a definition that SAM does not have. */
function requireEditable({ resource, definition }: PendingApi): void {
  const { properties } = resource;
  const path = (name: string) => propertyPath(resource, name);
  const edit = EDITS.find((name) => isTruthy(properties[name] ?? null));
  if (definition && properties["DefinitionUri"] !== undefined) {
    const reason = "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.";
    throw new TemplateError(reason, path("DefinitionUri"));
  }
  if (!definition && edit !== undefined) {
    const reason = `${edit} works only with inline Swagger specified in 'DefinitionBody' property.`;
    throw new TemplateError(reason, path(edit));
  }
  if (definition && edit !== undefined && !isDefinition(definition)) {
    const reason = "'DefinitionBody' does not contain a valid Swagger definition.";
    throw new TemplateError(reason, path("DefinitionBody"));
  }
}

/** Templates write `image~1png` for `image/png`, as patch operations do. */
function setBinaryMediaTypes(editor: ApiDefinition, types: Value): void {
  const text = JSON.stringify(types).replaceAll("~1", "/");
  editor.setExtension("x-amazon-apigateway-binary-media-types", docFrom(JSON.parse(text) as Value));
}

function disableEndpoint(editor: ApiDefinition, value: Value): void {
  const setting = new PythonDict().set(new SamText("disableExecuteApiEndpoint"), docFrom(value));
  editor.setExtension("x-amazon-apigateway-endpoint-configuration", setting);
}
