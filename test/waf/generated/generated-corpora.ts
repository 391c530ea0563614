import { createHash } from "node:crypto";
import { generateBenign } from "./benign.ts";
import { CODE_CLASSES, generateCode } from "./code.ts";
import { generateCommands } from "./command.ts";
import { generatePaths } from "./path.ts";
import type { GeneratedText } from "./random.ts";
import { generateScripts } from "./script.ts";
import { generateSqlInjections } from "./sql.ts";

/** The texts of a class, in two halves: the detectors were tuned on one, and its errors alone were looked at. */
export interface GeneratedCorpus {
  readonly name: string;
  readonly tuned: readonly string[];
  readonly heldOut: readonly string[];
}

/** Half of all texts is held out, by a hash of what makes them an attack: no disguise of it was seen in tuning. */
const isHeldOut = (core: string): boolean => (createHash("sha256").update(core).digest()[0]! & 1) === 1;

function corpus(name: string, texts: readonly GeneratedText[]): GeneratedCorpus {
  const half = (heldOut: boolean): readonly string[] =>
    texts.filter(({ core }) => isHeldOut(core) === heldOut).map(({ text }) => text);
  return { name, tuned: half(false), heldOut: half(true) };
}

/** Attacks of every class, some thousands together; the same ones each time. */
export const generatedAttacks = (): readonly GeneratedCorpus[] => [
  corpus("SQL injection", generateSqlInjections(1600)),
  corpus("script injection", generateScripts(1600)),
  corpus("command injection", generateCommands(800)),
  corpus("path traversal and inclusion", generatePaths(1000)),
  ...CODE_CLASSES.map((kind) => corpus(kind, generateCode(kind))),
];

/** Harmless texts, as many as asked for. */
export const generatedBenign = (count: number): GeneratedCorpus =>
  corpus(
    "harmless",
    generateBenign(count).map((text) => ({ core: text, text })),
  );
