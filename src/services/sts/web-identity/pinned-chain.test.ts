import "reflect-metadata";
import assert from "node:assert/strict";
import { createHash, webcrypto } from "node:crypto";
import { describe, it } from "node:test";
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { ManualClock } from "../../../base/clock.ts";
import { fetchDocument } from "./fetch-document.ts";
import { identityProvider } from "./identity-provider.fixture.ts";
import { KeySets } from "./key-sets.ts";

const bounds = { bytesMax: 10_000, timeoutMs: 2000 };
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const yearMs = 365 * 86_400_000;

interface Issued {
  readonly certificate: X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** An authority, or a server's certificate where it has an issuer. */
async function issue(name: string, issuer?: Issued, host = "localhost"): Promise<Issued> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const extensions = issuer
    ? [new SubjectAlternativeNameExtension([{ type: "dns", value: host }])]
    : [new BasicConstraintsExtension(true)];
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: issuer?.certificate.subject ?? `CN=${name}`,
    notBefore: new Date(Date.now() - yearMs),
    notAfter: new Date(Date.now() + yearMs),
    signingAlgorithm: algorithm,
    signingKey: (issuer?.keys ?? keys).privateKey,
    publicKey: keys.publicKey,
    extensions,
  });
  return { certificate, keys };
}

const thumbprint = ({ certificate }: Issued): string =>
  createHash("sha1").update(Buffer.from(certificate.rawData)).digest("hex");

async function pairOf({ certificate, keys }: Issued, ...chain: readonly Issued[]) {
  const key = PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
  return {
    key,
    cert: [certificate, ...chain.map((one) => one.certificate)].map((one) => one.toString("pem")).join("\n"),
  };
}

const authority = await issue("authority");
/** The same name, another key. */
const impostor = await issue("authority");
const server = await issue("localhost", authority);
const forged = await issue("localhost", impostor);
const elsewhere = await issue("example.com", authority, "example.com");

describe("a certificate that no public authority vouches for", () => {
  const cases = [
    ["pinned by its authority", server, [authority], authority, true],
    ["pinned itself", server, [], server, true],
    ["not pinned", server, [authority], undefined, false],
    ["with another pin", server, [authority], impostor, false],
    ["of an impostor who sends the pinned one along", forged, [authority], authority, false],
    ["for another host", elsewhere, [authority], authority, false],
  ] as const;
  for (const [of, leaf, chain, pin, isTrusted] of cases) {
    it(`is ${isTrusted ? "trusted" : "refused"} when ${of}`, async (t) => {
      const provider = await identityProvider(t, await pairOf(leaf, ...chain));
      const fetched = fetchDocument(`${provider.url}/keys`, pin ? [thumbprint(pin)] : [], bounds);
      if (isTrusted) assert.equal(await fetched, '{"keys":[]}');
      else await assert.rejects(fetched);
    });
  }
});

describe("a provider that is asked over TLS", () => {
  it("gives its keys over TLS too", async (t) => {
    const provider = await identityProvider(t, await pairOf(server, authority));
    const plain = await identityProvider(t);
    const view = {
      ...{ arn: "", name: "", clientIds: [] },
      ...{ url: provider.url, thumbprints: [thumbprint(authority)] },
    };
    const find = () => new KeySets(new ManualClock(0), bounds).find(view, undefined);
    assert.deepEqual(await find(), { keys: [] });
    provider.spoil((_request, response) =>
      response.end(JSON.stringify({ issuer: provider.url, jwks_uri: `${plain.url}/keys` })),
    );
    assert.equal(await find(), undefined);
    assert.equal(plain.asked(), 0);
  });
});

describe("an address where cloud machines answer with their credentials", () => {
  it("is never called", async () => {
    await assert.rejects(fetchDocument("http://169.254.169.254/", [], bounds), /is never called/);
  });
});
