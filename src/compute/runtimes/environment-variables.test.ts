import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FunctionSpec } from "../function-spec.ts";
import { type Enclosure, EnclosureRefusedError } from "../process/enclosure.ts";
import { environmentVariables } from "./environment-variables.ts";

const enclosure = {
  inside: {
    taskRoot: "/t",
    optRoot: "/o",
    tmp: "/tmp",
    socketPath: "/s",
    runtimeRoot: "/r",
    packagesRoot: "/p",
  },
} as Enclosure;
const SPEC = {
  handler: "index.handler",
  region: "us-east-1",
  functionName: "f",
  version: "1",
  memoryMb: 128,
};

const of = (variables: Record<string, string>, runtime = "nodejs22.x", permissionModel = true) =>
  environmentVariables(
    { ...SPEC, runtime, endpointUrl: "https://ours" } as unknown as FunctionSpec,
    enclosure,
    {
      secrets: {
        variables,
        credentials: { accessKeyId: "A", secretAccessKey: "S", sessionToken: "T", expiresAtMs: 1 },
      },
      runtimeApi: undefined,
      logStreamName: "l",
      permissionModel,
    },
  );

describe("a function's environment variables", () => {
  const loopholes: readonly (readonly [name: string, value: string])[] = [
    ["LD_PRELOAD", "/tmp/x.so"],
    ["LD_LIBRARY_PATH", "/tmp"],
    ["LD_AUDIT", "/tmp/x.so"],
    ["DYLD_INSERT_LIBRARIES", "/tmp/x.dylib"],
    ["GCONV_PATH", "/tmp"],
    ["OPENSSL_CONF", "/tmp/x.cnf"],
    ["OPENSSL_MODULES", "/tmp"],
    ["NODE_ICU_DATA", "/tmp"],
    ["NODE_OPTIONS", "--require=/tmp/x.js"],
    ["NODE_OPTIONS", "--allow-child-process"],
    ["NODE_OPTIONS", "--enable-source-maps\t--allow-addons"],
    ["NODE_OPTIONS", "--enable-source-maps\n--no-permission"],
    ["NODE_OPTIONS", "--stack-trace-limit=1x"],
    ["NODE_OPTIONS", "--no-warnings=--allow-wasi"],
    ["NODE_OPTIONS", "--trace-event-file-pattern=/tmp/x"],
    ["NODE_OPTIONS", "--experimental-require-module-of-mine"],
    ["NODE_OPTIONS", "x--no-warnings"],
    ["NODE_OPTIONS", '"--inspect"'],
  ];
  for (const [name, value] of loopholes) {
    it(`hold no ${name}=${JSON.stringify(value)} where only node's permission model keeps it in`, () => {
      assert.throws(() => of({ [name]: value }), EnclosureRefusedError);
      assert.equal(of({ [name]: value }, "nodejs22.x", false)[name], value);
    });
  }

  it("hold harmless options of node", () => {
    const value =
      "--enable-source-maps  --max-http-header-size=65536 --unhandled-rejections=warn-with-error-codes";
    assert.equal(of({ NODE_OPTIONS: value })["NODE_OPTIONS"], value);
  });

  it("lead no library search to the function's own while node's permission model keeps it in", () => {
    assert.equal(of({})["LD_LIBRARY_PATH"], undefined);
    assert.match(of({}, "nodejs22.x", false)["LD_LIBRARY_PATH"]!, /:\/t\/lib:/);
  });

  const ours = [
    ...[
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SESSION_TOKEN",
      "AWS_REGION",
      "AWS_DEFAULT_REGION",
    ],
    ...["AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    ...["_HANDLER", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_ENDPOINT_URL"],
    ...["SALLYPORT_RUNTIME_SOCKET", "SALLYPORT_PACKAGES", "SALLYPORT_RUNTIME"],
  ];
  for (const name of ours)
    it(`are not the function's own in ${name}`, () => {
      assert.equal(of({ [name]: "forged" })[name], of({})[name]);
    });
});
