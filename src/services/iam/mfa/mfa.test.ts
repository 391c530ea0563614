import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type {
  CreateAccessKeyResponse,
  CreateVirtualMFADeviceResponse,
  ListMFADevicesResponse,
} from "@aws-sdk/client-iam";
import type { AssumeRoleResponse, GetSessionTokenResponse } from "@aws-sdk/client-sts";
import { ACCOUNT, allowing, type IamWorld, iamWorld, signedInAs, trusting } from "../iam.fixture.ts";
import { encodeBase32 } from "./base32.ts";
import { totpCode, totpStep } from "./totp.ts";

const SERIAL = `arn:aws:iam::${ACCOUNT}:mfa/phone`;

/** A user with a device that is not enabled yet, and the codes that it shows. */
async function userWithDevice(world: IamWorld) {
  const { call } = world;
  await call("CreateUser", { UserName: "ann" });
  await call("PutUserPolicy", {
    UserName: "ann",
    PolicyName: "p",
    PolicyDocument: allowing(["sts:*", "iam:List*"]),
  });
  const { AccessKey } = await call<CreateAccessKeyResponse>("CreateAccessKey", { UserName: "ann" });
  const made = await call<CreateVirtualMFADeviceResponse>("CreateVirtualMFADevice", {
    VirtualMFADeviceName: "phone",
  });
  const seed = decodeBase32(Buffer.from(made.VirtualMFADevice!.Base32StringSeed!).toString());
  const codeAt = (offset: number): string => totpCode(seed, totpStep(world.clock.nowMs()) + offset);
  return { user: signedInAs(world, { AccessKeyId: AccessKey?.AccessKeyId }), codeAt };
}

const enable = (world: IamWorld, first: string, second: string) =>
  world.call("EnableMFADevice", {
    UserName: "ann",
    SerialNumber: SERIAL,
    AuthenticationCode1: first,
    AuthenticationCode2: second,
  });

/** The same, enabled by the codes of this step and the one before; the clock stands at the next. */
async function enabled(world: IamWorld) {
  const parts = await userWithDevice(world);
  await enable(world, parts.codeAt(-1), parts.codeAt(0));
  world.clock.advance(30_000);
  return parts;
}

function decodeBase32(text: string): Buffer {
  const bits = [...text].map((one) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one).toString(2).padStart(5, "0"),
  );
  return Buffer.from(
    bits
      .join("")
      .match(/.{8}/g)!
      .map((byte) => Number.parseInt(byte, 2)),
  );
}

describe("base 32", () => {
  // RFC 4648, section 10.
  for (const [plain, encoded] of [
    ["", ""],
    ["f", "MY"],
    ["fo", "MZXQ"],
    ["foo", "MZXW6"],
    ["foob", "MZXW6YQ"],
    ["foobar", "MZXW6YTBOI"],
  ] as const) {
    it(`of ${JSON.stringify(plain)} is ${JSON.stringify(encoded)}`, () => {
      assert.equal(encodeBase32(Buffer.from(plain)), encoded);
    });
  }
});

describe("multi-factor authentication", () => {
  it("is enabled by two codes in a row, and no others", async (t) => {
    const world = await iamWorld(t);
    const { codeAt } = await userWithDevice(world);
    for (const [first, second] of [
      ["000000", "000001"],
      [codeAt(0), codeAt(0)],
      [codeAt(0), codeAt(-1)],
    ] as const) {
      await assert.rejects(enable(world, first, second), { code: "InvalidAuthenticationCode", status: 403 });
    }
    await enable(world, codeAt(-1), codeAt(0));
    const { MFADevices } = await world.call<ListMFADevicesResponse>("ListMFADevices", { UserName: "ann" });
    assert.deepEqual(
      MFADevices?.map(({ SerialNumber }) => SerialNumber),
      [SERIAL],
    );
    await assert.rejects(enable(world, codeAt(0), codeAt(1)), { code: "EntityAlreadyExists" });
    await assert.rejects(world.call("DeleteVirtualMFADevice", { SerialNumber: SERIAL }), {
      code: "DeleteConflict",
    });
  });

  it("keeps its seed sealed", async (t) => {
    const world = await iamWorld(t);
    await userWithDevice(world);
    const [device] = await world.store.list<{ sealedSeed: string }>({ service: "iam", type: "mfa-device" });
    assert.equal(Buffer.from(device!.value.sealedSeed, "base64").subarray(0, 4).toString(), "SPV1");
  });

  it("opens IAM to session tokens", async (t) => {
    const world = await iamWorld(t);
    const { user, codeAt } = await enabled(world);
    const input = { SerialNumber: SERIAL, TokenCode: codeAt(0) };
    const { Credentials } = await world.call<GetSessionTokenResponse>("GetSessionToken", input, user);
    const session = signedInAs(world, Credentials);
    assert.equal(session.mfaAuthenticatedAtMs, world.clock.nowMs());
    await world.call("ListUsers", {}, session);
  });

  it("takes each code once, also after a restart", async (t) => {
    const world = await iamWorld(t);
    const { user, codeAt } = await enabled(world);
    const input = { SerialNumber: SERIAL, TokenCode: codeAt(0) };
    await world.call("GetSessionToken", input, user);
    await assert.rejects(world.call("GetSessionToken", input, user), {
      code: "AccessDenied",
      message: /invalid MFA/,
    });
    const again = await iamWorld(t, world.store);
    again.clock.advance(30_000);
    await assert.rejects(again.call("GetSessionToken", input, user), {
      code: "AccessDenied",
      message: /invalid MFA/,
    });
  });

  it("refuses wrong codes, another's device, half a factor, and device codes after deactivation", async (t) => {
    const world = await iamWorld(t);
    const { user, codeAt } = await enabled(world);
    const ask = (input: object) => world.call("GetSessionToken", input, user);
    const right = { SerialNumber: SERIAL, TokenCode: codeAt(0) };
    const wrong = String((Number(codeAt(0)) + 1) % 1_000_000).padStart(6, "0");
    await assert.rejects(ask({ ...right, TokenCode: wrong }), { message: /invalid MFA one time pass code/ });
    await assert.rejects(ask({ ...right, SerialNumber: `${SERIAL}2` }), {
      message: /verify your MFA serial number/,
    });
    await assert.rejects(ask({ SerialNumber: SERIAL }), { message: /must provide both/ });
    await assert.rejects(world.call("GetSessionToken", right), { message: /verify your MFA serial number/ });
    await world.call("DeactivateMFADevice", { UserName: "ann", SerialNumber: SERIAL });
    await assert.rejects(ask(right), { message: /verify your MFA serial number/ });
  });

  it("cannot be guessed: five wrong codes close it for a while, even to the right one", async (t) => {
    const world = await iamWorld(t);
    const { user, codeAt } = await enabled(world);
    const ask = (TokenCode: string) =>
      world.call("GetSessionToken", { SerialNumber: SERIAL, TokenCode }, user);
    const wrong = String((Number(codeAt(0)) + 1) % 1_000_000).padStart(6, "0");
    const guesses = await Promise.allSettled(Array.from({ length: 20 }, () => ask(wrong)));
    const answers = guesses.map(
      (guess) => guess.status === "rejected" && /too many/.test(guess.reason.message),
    );
    assert.equal(answers.filter((isClosed) => !isClosed).length, 5);
    await assert.rejects(ask(codeAt(0)), { message: /too many/ });
    world.clock.advance(300_000);
    await ask(codeAt(0));
  });

  it("lets a role be assumed whose trust asks for it, for that call only", async (t) => {
    const world = await iamWorld(t);
    const { user, codeAt } = await enabled(world);
    const condition = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
    const AssumeRolePolicyDocument = trusting({ AWS: ACCOUNT }, condition);
    await world.call("CreateRole", { RoleName: "Clerk", AssumeRolePolicyDocument });
    const assume = (more: object, caller = user) =>
      world.call<AssumeRoleResponse>(
        "AssumeRole",
        { RoleArn: `arn:aws:iam::${ACCOUNT}:role/Clerk`, RoleSessionName: "monday", ...more },
        caller,
      );
    await assert.rejects(assume({}), { code: "AccessDenied" });
    await assert.rejects(assume({ SerialNumber: SERIAL, TokenCode: "000000" }), { code: "AccessDenied" });
    const without = await world.call<GetSessionTokenResponse>("GetSessionToken", {}, user);
    const session = signedInAs(world, without.Credentials);
    await assert.rejects(assume({ SerialNumber: SERIAL, TokenCode: codeAt(0) }, session), {
      message: /verify your MFA serial number/,
    });
    const { Credentials } = await assume({ SerialNumber: SERIAL, TokenCode: codeAt(0) });
    assert.equal(signedInAs(world, Credentials).mfaAuthenticatedAtMs, undefined);
  });

  it("must be taken off before its user is deleted", async (t) => {
    const world = await iamWorld(t);
    const { user } = await enabled(world);
    await world.call("DeleteAccessKey", { UserName: "ann", AccessKeyId: user.accessKeyId });
    await assert.rejects(world.call("DeleteUser", { UserName: "ann" }), {
      message: /must delete MFA device/,
    });
  });
});
