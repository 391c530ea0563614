/**
 * How well the firewall's detectors tell attacks from harmless input, per file and per class: `npm run waf:report`.
 * With `-- --harvest` also how many lines of files that this machine happens to have are taken for an attack.
 *
 * One training line in five, by a hash of the line, is held out from tuning and reported on its own. The first version
 * was tuned before that split, so its held-out rates are no proof; those of later changes are. Of generated texts one
 * half is held out, by what makes them an attack. Corpora of one class can be gamed, so rates are averaged over
 * classes as well, each class counting the same.
 */
import { createHash } from "node:crypto";
import {
  type Corpus,
  type CorpusClass,
  hasTraining,
  isDetected,
  ownCorpora,
  trainingCorpora,
} from "../test/waf/corpora.ts";
import {
  DELIVERIES,
  type Delivery,
  GROUP_NAMES,
  groupsThatStop,
  isStopped,
  rulesThatStop,
} from "../test/waf/deliveries.ts";
import {
  type GeneratedCorpus,
  generatedAttacks,
  generatedBenign,
} from "../test/waf/generated/generated-corpora.ts";
import { harvest } from "../test/waf/harvest.ts";

/** How many lines there are, and in how many of them something was seen. */
interface Tally {
  readonly lines: number;
  readonly seen: number;
}

const isHeldOut = (line: string): boolean => createHash("sha256").update(line).digest()[0]! % 5 === 0;

const tally = (kind: CorpusClass, lines: readonly string[], sensitivity: "LOW" | "HIGH"): Tally => ({
  lines: lines.length,
  seen: lines.filter((line) => isDetected(kind, line, sensitivity)).length,
});

const percent = ({ lines, seen }: Tally): string =>
  lines === 0 ? "–" : `${((100 * seen) / lines).toFixed(2)}%`;

function printFiles(title: string, corpora: readonly Corpus[]): void {
  console.log(
    `\n## ${title}\n\n| file | class | lines | seen at LOW | of held-out | seen at HIGH |\n|---|---|---|---|---|---|`,
  );
  for (const { file, kind, lines } of corpora) {
    const all = tally(kind, lines, "LOW");
    const heldOut = tally(kind, lines.filter(isHeldOut), "LOW");
    const high = tally(kind, lines, "HIGH");
    console.log(
      `| ${file} | ${kind} | ${lines.length} | ${percent(all)} | ${percent(heldOut)} | ${percent(high)} |`,
    );
  }
}

function printClasses(title: string, corpora: readonly Corpus[]): void {
  console.log(`\n## ${title}\n\n| class | lines | seen at LOW | of held-out |\n|---|---|---|---|`);
  for (const kind of ["SQL injection", "script injection", "harmless"] as const) {
    const lines = corpora.filter((corpus) => corpus.kind === kind).flatMap((corpus) => corpus.lines);
    const heldOut = tally(kind, lines.filter(isHeldOut), "LOW");
    console.log(
      `| ${kind} | ${lines.length} | ${percent(tally(kind, lines, "LOW"))} | ${percent(heldOut)} |`,
    );
  }
}

/** What all managed rule groups together stop, as a query argument. */
function printManaged(corpora: readonly Corpus[]): void {
  console.log(
    "\n## All managed rule groups, as a query argument\n\n| file | lines | stopped | rules |\n|---|---|---|---|",
  );
  const rates: number[] = [];
  for (const { file, kind, lines } of corpora) {
    const stopping = lines.map((line) => rulesThatStop(line));
    const stopped = stopping.filter((rules) => rules.length > 0).length;
    if (kind !== "harmless") rates.push(stopped / lines.length);
    const names = kind === "harmless" ? [...new Set(stopping.flat())].join(", ") : "";
    console.log(
      `| ${file} | ${lines.length} | ${percent({ lines: lines.length, seen: stopped })} | ${names} |`,
    );
  }
  const average = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  console.log(`\nAttacks stopped, each class counting the same: ${(100 * average).toFixed(2)}%.`);
}

const WAYS = Object.keys(DELIVERIES) as readonly Delivery[];

/** What all managed rule groups together stop of each half of a corpus, by each way in which it may be sent. */
function printDeliveries(title: string, corpora: readonly GeneratedCorpus[]): void {
  console.log(
    `\n## ${title}\n\n| class | half | texts | ${WAYS.join(" | ")} |\n|---|---|---|${"---|".repeat(WAYS.length)}`,
  );
  const heldOutRates: number[] = [];
  for (const { name, tuned, heldOut } of corpora) {
    for (const [half, texts] of [["tuned on", tuned] as const, ["held out", heldOut] as const]) {
      const seen = WAYS.map((way) => texts.filter((text) => isStopped(text, way)).length);
      const cells = seen.map((count) => percent({ lines: texts.length, seen: count }));
      console.log(`| ${name} | ${half} | ${texts.length} | ${cells.join(" | ")} |`);
      if (half === "held out" && texts.length > 0) heldOutRates.push(seen[0]! / texts.length);
    }
  }
  const average = heldOutRates.reduce((sum, rate) => sum + rate, 0) / heldOutRates.length;
  console.log(`\nHeld out, by query, each class counting the same: ${(100 * average).toFixed(2)}%.`);
}

/** What each managed rule group stops by itself of the half that was held out. */
function printGroups(delivery: Delivery, corpora: readonly GeneratedCorpus[]): void {
  console.log(
    `\n## Generated attacks held out, by ${delivery}, each managed rule group alone\n\n` +
      `| group | ${corpora.map(({ name }) => name).join(" | ")} |\n|---|${"---|".repeat(corpora.length)}`,
  );
  const stopping = corpora.map(({ heldOut }) => heldOut.map((text) => groupsThatStop(text, delivery)));
  for (const group of GROUP_NAMES) {
    const cells = stopping.map((texts) =>
      percent({ lines: texts.length, seen: texts.filter((names) => names.includes(group)).length }),
    );
    console.log(`| ${group} | ${cells.join(" | ")} |`);
  }
}

console.log("# What the firewall sees");
if (hasTraining) {
  printClasses("Training corpora, by class", trainingCorpora());
  printFiles("Training corpora, by file", trainingCorpora());
} else console.log("\nThe training corpora are not beside this checkout; only our own texts are reported.");
printFiles("Texts written for this repository", [
  ...ownCorpora("attacks").filter(({ kind }) => kind !== "attack"),
  ...ownCorpora("benign"),
]);
printManaged([...ownCorpora("attacks"), ...ownCorpora("benign")]);
printDeliveries("Generated attacks, all managed rule groups", generatedAttacks());
for (const delivery of ["query", "cookie"] as const) printGroups(delivery, generatedAttacks());
printDeliveries("Generated harmless texts, all managed rule groups", [generatedBenign(8000)]);
if (process.argv.includes("--harvest")) printDeliveries("Lines of this machine's files", harvest());
