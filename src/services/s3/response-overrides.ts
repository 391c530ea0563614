import type { GetObjectRequest } from "@aws-sdk/client-s3";
import type { S3Call } from "./dependencies.ts";
import type { ObjectView } from "./object-view.ts";
import { invalidRequest } from "./s3-errors.ts";

/** Members by which a request sets headers of its answer. */
export type ResponseOverrides = Pick<GetObjectRequest, Extract<keyof GetObjectRequest, `Response${string}`>>;

/** Headers that a signed request may set on its own answer. */
export function responseOverrides(call: S3Call, input: ResponseOverrides): Partial<ObjectView> {
  const asked: Partial<ObjectView> = {
    ...(input.ResponseContentType ? { ContentType: input.ResponseContentType } : {}),
    ...(input.ResponseContentLanguage ? { ContentLanguage: input.ResponseContentLanguage } : {}),
    ...(input.ResponseContentEncoding ? { ContentEncoding: input.ResponseContentEncoding } : {}),
    ...(input.ResponseContentDisposition ? { ContentDisposition: input.ResponseContentDisposition } : {}),
    ...(input.ResponseCacheControl ? { CacheControl: input.ResponseCacheControl } : {}),
    ...(input.ResponseExpires ? { Expires: input.ResponseExpires } : {}),
  };
  if (Object.keys(asked).length > 0 && call.principal.type === "Anonymous") {
    throw invalidRequest("Request specific response headers cannot be used for anonymous GET requests.");
  }
  return asked;
}
