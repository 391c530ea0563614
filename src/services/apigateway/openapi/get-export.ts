import type { ExportResponse, GetExportRequest } from "@aws-sdk/client-api-gateway";
import { stringify } from "yaml";
import { assertThat } from "../../../base/assert.ts";
import type { Validated } from "../../operation.ts";
import { badRequest, notBuilt } from "../api-errors.ts";
import { type ApiCall, type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { requireStage } from "../stages/stage-rules.ts";
import { findEntry, type StringMap } from "../string-map.ts";
import { type ExportedExtensions, exportApi } from "./export-api.ts";
import { type ExportFormat, openApi3Format, swaggerFormat } from "./export-format.ts";

/** Writes what a stage runs as an OpenAPI document. */
export const getExport: ApiOperation<GetExportRequest, ExportResponse> = {
  name: "GetExport",
  permits: permit(
    "GET",
    (input) => `/restapis/${input.restApiId}/stages/${input.stageName}/exports/${input.exportType}`,
  ),
  audit: READ,
  handle: async (input, call) => {
    const format = parseFormat(input.exportType);
    const extensions = parseExtensions(input.parameters);
    const extension = parseAccepted(input.accepts);
    const api = await call.deps.apis.require(call, input.restApiId);
    const { deploymentId, name: stageName } = requireStage(api, input.stageName);
    const definition = await call.deps.apis.frozenDefinition(call, api.id, deploymentId);
    const deployment = findEntry(api.deployments, deploymentId);
    assertThat(definition && deployment, "A stage's deployment is there");
    const deployedAt = new Date(deployment.createdAtMs).toISOString().replace(/\.\d+Z$/, "Z");
    const version = definition.version ?? deployedAt;
    const document = exportApi(
      format,
      { definition, stageName, host: apiHost(input, call), version },
      extensions,
    );
    return {
      contentType: "application/octet-stream",
      contentDisposition: `attachment; filename="${input.exportType}_${deployedAt}.${extension}"`,
      body: Buffer.from(render(document, extension)),
    };
  },
};

function parseFormat(exportType: string): ExportFormat {
  if (exportType === "oas30") return openApi3Format;
  if (exportType === "swagger") return swaggerFormat;
  throw badRequest(`Invalid export type specified: ${exportType}. Must be one of: [oas30, swagger]`);
}

/** `extensions`: `integrations`, `apigateway`, `authorizers`, or several of them. */
function parseExtensions(parameters: StringMap = {}): ExportedExtensions {
  for (const name of Object.keys(parameters)) {
    if (name !== "extensions") throw notBuilt(`parameters.${name}`);
  }
  const asked = (findEntry(parameters, "extensions") ?? "").split(",").filter((name) => name !== "");
  const unknown = asked.find((name) => !["integrations", "apigateway", "authorizers"].includes(name));
  if (unknown !== undefined) throw notBuilt(`parameters.extensions: ${unknown}`);
  const settings = asked.includes("apigateway");
  return {
    settings,
    integrations: settings || asked.includes("integrations"),
    authorizers: settings || asked.includes("authorizers"),
  };
}

function parseAccepted(accepts = "application/json"): "json" | "yaml" {
  if (accepts === "application/json") return "json";
  if (accepts === "application/yaml") return "yaml";
  throw badRequest(
    `Invalid content type specified: ${accepts}. Must be one of: [application/json, application/yaml]`,
  );
}

/** Where the API answers, as the caller reaches this server: under `localhost` unless it is known by another name. */
function apiHost({ restApiId }: Validated<GetExportRequest>, { region, origin }: ApiCall): string {
  const [, domain] = /^apigateway\.[a-z0-9-]+\.(.+)$/.exec(origin.host) ?? [];
  const port = /:\d+$/.exec(origin.host)?.[0] ?? "";
  return `${restApiId}.execute-api.${region}.${domain ?? `localhost${port}`}`;
}

/** Members that are undefined are left out, in JSON and so in YAML. */
function render(document: object, extension: "json" | "yaml"): string {
  const json = JSON.stringify(document, undefined, 2);
  if (extension === "json") return json;
  // YAML 1.1 takes `2012-10-17` for a date unless it is quoted, and many readers are of that version.
  return stringify(JSON.parse(json), { version: "1.1", aliasDuplicateObjects: false });
}
