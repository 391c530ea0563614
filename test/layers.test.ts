import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const src = join(root, "src");

/** The map of ARCHITECTURE.md: what each folder may import besides itself. Arrows point down only. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  aws: ["base"],
  policy: ["base", "aws"],
  store: ["base"],
  vault: ["base", "store"],
  waf: ["base"],
  compute: ["base"],
  gateway: ["base", "aws", "policy", "waf"],
  services: ["base", "aws", "policy", "store", "vault", "waf"],
  control: ["base", "aws", "policy", "store", "vault", "services"],
  deploy: ["base", "aws", "policy", "store", "vault", "services", "control"],
  app: [
    "base",
    "aws",
    "policy",
    "store",
    "vault",
    "waf",
    "compute",
    "gateway",
    "services",
    "control",
    "deploy",
  ],
};

/** The gateway's plain-data contracts, which a service fills in: types only, so no code crosses. */
const gatewayContracts = new Set(["ports.ts", "snapshot.ts", "decision-record.ts"]);

/** What running a function takes and gives, by file below `src/compute`: types only, as above. */
const computeContracts = new Set([
  "function-environments.ts",
  "function-spec.ts",
  "invocation.ts",
  "logs/log-sink.ts",
]);

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
}

function relativeImports(file: string): Import[] {
  const text = readFileSync(file, "utf8");
  const pattern =
    /^(?:import|export)\s+(type\s)?[^;"]*?from\s+"(\.[^"]+)"|import\("(\.[^"]+)"\)|^import\s+"(\.[^"]+)"/gms;
  return [...text.matchAll(pattern)].map((match) => ({
    file,
    target: resolve(dirname(file), (match[2] ?? match[3] ?? match[4])!),
    typeOnly: match[1] !== undefined,
  }));
}

const parts = (file: string): string[] => relative(src, file).split(sep);
const isTest = (file: string): boolean => /\.(test|contract|fixture)\.ts$/.test(file);
const files = sourceFiles(src);
const imports = files.filter((file) => !isTest(file)).flatMap(relativeImports);

function layerFault({ file, target, typeOnly }: Import): string | undefined {
  const [from, fromService] = parts(file) as [string, string];
  const [to, toService, ...rest] = parts(target) as [string, string, ...string[]];
  const arrow = `${relative(root, file)} imports ${relative(root, target)}`;
  if (from === to) {
    if (from !== "services" || fromService === toService || rest.length === 0) return undefined;
    if (fromService.endsWith(".ts")) return `${arrow}: the services' contract knows no service`;
    return rest.length === 1 && rest[0] === "port.ts"
      ? undefined
      : `${arrow}: only another service's port.ts`;
  }
  if (from === "services" && to === "gateway" && typeOnly && gatewayContracts.has(toService))
    return undefined;
  if (
    from === "services" &&
    to === "compute" &&
    typeOnly &&
    computeContracts.has([toService, ...rest].join("/"))
  )
    return undefined;
  // The Lambda service speaks of environments that the app hands it; it starts none.
  if (from === "services" && to === "compute" && typeOnly) return undefined;
  if (from === "control" && to === "services" && rest.length > 0)
    return `${arrow}: only the services' contract`;
  return mayImport[from]?.includes(to) ? undefined : arrow;
}

test("every import points down the layer table", () => {
  assert.ok(imports.length > 50, "the scan found the sources");
  assert.deepEqual(imports.map(layerFault).filter(Boolean), []);
});

test("every folder of src is in the table", () => {
  const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(
    folders.map((entry) => entry.name).filter((name) => !(name in mayImport)),
    [],
  );
});

test("no import cycle, types included", () => {
  const edges = new Map<string, string[]>();
  for (const { file, target } of imports) edges.set(file, [...(edges.get(file) ?? []), target]);
  const done = new Set<string>();
  const path: string[] = [];
  const cycles: string[] = [];
  const visit = (file: string): void => {
    if (done.has(file)) return;
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].map((step) => relative(root, step)).join(" → "));
      return;
    }
    path.push(file);
    for (const next of edges.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of edges.keys()) visit(file);
  assert.deepEqual(cycles, []);
});

test("no barrels, no export *, no default exports, no leftovers", () => {
  const faults = files.flatMap((file) => {
    const text = readFileSync(file, "utf8");
    const name = relative(root, file);
    return [
      /\/(index|utils|helpers|common)\.ts$/.test(file) && `${name}: names no subject`,
      /^export \*/m.test(text) && `${name}: export *`,
      /^export default /m.test(text) && `${name}: default export`,
      /\b(TODO|FIXME|XXX|HACK)\b/.test(text) && `${name}: a leftover`,
    ].filter((fault) => fault !== false);
  });
  assert.deepEqual(faults, []);
});
