import { createSecretKey } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  LambdaClient,
  LambdaServiceException,
} from "@aws-sdk/client-lambda";
import { ZipFile } from "yazl";
import { AwsError } from "../../aws/aws-error.ts";
import { ManualClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { SeededRandom } from "../../base/random.ts";
import { startFunctionEnvironments } from "../../compute/function-environments.ts";
import { httpHandler } from "../../control/http-handler.ts";
import { ServiceRegistry } from "../../control/service-registry.ts";
import { FileBlobStore } from "../../store/file-blob-store.ts";
import { MemoryResourceStore } from "../../store/memory-resource-store.ts";
import { AesVault } from "../../vault/aes-vault.ts";
import { createIamService } from "../iam/service.ts";
import { noOrganizations } from "../organizations/port.ts";
import { createStsService } from "../sts/service.ts";
import { SessionTokens } from "../sts/session-tokens.ts";
import { FunctionLogs } from "./invocation/function-logs.ts";
import { createLambdaService, type LambdaService } from "./service.ts";

export const ACCOUNT = "111122223333";
const OTHER_ACCOUNT = "444455556666";
const REGION = "us-east-1";

const KEYS = {
  root: { accessKeyId: "AKIAROOTROOTROOTROOT", secretAccessKey: "r".repeat(40) },
  stranger: { accessKeyId: "AKIASTRANGERSTRANGER", secretAccessKey: "s".repeat(40) },
};

/** Something that a function logged, as CloudWatch Logs would have received it. */
export interface LoggedEvent {
  readonly groupName: string;
  readonly message: string;
}

/** Lambda, IAM and STS behind the real wire, with real processes for functions. */
export interface LambdaWorld {
  readonly clock: ManualClock;
  readonly store: MemoryResourceStore;
  readonly blobs: FileBlobStore;
  readonly packagesFolder: string;
  readonly service: LambdaService;
  readonly logged: LoggedEvent[];
  /** Archives that `s3://bucket/key` names, for the root user only. */
  readonly objects: Map<string, Buffer>;
  readonly lambda: LambdaClient;
  readonly iam: IAMClient;
  /** Makes a role that this service may assume, with one of AWS's policies if one is named. */
  readonly makeRole: (name: string, service: string, policy?: string) => Promise<void>;
  /** A client that signs with these keys. */
  readonly client: (keys: Keys) => LambdaClient;
  readonly strangerClient: LambdaClient;
  /** Makes a function that runs on the basic role; returns its ARN. */
  readonly create: (
    name: string,
    code: string,
    more?: Partial<CreateFunctionCommandInput>,
  ) => Promise<string>;
  /** How many archives are kept. */
  readonly archiveCount: () => Promise<number>;
  /** Ends and starts the service anew on what is stored. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export const BASIC_ROLE = `arn:aws:iam::${ACCOUNT}:role/basic`;

/** SDK clients sign with the machine's clock, so the world's clock starts there. */
export async function lambdaWorld(): Promise<LambdaWorld> {
  const folder = await mkdtemp(join(tmpdir(), "sallyport-lambda-"));
  await chmod(folder, 0o711);
  const random = new SeededRandom(folder);
  const clock = new ManualClock(Date.now());
  const logger = silentLogger;
  const store = new MemoryResourceStore({ logger });
  const vault = new AesVault([createSecretKey(Buffer.alloc(32, 7))], random);
  const blobs = await FileBlobStore.open(join(folder, "blobs"), random);
  const tokens = new SessionTokens(vault);
  const iam = createIamService({
    ...{ store, vault, random, clock, sessions: tokens, organizations: noOrganizations },
  });
  const sts = createStsService({ iam: iam.port, tokens, random, clock });
  await iam.start?.();
  await iam.port.ensureAccount(ACCOUNT, KEYS.root);
  await iam.port.ensureAccount(OTHER_ACCOUNT, KEYS.stranger);
  const logged: LoggedEvent[] = [];
  const objects = new Map<string, Buffer>();
  const packagesFolder = join(folder, "packages");
  const functionLogs = new FunctionLogs({
    logs: {
      append: ({ groupName }, _stream, events) =>
        void logged.push(...events.map(({ message }) => ({ groupName, message }))),
    },
    policies: iam.port,
    clock,
  });
  let runs = 0;
  const start = async (): Promise<LambdaService> => {
    const started = createLambdaService({
      store,
      blobs,
      vault,
      sessions: sts.port,
      policies: iam.port,
      objects: { open: async (principal, _region, object) => openObject(objects, principal.type, object) },
      environments: await startFunctionEnvironments({
        runFolder: join(folder, `run${runs++}`),
        logSink: functionLogs,
        clock,
        random,
        logger,
        limits: { environmentsMax: 8 },
      }),
      functionLogs,
      packagesFolder,
      network: () => ({ endpointUrl }),
      clock,
      random,
      logger,
    });
    await started.start?.();
    return started;
  };
  let registry = new ServiceRegistry();
  const server = createServer((request, response) => {
    const handle = httpHandler({
      registry,
      credentials: iam.port,
      policies: iam.port,
      audit: { write: () => {} },
      clock,
      nowMs: Date.now,
      random,
      logger,
      defaultRegion: REGION,
    });
    void handle(request, response, { sourceIp: "127.0.0.1", secureTransport: false });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const world = { service: await start() };
  const register = (): void => {
    registry = new ServiceRegistry();
    for (const service of [iam, sts, world.service]) registry.add(service);
  };
  register();
  const client = (credentials: Keys): LambdaClient =>
    new LambdaClient({ endpoint: endpointUrl, region: REGION, credentials, maxAttempts: 1 });
  const lambda = client(KEYS.root);
  const iamClient = new IAMClient({
    endpoint: endpointUrl,
    region: REGION,
    credentials: KEYS.root,
    maxAttempts: 1,
  });
  const makeRole = async (name: string, service: string, policy?: string): Promise<void> => {
    const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statement });
    await iamClient.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
    if (policy)
      await iamClient.send(
        new AttachRolePolicyCommand({ RoleName: name, PolicyArn: `arn:aws:iam::aws:policy/${policy}` }),
      );
  };
  await makeRole("basic", "lambda.amazonaws.com", "service-role/AWSLambdaBasicExecutionRole");
  return {
    clock,
    store,
    blobs,
    packagesFolder,
    get service() {
      return world.service;
    },
    logged,
    objects,
    lambda,
    iam: iamClient,
    makeRole,
    client,
    strangerClient: client(KEYS.stranger),
    create: async (name, code, more = {}) => {
      const made = await lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Runtime: "nodejs22.x",
          Handler: "index.handler",
          Role: BASIC_ROLE,
          Code: { ZipFile: await zipOf({ "index.js": code }) },
          ...more,
        }),
      );
      return made.FunctionArn!;
    },
    archiveCount: async () => {
      let count = 0;
      for await (const _ of blobs.blobIds()) count++;
      return count;
    },
    async restart() {
      await world.service.stop?.();
      world.service = await start();
      register();
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await world.service.stop?.();
      await iam.stop?.();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function openObject(
  objects: ReadonlyMap<string, Buffer>,
  principalType: string,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Readable {
  const found = objects.get(`${bucket}/${key}`);
  if (principalType !== "Root") throw new AwsError("AccessDenied", "Access Denied");
  if (!found) throw new AwsError("NoSuchKey", "The specified key does not exist.");
  return Readable.from([found]);
}

/** A zip archive of texts by their paths. */
export async function zipOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [path, content] of Object.entries(files))
    archive.addBuffer(Buffer.from(content), path, { mode: 0o100644 });
  archive.end();
  return buffer(archive.outputStream as Readable);
}

/** The code of a function that answers with its event. */
export const ECHO = "exports.handler = async (event) => event";

/** The code and status of the error that a call ends in. */
export async function errorOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "no error";
  } catch (error) {
    if (!(error instanceof LambdaServiceException)) throw error;
    return `${error.$metadata.httpStatusCode} ${error.name}: ${error.message}`;
  }
}

export const text = (payload: Uint8Array | undefined): string => Buffer.from(payload ?? []).toString();

/** What a function answers, parsed. */
export async function invoke(
  client: LambdaClient,
  name: string,
  event: unknown = {},
  more: object = {},
): Promise<unknown> {
  const answer = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)), ...more }),
  );
  return JSON.parse(text(answer.Payload));
}
