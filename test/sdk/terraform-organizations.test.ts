import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { metadataOf, samlKeys } from "../../src/services/sts/saml/saml-provider.fixture.ts";
import { root, startServer } from "../running-server.ts";
import { findProviderMirror, hasTool, run } from "../tools.ts";

const mirror = findProviderMirror();
const skip =
  !hasTool("terraform", "version") || !mirror
    ? "terraform with a local mirror of the AWS provider is not installed on this machine"
    : false;

test("Terraform: an organization and identity providers, an empty second plan, destroy", {
  skip,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-terraform-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const server = await startServer();
  t.after(server.stop);
  cpSync(join(root, "test", "sdk", "terraform-organizations", "main.tf"), join(folder, "main.tf"));
  writeFileSync(
    join(folder, "terraform.rc"),
    `provider_installation {\n  filesystem_mirror { path = ${JSON.stringify(mirror)} }\n}\n`,
  );
  writeFileSync(join(folder, "metadata.xml"), metadataOf(await samlKeys("idp")));
  const terraform = async (...args: string[]): Promise<string> => {
    const variables = { TF_VAR_endpoint: server.url, TF_VAR_metadata: join(folder, "metadata.xml") };
    const settings = { TF_CLI_CONFIG_FILE: join(folder, "terraform.rc"), TF_IN_AUTOMATION: "1" };
    const env = { ...server.environment, ...settings, ...variables };
    const { code, out, err } = await run("terraform", args, { cwd: folder, env });
    assert.equal(code, 0, `terraform ${args.join(" ")}\n${out}\n${err}`);
    return out;
  };
  await terraform("init", "-no-color");
  await terraform("apply", "-no-color", "-auto-approve");
  assert.match(await terraform("output", "-raw", "account"), /^\d{12}$/);
  await terraform("plan", "-no-color", "-detailed-exitcode");
  await terraform("destroy", "-no-color", "-auto-approve");
});
