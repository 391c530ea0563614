import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decodeFormField, decodeForms } from "../../src/waf/detectors/decode.ts";
import { detectSqli } from "../../src/waf/detectors/sqli.ts";
import { detectXss } from "../../src/waf/detectors/xss.ts";

/** What the lines of a file are. */
export type CorpusClass = "SQL injection" | "script injection" | "attack" | "harmless";

/** The lines of one file, decoded. */
export interface Corpus {
  readonly file: string;
  readonly kind: CorpusClass;
  readonly lines: readonly string[];
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Labelled inputs that are kept beside the repository, for licence reasons; absent in most checkouts. */
const TRAINING = here("../../../shared/reference/waf-training/data/");

export const hasTraining = existsSync(TRAINING);

/** Texts written for this repository: harmless ones, and attacks by class. One a line; `\n`, `\t`, `\\` are escapes. */
export function ownCorpora(folder: "benign" | "attacks"): readonly Corpus[] {
  return textFiles(here(`./${folder}/`)).map(([file, text]) => ({
    file: `${folder}/${file}`,
    kind: folder === "benign" ? "harmless" : classOf(file),
    lines: text
      .split("\n")
      .filter(Boolean)
      .map(folder === "benign" ? unescapeLine : (line) => line),
  }));
}

/** The training files; empty where they are absent. Their lines are form-encoded. */
export function trainingCorpora(): readonly Corpus[] {
  if (!hasTraining) return [];
  return textFiles(TRAINING)
    .filter(([file]) => /^(?:sqli-|xss-|false_positives)/.test(file))
    .map(([file, text]) => ({
      file,
      kind: file.startsWith("sqli")
        ? "SQL injection"
        : file.startsWith("xss")
          ? "script injection"
          : "harmless",
      lines: text
        .split("\n")
        .filter((line) => line.trim() !== "" && !line.startsWith("#"))
        .map(decodeFormField),
    }));
}

const textFiles = (folder: string): readonly (readonly [file: string, text: string])[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".txt"))
    .sort()
    .map((file) => [file, readFileSync(folder + file, "latin1")] as const);

function classOf(file: string): CorpusClass {
  if (file.startsWith("sql")) return "SQL injection";
  return file.startsWith("script") ? "script injection" : "attack";
}

const unescapeLine = (line: string): string =>
  line.replace(/\\([nt\\])/g, (_, letter: string) => ({ n: "\n", t: "\t" })[letter] ?? "\\");

/** Whether the detector of a class sees it in a text; for harmless texts, whether either does. */
export function isDetected(kind: CorpusClass, text: string, sensitivity: "LOW" | "HIGH" = "LOW"): boolean {
  const forms = decodeForms(text);
  if (kind !== "script injection" && forms.some((form) => detectSqli(form, sensitivity))) return true;
  return kind !== "SQL injection" && forms.some((form) => detectXss(form) !== undefined);
}
