import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type EnvironmentsFixture, environmentsFixture } from "./environments.fixture.ts";

const HANDLER = (body: string) => ({
  "task/index.js": `exports.handler = async (event, context) => { ${body} }`,
});
const STREAMING = (body: string) => ({
  "task/index.js": `exports.handler = awslambda.streamifyResponse(async (event, stream) => { ${body} })`,
});

describe("a function that misuses its runtime", () => {
  let fixture: EnvironmentsFixture;
  before(async () => {
    fixture = await environmentsFixture({ isolation: "process" });
  });
  after(() => fixture.stop());

  it("is ended when it writes without end while it is loaded", async () => {
    const spec = fixture.define({
      "task/index.js": "for (;;) process.stdout.write('x'.repeat(99999) + '\\n')",
    });
    const { cause, body } = await fixture.call(spec);
    assert.equal(cause, "output");
    assert.equal((body as { errorType: string }).errorType, "Sandbox.OutputFlood");
  });

  it("is ended when its runtime makes one mistake after the other before its first event", async (t) => {
    const reason = fixture.environments.findObstacle("provided.al2023");
    if (reason !== undefined) return t.skip(reason);
    const bootstrap = `#!/usr/bin/python3
import os, socket, time
host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
for n in range(20):
    peer = socket.create_connection((host, int(port)))
    peer.sendall(b"GET /2018-06-01/runtime/other HTTP/1.1\\r\\n\\r\\n")
    peer.recv(4096)
    peer.close()
time.sleep(60)
`;
    const spec = fixture.define({ "task/bootstrap": bootstrap }, { runtime: "provided.al2023" });
    const { cause, body } = await fixture.call(spec);
    assert.equal(cause, "exit");
    assert.match((body as { errorMessage: string }).errorMessage, /signal: killed/);
  });

  it("gives no streamed answer over 6 MB to a caller that takes none", async () => {
    const spec = fixture.define(STREAMING("stream.write('x'.repeat(7e6)); stream.end()"));
    const { cause, body } = await fixture.call(spec);
    assert.equal(cause, "too-large");
    assert.equal((body as { errorType: string }).errorType, "Function.ResponseSizeTooLarge");
  });

  it("ends no header's line in the content type of a streamed answer", async () => {
    const spec = fixture.define(
      STREAMING("stream.setContentType('text/csv\\r\\nContent-Length: 0\\r\\n\\r\\n'); stream.end('a')"),
    );
    let type = "";
    const onStream = (body: { resume(): unknown }, contentType: string): void => {
      type = contentType;
      body.resume();
    };
    assert.equal((await fixture.call(spec, {}, { onStream })).kind, "streamed");
    assert.equal(type, "text/csvContent-Length: 0");
  });

  const names: readonly (readonly [name: string, files: Record<string, string>])[] = [
    [
      "of what it throws",
      HANDLER("const e = new Error('no'); e.name = 'A\\r\\nContent-Length: 0\\r\\n\\r\\n'; throw e"),
    ],
    [
      "of what it throws in the middle of a streamed answer",
      STREAMING("stream.write('a'); const e = new Error('no'); e.name = 'A\\r\\n\\r\\nGET /x'; throw e"),
    ],
  ];
  for (const [name, files] of names) {
    it(`ends no header's line in the name ${name}`, async () => {
      const spec = fixture.define(files);
      for (let calls = 0; calls < 2; calls++) {
        const onStream = (body: { on(event: "error", heard: () => void): { resume(): unknown } }): void =>
          void body.on("error", () => {}).resume();
        const { cause, body } = await fixture.call(spec, {}, { onStream });
        assert.deepEqual([cause, (body as { errorMessage: string }).errorMessage], ["function", "no"]);
      }
    });
  }

  it("reports what cannot be shown", async () => {
    const code = `const round = new Error("round"); round.own = round;
      throw event.circular ? round : { toString() { throw 1 } }`;
    const spec = fixture.define(HANDLER(code));
    const messages: unknown[] = [];
    for (const circular of [true, false]) {
      const { cause, body } = await fixture.call(spec, { circular });
      messages.push([cause, (body as { errorMessage: string }).errorMessage]);
    }
    assert.deepEqual(messages, [
      ["function", "round"],
      ["function", "The thrown value cannot be shown"],
    ]);
  });

  it("answers each call once, and no later call with what it kept of an earlier one", async () => {
    const code = `let old; exports.handler = (event, context, done) => {
      context.callbackWaitsForEmptyEventLoop = false;
      if (old) old(null, "stale");
      old = done; done(null, event.n); done(null, "twice"); done(new Error("late")); }`;
    const spec = fixture.define({ "task/index.js": code });
    for (const n of [1, 2, 3]) assert.equal((await fixture.call(spec, { n })).body, n);
  });

  it("is not called again once its code has changed, also when it was busy then", async () => {
    const spec = fixture.define({
      "task/index.js":
        "let calls = 0; exports.handler = async () => { await new Promise((r) => setTimeout(r, 300)); return ++calls }",
    });
    assert.equal((await fixture.call(spec)).body, 1);
    const running = fixture.call(spec);
    fixture.environments.retire(spec.key);
    assert.equal((await running).body, 2);
    assert.equal((await fixture.call(spec)).body, 1);
  });
});
