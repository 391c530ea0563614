import { EVIDENCE, EVIDENCE_GROUPS, mayBeAddress, mayBeScript, mayBeSql } from "../detectors/evidence.ts";
import { LiteralBits } from "../detectors/literal-bits.ts";
import { SIGNATURES } from "./signatures.ts";

/** Evidence for the detectors and for signatures, all in one pass over a value. */
export const VALUE_GATE = new LiteralBits([
  ...EVIDENCE_GROUPS,
  {
    bit: EVIDENCE.signature,
    literals: Object.values(SIGNATURES).flatMap(({ literals }) => literals),
    wholeWords: false,
  },
]);

/** Whether some managed rule could see something in a value, or in another form of it. */
export const isWorthReading = (evidence: number): boolean =>
  (evidence & (EVIDENCE.signature | EVIDENCE.encoding)) !== 0 ||
  mayBeSql(evidence, "LOW") ||
  mayBeScript(evidence) ||
  mayBeAddress(evidence);
