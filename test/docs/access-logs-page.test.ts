import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { skipWithout } from "../tools.ts";
import { assertHolds, examplesOf, readPage } from "./page-examples.ts";
import { makePageFolder, type PageFolder } from "./page-folder.ts";

const skip = skipWithout("bash") || skipWithout("aws") || skipWithout("curl");
let folder: PageFolder;

before(async () => {
  folder = await makePageFolder();
});
after(() => folder.remove());

test("the page's template logs what the page says", { skip }, async () => {
  const examples = examplesOf(readPage("access-logs.md"));
  assert.equal(examples.filter(({ output }) => output !== undefined).length, 1);
  const { PATH, HOME } = process.env;
  for (const example of examples) await assertHolds(example, folder, { PATH, HOME });
});
