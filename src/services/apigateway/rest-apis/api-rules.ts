import { badRequest } from "../api-errors.ts";

const NAME_LENGTH_MAX = 1024;
const DESCRIPTION_LENGTH_MAX = 1024;
const MEDIA_TYPES_MAX = 25;

/** `type/subtype`, either of which may be `*`. Source: RFC 6838, section 4.2. */
const MEDIA_TYPE = /^[a-zA-Z0-9!#$&^_.+*-]{1,127}\/[a-zA-Z0-9!#$&^_.+*-]{1,127}$/;

export function checkApiName(name: string): void {
  if (name === "") throw badRequest("API name must be non-empty");
  if (name.length > NAME_LENGTH_MAX)
    throw badRequest(`An API name has at most ${NAME_LENGTH_MAX} characters`);
}

export function checkDescription(description: string | undefined): void {
  if (description === "") throw badRequest("Description cannot be an empty string");
  if ((description?.length ?? 0) > DESCRIPTION_LENGTH_MAX) {
    throw badRequest(`A description has at most ${DESCRIPTION_LENGTH_MAX} characters`);
  }
}

/** The media types whose bodies are bytes, each once. */
export function checkBinaryMediaTypes(types: readonly string[]): string[] {
  const distinct = [...new Set(types)];
  if (distinct.length > MEDIA_TYPES_MAX)
    throw badRequest(`An API has at most ${MEDIA_TYPES_MAX} binary media types`);
  for (const type of distinct) {
    if (!MEDIA_TYPE.test(type)) throw badRequest(`Invalid binary media type specified: ${type}`);
  }
  return distinct;
}
