import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { metadataOf, samlKeys } from "../../sts/saml/saml-provider.fixture.ts";
import { ACCOUNT, iamWorld } from "../iam.fixture.ts";

const metadata = metadataOf(await samlKeys("idp"));

describe("SAML providers", () => {
  it("are shown and tagged", async (t) => {
    const { call } = await iamWorld(t);
    await call("CreateSAMLProvider", { Name: "Corp", SAMLMetadataDocument: metadata });
    const providerArn = `arn:aws:iam::${ACCOUNT}:saml-provider/Corp`;
    const provider = { SAMLProviderArn: providerArn };
    await call("TagSAMLProvider", { ...provider, Tags: [{ Key: "team", Value: "a" }] });
    const shown = await call("GetSAMLProvider", provider);
    assert.equal(shown["SAMLMetadataDocument"], metadata);
    assert.deepEqual(shown["Tags"], [{ Key: "team", Value: "a" }]);
    const { SAMLProviderList } = await call<{ SAMLProviderList: { Arn: string }[] }>("ListSAMLProviders");
    assert.deepEqual(
      SAMLProviderList.map(({ Arn }) => Arn),
      [providerArn],
    );
    await assert.rejects(call("CreateSAMLProvider", { Name: "corp", SAMLMetadataDocument: metadata }), {
      code: "EntityAlreadyExists",
    });
  });

  const malformed = [
    ["no XML", "<a"],
    ["a document type", `<!DOCTYPE a []>${metadata.replace(/<\?.*\?>\n/, "")}`],
    ["no certificate", metadata.replace(/<ds:X509Data>.*<\/ds:X509Data>/, "")],
    ["a certificate that is none", metadata.replace(/(<ds:X509Certificate>).*(<\/ds)/, "$1AAAA$2")],
    ["a certificate for encryption alone", metadata.replace('use="signing"', 'use="encryption"')],
    ["no entity id", metadata.replace("entityID", "entity")],
  ] as const;
  for (const [of, SAMLMetadataDocument] of malformed) {
    it(`are refused when their metadata has ${of}`, async (t) => {
      const { call } = await iamWorld(t);
      await assert.rejects(call("CreateSAMLProvider", { Name: "Corp", SAMLMetadataDocument }), {
        code: "InvalidInput",
      });
    });
  }
});
