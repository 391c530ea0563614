/** How a payload is converted. Source: API Gateway guide, "Content type conversions in API Gateway". */
export type ContentHandling = "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT" | undefined;

/** A payload cannot be converted as it is set. */
export class ConversionError extends Error {
  override readonly name = "ConversionError";
}

/** A request's payload as the integration receives it. `isBinary`: its content type is one of the API's binary types. */
export function convertRequestBody(body: Buffer, isBinary: boolean, handling: ContentHandling): Buffer {
  if (isBinary) return handling === "CONVERT_TO_TEXT" ? toBase64(body) : body;
  return handling === "CONVERT_TO_BINARY" ? fromBase64(body) : body;
}

/** A back end's payload as the client receives it. `acceptsBinary`: the client's first Accept type is a binary type. */
export function convertResponseBody(
  body: Buffer,
  isBinary: boolean,
  acceptsBinary: boolean,
  handling: ContentHandling,
): Buffer {
  if (isBinary)
    return handling === "CONVERT_TO_TEXT" || (!handling && !acceptsBinary) ? toBase64(body) : body;
  return handling === "CONVERT_TO_BINARY" || (!handling && acceptsBinary) ? fromBase64(body) : body;
}

const toBase64 = (body: Buffer): Buffer => Buffer.from(body.toString("base64"), "latin1");

function fromBase64(body: Buffer): Buffer {
  const text = body.toString("latin1").trim();
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new ConversionError("the payload is not base64");
  return Buffer.from(text, "base64");
}
