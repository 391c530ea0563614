import { CODE_SIGNATURES } from "./code-signatures.ts";
import { FILE_SIGNATURES } from "./file-signatures.ts";
import { PRODUCT_SIGNATURES } from "./product-signatures.ts";
import { SignatureSet } from "./signature.ts";

/** Every signature of the managed rules. */
export const SIGNATURES = { ...FILE_SIGNATURES, ...CODE_SIGNATURES, ...PRODUCT_SIGNATURES };

/** The one automaton over the literals of all signatures. */
export const SIGNATURE_SET = new SignatureSet(Object.values(SIGNATURES));
