import { spawnSync } from "node:child_process";
import type { ValueMap } from "../template/value.ts";

/** AWS's own SAM translator, where Python and the package `samtranslator` are installed: an oracle for tests. */

const PROGRAM = `
import json, os, sys
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
from samtranslator.translator.transform import transform
class NoPolicies:
    def load(self): return {}
print(json.dumps([transform(template, {}, NoPolicies()) for template in json.load(sys.stdin)]))
`;

/** The translated templates, or undefined where the translator is not installed. */
export function translateWithAws(templates: readonly ValueMap[]): ValueMap[] | undefined {
  const probe = spawnSync("python3", ["-c", "import samtranslator"]);
  if (probe.status !== 0) return undefined;
  const run = spawnSync("python3", ["-c", PROGRAM], {
    input: JSON.stringify(templates),
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as ValueMap[];
}
