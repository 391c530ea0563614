import assert from "node:assert/strict";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { silentLogger } from "../base/logger.ts";
import { SeededRandom } from "../base/random.ts";
import { MemoryResourceStore } from "../store/memory-resource-store.ts";
import { AesVault } from "./aes-vault.ts";
import { loadRootKeys, RootKeyError, type RootKeySource } from "./root-key.ts";
import { checkRootKey } from "./root-key-check.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-root-key-"));
after(() => rmSync(folder, { recursive: true }));
let made = 0;
const freshPath = (): string => join(folder, `${++made}.key`);
const random = new SeededRandom("root key");
const keyText = (fill: number): string => Buffer.alloc(32, fill).toString("base64");

async function load(source: RootKeySource): Promise<Buffer[]> {
  return (await loadRootKeys(source, random)).map((key) => key.export());
}

function writeKeyFile(text: string, mode = 0o600): string {
  const path = freshPath();
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** The refusal's message, having checked that no key is in it. */
async function refusal(source: RootKeySource): Promise<string> {
  try {
    await load(source);
  } catch (error) {
    assert.ok(error instanceof RootKeyError);
    assert.equal(error.cause, undefined);
    assert.doesNotMatch(error.message, /AQEB|AgIC/);
    return error.message;
  }
  assert.fail("the root key was accepted");
}

describe("the root key from a file", () => {
  it("is made once, private and random, and found again", async () => {
    const path = freshPath();
    const first = await load({ kind: "file", path, mayCreate: true });
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(await load({ kind: "file", path, mayCreate: true }), first);
    assert.notDeepEqual(await load({ kind: "file", path: freshPath(), mayCreate: true }), first);
    assert.deepEqual(
      readdirSync(folder).filter((name) => !name.endsWith(".key")),
      [],
    );
  });

  it("is not made where data was sealed with one that is missing", async () => {
    const path = freshPath();
    assert.match(await refusal({ kind: "file", path, mayCreate: false }), /missing.*Restore/);
    assert.equal(existsSync(path), false);
  });

  it("may be several, newest first", async () => {
    const path = writeKeyFile(`${keyText(2)}\n${keyText(1)}\n`);
    assert.deepEqual(await load({ kind: "file", path, mayCreate: false }), [
      Buffer.alloc(32, 2),
      Buffer.alloc(32, 1),
    ]);
  });

  for (const mode of [0o640, 0o604, 0o620, 0o602]) {
    it(`is refused when its file's mode is ${mode.toString(8)}`, async () => {
      const path = writeKeyFile(keyText(1), mode);
      assert.match(await refusal({ kind: "file", path, mayCreate: true }), /chmod 600/);
      assert.equal(readFileSync(path, "utf8"), keyText(1));
    });
  }

  const isRoot = process.getuid?.() === 0;
  it("is refused when its file is another user's", { skip: !isRoot }, async () => {
    const path = writeKeyFile(keyText(1));
    chownSync(path, 12_345, 12_345);
    assert.match(await refusal({ kind: "file", path, mayCreate: true }), /belongs to user id 12345/);
  });

  const wrong: [string, string, RegExp][] = [
    ["too short", Buffer.alloc(31, 1).toString("base64"), /not 32 bytes/],
    ["too long", Buffer.alloc(33, 1).toString("base64"), /not 32 bytes/],
    ["no base64", `${keyText(1).slice(0, 20)}!${keyText(1).slice(20)}`, /not 32 bytes/],
    ["absent", "\n", /holds no key/],
    ["good, with a wrong one after it", `${keyText(1)} AQEB`, /not 32 bytes/],
  ];
  for (const [what, text, message] of wrong) {
    it(`is refused when it is ${what}`, async () => {
      assert.match(await refusal({ kind: "file", path: writeKeyFile(text), mayCreate: true }), message);
    });
  }

  it("is refused when it is a folder", async () => {
    assert.match(await refusal({ kind: "file", path: folder, mayCreate: true }), /not a file/);
  });
});

describe("the root key from elsewhere", () => {
  const variable = "SALLYPORT_ROOT_KEY";
  const script = (code: string): RootKeySource => ({
    kind: "command",
    command: [process.execPath, "-e", code],
  });

  it("comes from the environment", async () => {
    const environment = { [variable]: `${keyText(2)},${keyText(1)}` };
    assert.equal((await load({ kind: "environment", variable, environment })).length, 2);
    assert.match(
      await refusal({ kind: "environment", variable, environment: {} }),
      /SALLYPORT_ROOT_KEY holds no key/,
    );
  });

  it("comes from a command", async () => {
    assert.deepEqual(await load(script(`console.log("${keyText(1)}")`)), [Buffer.alloc(32, 1)]);
  });

  it("is refused when the command fails, prints too much or is missing", async () => {
    assert.match(await refusal(script(`console.log("${keyText(1)}"); process.exit(3)`)), /failed \(3\)/);
    assert.match(await refusal(script(`console.log("${keyText(1)}".repeat(1000))`)), /failed/);
    assert.match(await refusal({ kind: "command", command: [join(folder, "absent")] }), /failed \(ENOENT\)/);
  });
});

describe("the root key's check", () => {
  it("accepts the same key, refuses another, and follows a rotation", async () => {
    const store = new MemoryResourceStore({ logger: silentLogger });
    const vaultOf = async (text: string): Promise<AesVault> =>
      new AesVault(
        await loadRootKeys({ kind: "environment", variable: "K", environment: { K: text } }, random),
        random,
      );
    await checkRootKey(await vaultOf(keyText(1)), store);
    await checkRootKey(await vaultOf(keyText(1)), store);
    await assert.rejects(checkRootKey(await vaultOf(keyText(2)), store), RootKeyError);
    await checkRootKey(await vaultOf(`${keyText(2)} ${keyText(1)}`), store);
    await checkRootKey(await vaultOf(keyText(2)), store);
    await assert.rejects(checkRootKey(await vaultOf(keyText(1)), store), RootKeyError);
  });
});
