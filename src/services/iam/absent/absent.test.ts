import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { iamWorld } from "../iam.fixture.ts";

describe("what cannot be made", () => {
  const lists: readonly (readonly [string, object, object])[] = [
    ["ListSSHPublicKeys", { UserName: "ann" }, { SSHPublicKeys: [], IsTruncated: false }],
    ["ListSigningCertificates", { UserName: "ann" }, { Certificates: [], IsTruncated: false }],
    ["ListServiceSpecificCredentials", { UserName: "ann" }, { ServiceSpecificCredentials: [] }],
    ["ListServerCertificates", {}, { ServerCertificateMetadataList: [], IsTruncated: false }],
  ];
  for (const [name, input, expected] of lists) {
    it(`is an empty list for ${name}`, async (t) => {
      const { call } = await iamWorld(t);
      await call("CreateUser", { UserName: "ann" });
      assert.deepEqual(await call(name, input), expected);
    });
  }

  it("is not found", async (t) => {
    const { call } = await iamWorld(t);
    await call("CreateUser", { UserName: "ann" });
    const missing = { code: "NoSuchEntity", message: "Login Profile for User ann cannot be found." };
    await assert.rejects(call("GetLoginProfile", { UserName: "ann" }), missing);
    await assert.rejects(call("DeleteLoginProfile", { UserName: "ann" }), missing);
    await assert.rejects(call("GetAccountPasswordPolicy"), { code: "NoSuchEntity" });
    await assert.rejects(call("ListSSHPublicKeys", { UserName: "bob" }), { code: "NoSuchEntity" });
  });
});
