import { ALGORITHM, ALGORITHM_4A, type Algorithm } from "./algorithm.ts";
import { refuse, type SignatureMechanism, type SignatureRefusal } from "./refusal.ts";
import type { SigningRules } from "./signing-rules.ts";

/** How the body takes part in a signature. `text` is the last line of the canonical request where it is given. */
export type PayloadMode =
  /** Nothing was said: the body's hash is computed. */
  | { readonly kind: "implied" }
  /** The client names the body's SHA-256, lower-case hexadecimal. */
  | { readonly kind: "declared"; readonly text: string }
  | { readonly kind: "unsigned"; readonly text: string }
  | ChunkedMode;

/** `aws-chunked`: the body comes in chunks, signed or not, and may end in trailers. */
interface ChunkedMode {
  readonly kind: "chunked";
  readonly text: string;
  /** What signs the chunks; absent when they are unsigned. */
  readonly signedBy?: Algorithm;
  readonly trailers: boolean;
}

const STREAMING_MODES: ReadonlyMap<string, ChunkedMode> = new Map(
  [
    signedChunks(ALGORITHM, false),
    signedChunks(ALGORITHM, true),
    signedChunks(ALGORITHM_4A, false),
    signedChunks(ALGORITHM_4A, true),
    { kind: "chunked", text: "STREAMING-UNSIGNED-PAYLOAD-TRAILER", trailers: true } as const,
  ].map((mode) => [mode.text, mode]),
);

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
  if (!mode || !fitsAlgorithm(mode, algorithm)) {
    const detail =
      "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a streaming mode of the request's algorithm, or a valid sha256 value.";
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

/** The chain of chunks begins at the request's signature, so that both are of one algorithm. */
const fitsAlgorithm = (mode: PayloadMode, algorithm: Algorithm): boolean =>
  mode.kind !== "chunked" || mode.signedBy === undefined || mode.signedBy === algorithm;

function signedChunks(signedBy: Algorithm, trailers: boolean): ChunkedMode {
  const text = `STREAMING-${signedBy}-PAYLOAD${trailers ? "-TRAILER" : ""}`;
  return { kind: "chunked", text, signedBy, trailers };
}
