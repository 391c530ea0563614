import { refuse, type SignatureMechanism, type SignatureRefusal } from "./refusal.ts";

/** The algorithm of Signature Version 4. */
export const ALGORITHM = "AWS4-HMAC-SHA256";
/** The algorithm of Signature Version 4A, which signs for several regions with an elliptic-curve key. */
const ALGORITHM_4A = "AWS4-ECDSA-P256-SHA256";

/** Undefined when requests signed with this algorithm can be verified; else why they cannot. */
export function refuseAlgorithm(name: string, mechanism: SignatureMechanism): SignatureRefusal | undefined {
  if (name === ALGORITHM) return undefined;
  if (name === "AWS") {
    return refuse(
      "signature_version_2",
      `Signature Version 2 is not supported. Use ${ALGORITHM}.`,
      mechanism,
    );
  }
  if (name === ALGORITHM_4A) {
    return refuse(
      "algorithm_unsupported",
      `Signature Version 4A is not supported. Use ${ALGORITHM}.`,
      mechanism,
    );
  }
  if (name.startsWith("AWS") || mechanism === "query") {
    return refuse("algorithm_unsupported", `The signing algorithm must be ${ALGORITHM}.`, mechanism);
  }
  return refuse("scheme_unsupported", `The Authorization header must use ${ALGORITHM}.`, mechanism);
}
