import { ALGORITHM_4A, type Algorithm } from "./algorithm.ts";
import { refuse, type SignatureMechanism, type SignatureRefusal } from "./refusal.ts";
import type { SigningRules } from "./signing-rules.ts";

/** How the body takes part in a signature. `text` is the last line of the canonical request where it is given. */
export type PayloadMode =
  /** Nothing was said: the body's hash is computed. */
  | { readonly kind: "implied" }
  /** The client names the body's SHA-256, lower-case hexadecimal. */
  | { readonly kind: "declared"; readonly text: string }
  | { readonly kind: "unsigned"; readonly text: string }
  /** `aws-chunked`: the body comes in chunks, signed or not, and may end in trailers. */
  | { readonly kind: "chunked"; readonly text: string; readonly signed: boolean; readonly trailers: boolean };

const STREAMING_MODES: ReadonlyMap<string, PayloadMode> = new Map([
  chunked("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", true, false),
  chunked("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", true, true),
  chunked("STREAMING-UNSIGNED-PAYLOAD-TRAILER", false, true),
]);

const UNSIGNED = { kind: "unsigned", text: "UNSIGNED-PAYLOAD" } as const;

/** The payload mode of a request to a service with these rules, from X-Amz-Content-Sha256 where it was sent. */
export function payloadMode(
  contentSha256: string | undefined,
  rules: SigningRules,
  mechanism: SignatureMechanism,
  algorithm: Algorithm,
): PayloadMode | SignatureRefusal {
  if (contentSha256 === undefined) {
    if (rules.payload === "hashed") return { kind: "implied" };
    // A presigned S3 URL is made before its body is known.
    if (mechanism === "query") return UNSIGNED;
    return refuse("payload_hash_missing", "Missing required header for this request: x-amz-content-sha256");
  }
  if (/^[0-9a-f]{64}$/.test(contentSha256)) return { kind: "declared", text: contentSha256 };
  const mode = contentSha256 === UNSIGNED.text ? UNSIGNED : STREAMING_MODES.get(contentSha256);
  // Chunks that are signed by Signature Version 4A are not supported, and none may be signed by another algorithm.
  if (!mode || (algorithm === ALGORITHM_4A && mode.kind === "chunked" && mode.signed)) {
    const detail =
      "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a streaming mode that is supported, or a valid sha256 value.";
    return refuse("payload_hash_malformed", detail, mechanism);
  }
  if (rules.payload === "hashed") {
    return refuse(
      "payload_must_be_signed",
      "This service requires the request's body to be signed.",
      mechanism,
    );
  }
  return mode;
}

function chunked(text: string, signed: boolean, trailers: boolean): readonly [string, PayloadMode] {
  return [text, { kind: "chunked", text, signed, trailers }];
}
