import { JsonPathError } from "../json-path.ts";
import { RegexError } from "../linear-regex.ts";
import { MappingError } from "../parameter-expression.ts";
import { UpstreamError, type UpstreamFailure } from "../upstream/upstream-message.ts";
import { VtlError } from "../vtl/cursor.ts";
import { BodyNotJsonError } from "../vtl/input-object.ts";
import { UnsupportedMediaTypeError } from "./body-mapping.ts";
import { type IntegrationRejection, type IntegrationVerdict, refuse } from "./integration.ts";
import { ConversionError } from "./payload-conversion.ts";
import { UnmatchedResponseError } from "./response-mapping.ts";

/** Which way was being mapped. */
export type MappingDirection = "request" | "response";

const upstreamRejections: Readonly<Record<UpstreamFailure, IntegrationRejection>> = {
  unreachable: "integration_unreachable",
  "address-refused": "integration_refused",
  saturated: "integration_unreachable",
  "timed-out": "integration_timed_out",
  "closed-early": "integration_response_malformed",
  malformed: "integration_response_malformed",
  "too-large": "integration_response_too_large",
};

/**
 * The verdict on an integration that failed. While the request is mapped, a body that is not JSON is the client's
 * mistake; everything else is the API's or the back end's. Anything unknown is a bug and thrown on.
 */
export function integrationFailure(error: unknown, direction: MappingDirection): IntegrationVerdict {
  if (error instanceof UpstreamError) return refuse(upstreamRejections[error.reason], error.message);
  if (error instanceof UnsupportedMediaTypeError) return refuse("media_type_unsupported", error.message);
  if (error instanceof BodyNotJsonError && direction === "request") {
    return refuse("request_body_undecodable", error.message);
  }
  if (error instanceof UnmatchedResponseError) return refuse("integration_response_unmatched", error.message);
  if (error instanceof VtlError || error instanceof RegexError) {
    return refuse("template_failed", `the ${direction} template failed: ${error.message}`);
  }
  if (error instanceof MappingError || error instanceof JsonPathError || error instanceof ConversionError) {
    return refuse("mapping_failed", `the ${direction} mapping failed: ${error.message}`);
  }
  throw error;
}
