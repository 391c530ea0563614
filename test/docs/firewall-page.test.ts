import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { skipWithout } from "../tools.ts";
import { assertHolds, examplesOf, readPage } from "./page-examples.ts";
import { makePageFolder, type PageFolder } from "./page-folder.ts";

const [withServer = "", withoutServer = ""] = readPage("firewall.md").split(
  /^(?=## Trying a web ACL before it is deployed)/m,
);
const skip = skipWithout("bash") || skipWithout("aws") || skipWithout("curl");
let folder: PageFolder;

before(async () => {
  folder = await makePageFolder();
});
after(() => folder.remove());

test("what the page does with a server happens as it says", { skip }, async () => {
  const examples = examplesOf(withServer);
  assert.equal(examples.filter(({ output }) => output !== undefined).length, 7);
  const { PATH, HOME } = process.env;
  for (const example of examples) await assertHolds(example, folder, { PATH, HOME });
});

test("what the page on CAPTCHA does after it, too", { skip }, async () => {
  const examples = examplesOf(readPage("challenge-and-captcha.md"));
  assert.equal(examples.length, 2);
  const { PATH, HOME } = process.env;
  for (const example of examples) await assertHolds(example, folder, { PATH, HOME });
});

test("what it and the page on firewall data try without one does, too", {
  skip: skipWithout("bash"),
}, async () => {
  const examples = [...examplesOf(withoutServer), ...examplesOf(readPage("firewall-data.md"))];
  assert.equal(examples.length, 4);
  const environment = { ...process.env, SALLYPORT_DATA: join(folder.path, "no-server") };
  for (const example of examples) await assertHolds(example, folder, environment);
});
