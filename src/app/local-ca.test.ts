import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { connect, createServer, type TLSSocket } from "node:tls";
import { systemClock } from "../base/clock.ts";
import { systemRandom } from "../base/random.ts";
import { isServable, LocalCertificateAuthority } from "./local-ca.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-ca-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Serves one handshake under `served`'s certificate; the client trusts the authority and asks for `asked`. */
async function handshake(
  authority: LocalCertificateAuthority,
  served: string,
  asked: string,
): Promise<string> {
  const context = await authority.contextFor(served);
  assert.ok(context);
  const server = createServer({ SNICallback: (_name, done) => done(null, context) }, (socket) =>
    socket.end(),
  );
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  const ca = readFileSync(join(folder, "ca.pem"), "utf8");
  try {
    return await new Promise<string>((done) => {
      const socket: TLSSocket = connect({ port, host: "127.0.0.1", servername: asked, ca }, () => {
        done("trusted");
        socket.destroy();
      });
      socket.on("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    });
  } finally {
    server.close();
  }
}

test("a client that trusts the authority trusts its certificates, for their name only", async () => {
  const authority = await LocalCertificateAuthority.open(folder, systemClock, systemRandom);
  const name = "abc.execute-api.us-east-1.localhost";
  assert.equal(await handshake(authority, name, name), "trusted");
  assert.equal(await handshake(authority, name, "other.localhost"), "ERR_TLS_CERT_ALTNAME_INVALID");
  assert.equal(await handshake(authority, "localhost", "127.0.0.1"), "trusted");
});

test("the authority is kept, and its key is private", async () => {
  const first = readFileSync(join(folder, "ca.pem"), "utf8");
  await LocalCertificateAuthority.open(folder, systemClock, systemRandom);
  assert.equal(readFileSync(join(folder, "ca.pem"), "utf8"), first);
  assert.equal(statSync(join(folder, "ca.key")).mode & 0o777, 0o600);
});

test("the authority vouches for local names only", async () => {
  const authority = await LocalCertificateAuthority.open(folder, systemClock, systemRandom);
  for (const name of [
    "example.com",
    "localhost.example.com",
    "evil-localhost",
    "",
    "a..localhost",
    "*.localhost",
  ]) {
    assert.equal(isServable(name), false, name);
    assert.equal(await authority.contextFor(name), undefined, name);
  }
  for (const name of ["localhost", "a.b.localhost", "sts.us-east-1.amazonaws.com"])
    assert.ok(isServable(name), name);
});
