import { mediaTypeOf } from "./http-message.ts";

/** Whether a body of the given content type is bytes to an API, rather than text. */
export type BinaryTypeTest = (contentType: string | undefined) => boolean;

/** Compiles an API's `binaryMediaTypes`: exact types, `image/*`, or everything. Types compare without case. */
export function compileBinaryMediaTypes(binaryMediaTypes: readonly string[]): BinaryTypeTest {
  const types = binaryMediaTypes.map((type) => type.toLowerCase());
  if (types.includes("*/*")) return () => true;
  const exact = new Set(types);
  const prefixes = types.filter((type) => type.endsWith("/*")).map((type) => type.slice(0, -1));
  return (contentType) => {
    if (contentType === undefined) return false;
    const type = mediaTypeOf(contentType);
    return exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix));
  };
}

/** The first media type of an Accept header, the only one that API Gateway honours; undefined when there is none. */
export const firstAccepted = (accept: string | undefined): string | undefined =>
  accept === undefined ? undefined : mediaTypeOf(accept.split(",", 1)[0]!);
