import type { AuthenticatedExchange } from "../exchange.ts";
import { mediaTypeOf } from "../http-message.ts";
import { compileMappingTemplate, type MappingTemplate } from "../mapping-template.ts";
import { compileBinaryMediaTypes } from "../media-types.ts";
import type { MappedIntegration, RestStageSnapshot } from "../snapshot.ts";
import type { Overrides } from "../vtl/overrides.ts";
import { convertRequestBody } from "./payload-conversion.ts";

/** A client's media type has no template and must not pass through: answered 415. */
export class UnsupportedMediaTypeError extends Error {
  override readonly name = "UnsupportedMediaTypeError";
}

/** Turns a request's body into the integration's. Throws `VtlError` and {@link UnsupportedMediaTypeError}. */
export type BodyMapping = (x: AuthenticatedExchange, overrides: Overrides) => Buffer;

/** Compiles the request templates. Throws `VtlError` on one that is not supported. */
export function compileBodyMapping(
  integration: MappedIntegration,
  deployment: RestStageSnapshot,
): BodyMapping {
  const { requestTemplates, passthroughBehavior, contentHandling } = integration;
  const templates = new Map(
    Object.entries(requestTemplates).map(([type, text]) => [mediaTypeOf(type), compileMappingTemplate(text)]),
  );
  const isBinary = compileBinaryMediaTypes(deployment.binaryMediaTypes);
  return (x, overrides) => {
    const contentType = x.request.headers["content-type"] ?? "application/json";
    const template = selectTemplate(templates, mediaTypeOf(contentType), passthroughBehavior);
    const body = convertRequestBody(x.request.body, isBinary(contentType), contentHandling);
    return template ? template({ x, body, overrides }) : body;
  };
}

/** Source: API Gateway guide, "Integration passthrough behaviors". */
function selectTemplate(
  templates: ReadonlyMap<string, MappingTemplate>,
  mediaType: string,
  passthrough: MappedIntegration["passthroughBehavior"],
): MappingTemplate | undefined {
  const template = templates.get(mediaType);
  if (template) return template;
  if (passthrough === "WHEN_NO_MATCH") return undefined;
  if (passthrough === "WHEN_NO_TEMPLATES" && templates.size === 0) return undefined;
  throw new UnsupportedMediaTypeError(`no template for ${mediaType}, and it must not pass through`);
}
