import { hash } from "node:crypto";
import { assertNever, assertThat } from "../../base/assert.ts";
import type { PayloadMode } from "./payload-mode.ts";
import { refuse, type SignatureRefusal } from "./refusal.ts";

/** The SHA-256 of nothing: most requests have no body. */
const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/**
 * The last line of the canonical request: the body's hash, or the mode that stands for it. A body that is here is
 * hashed; a streamed one is believed for now, and checked by `verifiedPayload` while it is read.
 */
export function payloadText(
  mode: PayloadMode | SignatureRefusal,
  body: Uint8Array | "streamed",
): string | SignatureRefusal {
  switch (mode.kind) {
    case "refused":
      return mode;
    case "implied":
      assertThat(body !== "streamed", "A service that streams bodies must require x-amz-content-sha256");
      return bodyHash(body);
    case "declared":
      if (body !== "streamed" && bodyHash(body) !== mode.text) {
        const detail = "The provided 'x-amz-content-sha256' header does not match what was computed.";
        return refuse("payload_hash_mismatch", detail);
      }
      return mode.text;
    case "unsigned":
    case "chunked":
      return mode.text;
    default:
      return assertNever(mode);
  }
}

const bodyHash = (body: Uint8Array): string => (body.length === 0 ? EMPTY_SHA256 : hash("sha256", body));
