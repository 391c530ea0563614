import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { compilePolicy } from "./compile.ts";
import { PolicyDocumentError } from "./policy-document-error.ts";

/** AWS's developer guides, where they are at hand: they are not part of the repository. */
const guides = join(import.meta.dirname, "../../../shared/reference/aws-docs");

/** Of the guides' 602 documents with statements, 64 are about WAF or hold placeholders such as `account-id`. */
const COMPILED_MIN = 538;

function* guideTexts(): Generator<string> {
  for (const entry of readdirSync(guides, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith(".md"))
      yield readFileSync(join(entry.parentPath, entry.name), "utf8");
  }
}

/** The JSON documents with statements among a page's code blocks. */
function policiesOf(page: string): readonly string[] {
  const blocks = [...page.matchAll(/```[a-z]*\n([\s\S]*?)```/g)].map(([, block]) => block!);
  return blocks.filter((block) => {
    try {
      return JSON.parse(block).Statement !== undefined;
    } catch {
      return false;
    }
  });
}

/** API Gateway's guide abbreviates resources. */
const expandResource = (resource: string): string =>
  resource.replace(/^execute-api:\//, "arn:aws:execute-api:eu-west-1:111122223333:api/");

function compiles(text: string): boolean {
  return (["identity", "resource", "trust"] as const).some((kind) => {
    try {
      compilePolicy(text, { name: "guide", kind, expandResource });
      return true;
    } catch (error) {
      if (error instanceof PolicyDocumentError) return false;
      throw error;
    }
  });
}

it("the policies of AWS's guides compile", { skip: !existsSync(guides) && "the guides are not here" }, () => {
  const policies = [...guideTexts()].flatMap(policiesOf);
  assert.ok(policies.filter(compiles).length >= COMPILED_MIN);
});
