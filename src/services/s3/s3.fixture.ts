import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { SigningSecret } from "../../aws/sigv4/signing-secret.ts";
import { ManualClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { SeededRandom } from "../../base/random.ts";
import type { AuditRecord } from "../../control/audit.ts";
import { httpHandler } from "../../control/http-handler.ts";
import { ServiceRegistry } from "../../control/service-registry.ts";
import { compilePolicy } from "../../policy/compile.ts";
import type { Credential } from "../../policy/identity-directory.ts";
import type { Principal } from "../../policy/principal.ts";
import { FileBlobStore } from "../../store/file-blob-store.ts";
import { MemoryResourceStore } from "../../store/memory-resource-store.ts";
import { createS3Service, type S3Service } from "./service.ts";

export const ACCOUNT = "111122223333";
export const OTHER_ACCOUNT = "444455556666";

/** Who may call: both accounts' root users, and a user of the first whose policy a test writes. */
export type Caller = "root" | "user" | "stranger";

const PRINCIPALS: Readonly<Record<Caller, Principal>> = {
  root: { type: "Root", accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT, tags: {} },
  user: {
    type: "User",
    accountId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:user/ann`,
    userId: "AIDAANNANNANNANNANNAN",
    userName: "ann",
    tags: {},
  },
  stranger: {
    type: "Root",
    accountId: OTHER_ACCOUNT,
    arn: `arn:aws:iam::${OTHER_ACCOUNT}:root`,
    userId: OTHER_ACCOUNT,
    tags: {},
  },
};

/** S3 behind the real wire, on a store in memory and blobs in a temporary folder. */
export interface S3World {
  readonly endpoint: string;
  readonly clock: ManualClock;
  readonly store: MemoryResourceStore;
  readonly blobs: FileBlobStore;
  readonly service: S3Service;
  readonly root: S3Client;
  /** A client that signs as the caller. */
  client(caller: Caller): S3Client;
  /** Gives the user this identity policy; root needs none. */
  allowUser(...statements: readonly object[]): void;
  /** The audit records so far. */
  readonly audit: readonly AuditRecord[];
  /** How many blobs there are. */
  blobCount(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a world. SDK clients sign with the machine's clock, so the world's clock starts there. */
export async function s3World(): Promise<S3World> {
  const folder = await mkdtemp(join(tmpdir(), "sallyport-s3-"));
  const random = new SeededRandom("s3");
  const clock = new ManualClock(Date.now());
  const store = new MemoryResourceStore({ logger: silentLogger });
  const blobs = await FileBlobStore.open(folder, random);
  const service = createS3Service({ store, objectBlobs: blobs, random, clock, logger: silentLogger });
  await service.start?.();
  const audit: AuditRecord[] = [];
  let userPolicies = [policyOf([])];
  const registry = new ServiceRegistry();
  registry.add(service);
  const keys = credentials();
  const handle = httpHandler({
    registry,
    credentials: { findCredential: (accessKeyId) => keys.get(accessKeyId) ?? "unknown-access-key" },
    policies: {
      findPolicies: (principal) => ({ identityPolicies: principal.type === "User" ? userPolicies : [] }),
    },
    audit: { write: (record) => audit.push(record) },
    clock,
    nowMs: Date.now,
    random,
    logger: silentLogger,
    defaultRegion: "us-east-1",
  });
  const server = createServer((request, response) => {
    void handle(request, response, { sourceIp: "127.0.0.1", secureTransport: false });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = (caller: Caller): S3Client => clientOf(endpoint, caller);
  return {
    endpoint,
    clock,
    store,
    blobs,
    service,
    audit,
    root: client("root"),
    client,
    allowUser: (...statements) => {
      userPolicies = [policyOf(statements)];
    },
    blobCount: async () => {
      let count = 0;
      for await (const _ of blobs.blobIds()) count++;
      return count;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await service.stop?.();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const secretOf = (caller: Caller): string => `${caller}-secret`;
const accessKeyOf = (caller: Caller): string => `AKIA${caller.toUpperCase()}`;

function credentials(): ReadonlyMap<string, Credential> {
  return new Map(
    (Object.keys(PRINCIPALS) as Caller[]).map((caller) => {
      const accessKeyId = accessKeyOf(caller);
      const principal = { ...PRINCIPALS[caller], accessKeyId };
      return [accessKeyId, { principal, secret: new SigningSecret(secretOf(caller)) }];
    }),
  );
}

const clientOf = (endpoint: string, caller: Caller): S3Client =>
  new S3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    maxAttempts: 1,
    // The SDK's advice on streams is not about these tests.
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    credentials: { accessKeyId: accessKeyOf(caller), secretAccessKey: secretOf(caller) },
  });

function policyOf(statements: readonly object[]) {
  const nothing = { Effect: "Deny", Action: "none:Nothing", Resource: "*" };
  const Statement = statements.length === 0 ? [nothing] : statements;
  return compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement }), {
    name: "user",
    kind: "identity",
  });
}
