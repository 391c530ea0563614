import { refuse, type SignatureMechanism, type SignatureRefusal } from "./refusal.ts";
import { signingRulesOf } from "./signing-rules.ts";

/** The algorithm of Signature Version 4. */
export const ALGORITHM = "AWS4-HMAC-SHA256";
/** The algorithm of Signature Version 4A, which signs for several regions with an elliptic-curve key. */
export const ALGORITHM_4A = "AWS4-ECDSA-P256-SHA256";

export type Algorithm = typeof ALGORITHM | typeof ALGORITHM_4A;

/** The algorithm that a request names, or why it cannot be verified. */
export function parseAlgorithm(name: string, mechanism: SignatureMechanism): Algorithm | SignatureRefusal {
  if (name === ALGORITHM || name === ALGORITHM_4A) return name;
  if (name === "AWS") {
    return refuse(
      "signature_version_2",
      `Signature Version 2 is not supported. Use ${ALGORITHM}.`,
      mechanism,
    );
  }
  if (name.startsWith("AWS") || mechanism === "query") {
    return refuse("algorithm_unsupported", `The signing algorithm must be ${ALGORITHM}.`, mechanism);
  }
  return refuse("scheme_unsupported", `The Authorization header must use ${ALGORITHM}.`, mechanism);
}

/** Undefined where the service takes signatures of this algorithm. */
export function refuseAlgorithm(
  algorithm: Algorithm,
  service: string,
  mechanism: SignatureMechanism,
): SignatureRefusal | undefined {
  if (algorithm === ALGORITHM || signingRulesOf(service).multiRegion) return undefined;
  const detail = `Signature Version 4A is not supported by '${service}'. Use ${ALGORITHM}.`;
  return refuse("algorithm_unsupported", detail, mechanism);
}
