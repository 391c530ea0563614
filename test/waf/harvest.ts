import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { GeneratedCorpus } from "./generated/generated-corpora.ts";

/** Files of one kind that many machines have. Their lines are read where they are and never kept: licences differ. */
interface Source {
  readonly name: string;
  readonly folder: string;
  readonly files: RegExp;
}

const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));

const SOURCES: readonly Source[] = [
  { name: "README files", folder: MODULES, files: /\.md$/i },
  { name: "descriptions of packages", folder: MODULES, files: /^package\.json$/ },
  { name: "JavaScript and TypeScript", folder: MODULES, files: /\.(?:[cm]?js|ts)$/ },
  { name: "style sheets", folder: MODULES, files: /\.css$/ },
  { name: "documentation", folder: "/usr/share/doc", files: /^(?:copyright|README|NEWS|changelog)/i },
  { name: "manual pages", folder: "/usr/share/man", files: /\.gz$/ },
  { name: "Python", folder: "/usr/lib/python3", files: /\.py$/ },
  { name: "markup and settings", folder: "/usr/share", files: /\.(?:html?|xml|desktop|ya?ml|toml)$/ },
  { name: "scripts and sources", folder: "/usr/share", files: /\.(?:sql|c|h|pl|pm|rb|sh|vim|lua|el)$/ },
  { name: "system settings", folder: "/etc", files: /^[\w.-]+$/ },
];

const FILES_MAX = 300;
const LINES_PER_FILE = 25;
const LINE_LENGTH_MAX = 2000;
const FILE_BYTES_MAX = 2_000_000;
const DEPTH_MAX = 8;
/** How much of a file's beginning is one text, in bytes: a body that no rule stops for its size alone. */
const BEGINNING_BYTES = 7000;

/** Lines of files that this machine happens to have, halved by the file they are from; sources that are absent are left out. */
export function harvest(): readonly GeneratedCorpus[] {
  const lines = SOURCES.map((source) =>
    read(source, source.name, (text) => spread(linesOf(text), LINES_PER_FILE)),
  );
  const beginnings = SOURCES.filter(({ name }) => name === "README files" || name === "documentation").map(
    (source) =>
      read(source, `${source.name}, first 7 KB as one text`, (text) => [text.slice(0, BEGINNING_BYTES)]),
  );
  return [...lines, ...beginnings].filter(({ tuned, heldOut }) => tuned.length + heldOut.length > 0);
}

function read(
  { folder, files }: Source,
  name: string,
  textsOf: (text: string) => readonly string[],
): GeneratedCorpus {
  const halves: [Set<string>, Set<string>] = [new Set(), new Set()];
  for (const path of spread([...walk(folder, files, 0)], FILES_MAX)) {
    const half = halves[createHash("sha256").update(path).digest()[0]! & 1]!;
    for (const text of textsOf(contentOf(path))) half.add(text);
  }
  return { name, tuned: [...halves[0]], heldOut: [...halves[1]] };
}

function* walk(folder: string, files: RegExp, depth: number): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < DEPTH_MAX) yield* walk(path, files, depth + 1);
    else if (entry.isFile() && files.test(entry.name)) yield path;
  }
}

function entriesOf(folder: string): ReturnType<typeof readEntries> {
  try {
    return readEntries(folder);
  } catch {
    // Absent, or not ours to read.
    return [];
  }
}

const readEntries = (folder: string) => readdirSync(folder, { withFileTypes: true });

/** The text of a file; empty if it is none, too large, or not ours to read. */
function contentOf(path: string): string {
  try {
    if (statSync(path).size > FILE_BYTES_MAX) return "";
    const bytes = readFileSync(path);
    const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1");
    return /[\0-\x08]/.test(text.slice(0, 4096)) ? "" : text;
  } catch {
    return "";
  }
}

/** Lines, and paragraphs among them as one text each. */
const linesOf = (text: string): readonly string[] =>
  [...text.split("\n"), ...text.split(/\n\s*\n/)]
    .map((line) => line.trim())
    .filter((line) => line.length > 1 && line.length <= LINE_LENGTH_MAX);

/** At most `count` items, evenly spread over all. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  const step = Math.max(1, items.length / count);
  return Array.from(
    { length: Math.min(count, items.length) },
    (_, index) => items[Math.floor(index * step)]!,
  );
}
