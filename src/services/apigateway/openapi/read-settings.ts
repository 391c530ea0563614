import { shortId } from "../../../base/ids.ts";
import { notBuilt } from "../api-errors.ts";
import { DEFAULT_STATUS, DEFAULT_TEMPLATES } from "../gateway-responses/default-responses.ts";
import { checkGatewayResponse, parseResponseType } from "../gateway-responses/gateway-response-rules.ts";
import { checkValidator } from "../request-validators/validator-rules.ts";
import { checkBinaryMediaTypes } from "../rest-apis/api-rules.ts";
import { parseEndpointType } from "../rest-apis/endpoint-configuration.ts";
import { checkResourcePolicy } from "../rest-apis/resource-policy.ts";
import { setEntry } from "../string-map.ts";
import type { DocumentNode } from "./document-node.ts";
import { type ImportTarget, importStep } from "./import-target.ts";

/** Reads what a document says of the API as a whole. */
export function readSettings(target: ImportTarget, root: DocumentNode): void {
  readEndpoint(target, root);
  readPolicy(target, root.at("x-amazon-apigateway-policy"));
  readGatewayResponses(target, root.at("x-amazon-apigateway-gateway-responses"));
  readValidators(target, root.at("x-amazon-apigateway-request-validators"));
  const types = root.at("x-amazon-apigateway-binary-media-types");
  const { definition } = target;
  if (types) {
    definition.binaryMediaTypes = checkBinaryMediaTypes([...definition.binaryMediaTypes, ...types.texts()]);
  }
  const keySource = root.at("x-amazon-apigateway-api-key-source");
  if (keySource && keySource.text().toUpperCase() !== "HEADER")
    throw notBuilt("x-amazon-apigateway-api-key-source");
}

/** At the root of Swagger documents, in a server of OpenAPI 3 ones. */
function readEndpoint({ definition }: ImportTarget, root: DocumentNode): void {
  const places = [root, ...(root.at("servers")?.items() ?? [])];
  for (const endpoint of places.flatMap(
    (place) => place.at("x-amazon-apigateway-endpoint-configuration") ?? [],
  )) {
    for (const [member, node] of endpoint.entries()) {
      if (member === "disableExecuteApiEndpoint") definition.disableExecuteApiEndpoint = node.boolean();
      else if (member === "vpcEndpointIds") parseEndpointType({ vpcEndpointIds: node.texts() });
      else throw notBuilt(`${member} at ${endpoint.place}`);
    }
  }
}

function readPolicy({ definition }: ImportTarget, node: DocumentNode | undefined): void {
  if (!node) return;
  const policy = node.isObject ? JSON.stringify(node.value) : node.text();
  importStep("Unable to put the resource policy", () => checkResourcePolicy(policy));
  definition.policy = policy;
}

function readGatewayResponses({ definition }: ImportTarget, node: DocumentNode | undefined): void {
  for (const [name, response] of node?.entries() ?? []) {
    importStep(`Unable to put gateway response '${name}'`, () => {
      const type = parseResponseType(name);
      const statusCode = response.at("statusCode")?.text() ?? DEFAULT_STATUS[type];
      const read = {
        ...(statusCode === undefined ? {} : { statusCode }),
        responseParameters: response.at("responseParameters")?.textMap() ?? {},
        responseTemplates: response.at("responseTemplates")?.textMap() ?? { ...DEFAULT_TEMPLATES },
      };
      checkGatewayResponse(read);
      definition.gatewayResponses[type] = read;
    });
  }
}

function readValidators({ definition, random }: ImportTarget, node: DocumentNode | undefined): void {
  for (const [name, validator] of node?.entries() ?? []) {
    const former = Object.values(definition.requestValidators).find((candidate) => candidate.name === name);
    const read = {
      id: former?.id ?? shortId(random, 6),
      name,
      validateRequestBody: validator.at("validateRequestBody")?.boolean() ?? false,
      validateRequestParameters: validator.at("validateRequestParameters")?.boolean() ?? false,
    };
    checkValidator(definition, read);
    setEntry(definition.requestValidators, read.id, read);
  }
}
