import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { connect, createSecureContext, createServer, type SecureContext, type TLSSocket } from "node:tls";
import { ManualClock, systemClock } from "../base/clock.ts";
import { systemRandom } from "../base/random.ts";
import { issueLeaf } from "./certificate-issuer.ts";
import { isServable, LocalCertificateAuthority } from "./local-ca.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-ca-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Serves one handshake; the client trusts the authority and asks for `asked`. */
async function handshakeWith(context: SecureContext, asked: string): Promise<string> {
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
      socket.on("error", (error: NodeJS.ErrnoException) =>
        done(error.code === "UNSPECIFIED" ? error.message : (error.code ?? error.message)),
      );
    });
  } finally {
    server.close();
  }
}

/** Serves one handshake under `served`'s certificate; the client trusts the authority and asks for `asked`. */
async function handshake(
  authority: LocalCertificateAuthority,
  served: string,
  asked: string,
): Promise<string> {
  const context = await authority.contextFor(served);
  assert.ok(context);
  return handshakeWith(context, asked);
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

test("what the authority signs for any other name is not trusted, even with its key", async () => {
  const authority = {
    key: readFileSync(join(folder, "ca.key"), "utf8"),
    cert: readFileSync(join(folder, "ca.pem"), "utf8"),
  };
  const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
    type: "pkcs8",
    format: "pem",
  });
  const nowMs = Date.now();
  const validity = { notBeforeMs: nowMs - 60_000, notAfterMs: nowMs + 60_000 };
  const outcome = async (name: string): Promise<string> => {
    const cert = await issueLeaf(
      { authority, key: String(key), name, addresses: [], ...validity },
      systemRandom,
    );
    return handshakeWith(createSecureContext({ key: String(key), cert }), name);
  };
  assert.equal(await outcome("api.localhost"), "trusted");
  assert.match(await outcome("bank.example.com"), /permitted subtree violation/);
});

test("the certificate for localhost is kept, and made anew when half of its life is over", async () => {
  const clock = new ManualClock(Date.now());
  const first = await (await LocalCertificateAuthority.open(folder, clock, systemRandom)).localhostPair();
  const again = await (await LocalCertificateAuthority.open(folder, clock, systemRandom)).localhostPair();
  assert.equal(again.cert, first.cert);
  clock.advance(46 * 86_400_000);
  const later = await (await LocalCertificateAuthority.open(folder, clock, systemRandom)).localhostPair();
  assert.notEqual(later.cert, first.cert);
});
