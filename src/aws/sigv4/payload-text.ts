import { hash } from "node:crypto";
import { assertNever, assertThat } from "../../base/assert.ts";
import type { PayloadMode } from "./payload-mode.ts";
import { refuse, type SignatureRefusal } from "./refusal.ts";

/**
 * The last line of the canonical request: the body's hash, or the mode that stands for it. A body that is here is
 * hashed; a streamed one is believed for now, and checked by `verifiedPayload` while it is read.
 */
export function payloadText(mode: PayloadMode, body: Uint8Array | "streamed"): string | SignatureRefusal {
  switch (mode.kind) {
    case "implied":
      assertThat(body !== "streamed", "A service that streams bodies must require x-amz-content-sha256");
      return hash("sha256", body);
    case "declared":
      if (body !== "streamed" && hash("sha256", body) !== mode.text) {
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
