import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { get } from "../https-client.ts";
import { root } from "../running-server.ts";
import { type DeployedExample, deployExample } from "./deployed-example.ts";
import {
  assertion,
  issuer,
  keyOf,
  provider,
  signatureOf,
  signed,
  signedByPublicKey,
  stranger,
} from "./saml-assertions.ts";

/** The example in `examples/authorizers/saml`, deployed as its README says, and attacked. */
const folder = `${root}/examples/authorizers/saml`;
/** What `npm ci` puts beside the function. */
const lockFile = readFileSync(`${folder}/functions/authorizer/package-lock.json`, "utf8");
const locked = Object.keys((JSON.parse(lockFile) as { packages: object }).packages);
const packages = locked.filter((path) => path !== "").map((path) => path.replace("node_modules/", ""));

let example: DeployedExample;
let copy: string;
let other: Awaited<ReturnType<typeof stranger>>;

before(async () => {
  other = await stranger();
  copy = mkdtempSync(join(tmpdir(), "sallyport-saml-"));
  cpSync(folder, copy, { recursive: true });
  for (const name of packages) {
    const target = join(copy, "functions/authorizer/node_modules", name);
    cpSync(`${root}/node_modules/${name}`, target, { recursive: true });
  }
  example = await deployExample("saml", "saml-orders", (argument) =>
    argument
      .replace("examples/authorizers/saml", copy)
      .replace("http://127.0.0.1:4578", issuer)
      // Two keys, as while the provider changes from one to the other.
      .replace(
        "$KEY",
        `${keyOf(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey)};${keyOf(provider.publicKey)}`,
      ),
  );
});
after(async () => {
  await example?.server.stop();
  rmSync(copy, { recursive: true, force: true });
});

async function call(xml: string, method = "GET"): Promise<{ status: number; body: string }> {
  const headers = { Authorization: `SAML ${Buffer.from(xml).toString("base64url")}` };
  return get(`${example.stage}/orders`, example.server.caFile, { method, headers });
}

describe("the SAML example", () => {
  test("an assertion opens what its groups may, and nothing else", async () => {
    const reader = signed(assertion());
    const allowed = await call(reader);
    assert.deepEqual([allowed.status, JSON.parse(allowed.body)], [200, { caller: "ann", groups: "readers" }]);
    assert.equal((await call(reader, "POST")).status, 403);
    assert.equal((await call(signed(assertion({ group: "writers" })), "POST")).status, 200);
    assert.equal((await call(signed(assertion({ group: "others" })))).status, 403);
  });

  test("no assertion: 401", async () => {
    const answer = await get(`${example.stage}/orders`, example.server.caFile);
    assert.deepEqual([answer.status, answer.body], [401, '{"message":"Unauthorized"}']);
  });

  test("the policy ends with the assertion, though it is kept longer", async () => {
    assert.equal((await call(signed(assertion({ confirmedForMs: -5_000 })))).status, 403);
  });

  const restriction = (name: string) =>
    `<saml:AudienceRestriction><saml:Audience>${name}</saml:Audience></saml:AudienceRestriction>`;
  const unsound: readonly [name: string, changes: Parameters<typeof assertion>[0]][] = [
    ["of another issuer", { issuer: "https://other.example" }],
    ["for another audience", { audience: restriction("other") }],
    ["for two audiences, each on its own", { audience: restriction("orders") + restriction("other") }],
    ["for no audience", { audience: "" }],
    ["that ended", { confirmedForMs: -60_000 }],
    ["whose conditions ended", { validForMs: -60_000 }],
    ["without an end", { confirmedForMs: undefined }],
    ["not valid yet", { notBeforeMs: 3_600_000 }],
    ["for a holder of a key", { method: "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key" }],
    ["about nobody", { subject: "" }],
    ["about two", { subject: "ann</saml:NameID><saml:NameID>root" }],
    ["of another version", { version: "1.1" }],
  ];
  for (const [name, changes] of unsound) {
    test(`an assertion ${name} is refused though it is signed`, async () => {
      assert.equal((await call(signed(assertion(changes)))).status, 401);
    });
  }
});

describe("the SAML example, forged assertions", () => {
  const evil = assertion({ id: "_evil", subject: "root", group: "writers" });
  const good = () => signed(assertion({ id: "_good" }));
  const inside = (xml: string, added: string) => xml.replace("</saml:Subject>", `</saml:Subject>${added}`);
  const signature = (xml: string) => signatureOf(xml);
  const bare = (xml: string) => xml.replace(signatureOf(xml), "");
  const withObject = (xml: string, added: string) =>
    xml.replace("</Signature>", `<Object>${added}</Object></Signature>`);

  const forged: Readonly<Record<string, () => string>> = {
    "no signature": () => evil,
    "another key's signature": () => signed(evil, { key: other.key }),
    "another key's signature, which it brings along": () =>
      signed(evil, { key: other.key }).replace(
        "</Signature>",
        `<KeyInfo><X509Data><X509Certificate>${other.certificate}</X509Certificate></X509Data></KeyInfo></Signature>`,
      ),
    "another name": () => good().replace(">ann<", ">root<"),
    "another group": () => good().replace(">readers<", ">writers<"),
    "a good signature over something else": () => inside(evil, signature(good())),
    // Signature wrapping: the signed assertion is moved where a verifier finds it and a reader does not.
    "the signed one inside the forged one": () => inside(evil, good()),
    "the signed one below the forged one's signature": () => {
      const original = good();
      return inside(evil, withObject(signature(original), bare(original)));
    },
    "the signed one below, under the same ID": () => {
      const original = good();
      return inside(evil.replace('"_evil"', '"_good"'), withObject(signature(original), bare(original)));
    },
    "the forged one inside the signed one": () => inside(good(), evil),
    "the signed one beside the forged one": () =>
      `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">${evil}${good()}</samlp:Response>`,
    "the signed one in an extension of the forged one": () =>
      inside(evil, `<x:Extensions xmlns:x="urn:x">${good()}</x:Extensions>`),
    "two signatures": () => inside(good(), signature(good())),
    "a signature further down": () => {
      const original = good();
      return inside(bare(original), `<x:Box xmlns:x="urn:x">${signature(original)}</x:Box>`);
    },
    "a reference to the whole document": () => good().replace('URI="#_good"', 'URI=""'),
    "a reference to something else": () => good().replace('URI="#_good"', 'URI="#_other"'),
    // Forms of signature that verify, and that SAML does not have.
    "a signature with SHA-1": () =>
      signed(evil, { signatureAlgorithm: "http://www.w3.org/2000/09/xmldsig#rsa-sha1" }),
    "a digest with SHA-1": () => signed(evil, { digestAlgorithm: "http://www.w3.org/2000/09/xmldsig#sha1" }),
    "an HMAC with the public key": () => signedByPublicKey(evil),
    "inclusive canonicalization": () =>
      signed(evil, { canonicalizationAlgorithm: "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" }),
    "one transform only": () =>
      signed(evil, { transforms: ["http://www.w3.org/2000/09/xmldsig#enveloped-signature"] }),
    "a signature over a part": () => signed(evil, { xpath: "//*[local-name()='Subject']" }),
    // Canonicalization drops comments, so the signature still holds.
    "a comment that cuts the name": () =>
      signed(assertion({ subject: "root.example" })).replace("root.example", "root<!---->.example"),
    "a DTD": () => `<!DOCTYPE a [<!ENTITY e "root">]>${good()}`,
    "a processing instruction": () => good().replace(">ann<", "><?x y?>ann<"),
    CDATA: () => good().replace(">ann<", "><![CDATA[ann]]><"),
    "an unclosed element": () => good().replace("</saml:Assertion>", ""),
    "another kind of document": () => signed('<a ID="_a"/>'),
    nothing: () => "",
    "too much": () => good().replace(">ann<", `>${"a".repeat(17_000)}<`),
  };
  for (const [name, make] of Object.entries(forged)) {
    test(`${name} is refused`, async () => {
      const { status } = await call(make());
      // The listener itself refuses header values of more than 10,240 bytes.
      assert.equal(status, name === "too much" ? 431 : 401);
    });
  }

  test("what the forgeries start from is good", async () => {
    assert.equal((await call(good())).status, 200);
    assert.equal((await call(signed(evil))).status, 200);
  });
});

test("the toy identity provider of the README gives assertions that verify", async () => {
  const process_: ChildProcess = spawn(process.execPath, [`${folder}/identity-provider.mjs`, "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = (await once(createInterface(process_.stdout!), "line")) as [string];
    const address = line.replace("The identity provider is ", "");
    const text = async (path: string): Promise<string> => (await fetch(address + path)).text();
    const functions = `${folder}/functions/authorizer`;
    const { readSignedAssertion, decodeAssertion } = await import(`${functions}/signed-assertion.mjs`);
    const { readSignerKeys } = await import(`${functions}/signer-keys.mjs`);
    const { checkConditions } = await import(`${functions}/conditions.mjs`);
    const xml = decodeAssertion(await text("/assertion?sub=b%3Cb&group=writers"));
    const read = readSignedAssertion(xml, readSignerKeys(await text("/key")));
    const caller = checkConditions(read, { issuer: address, audience: "orders" }, Date.now());
    assert.deepEqual([caller.subject, caller.groups], ["b<b", ["writers"]]);
  } finally {
    process_.kill();
  }
});
