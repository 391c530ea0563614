import { createSecretKey } from "node:crypto";
import type { TestContext } from "node:test";
import { parseArn } from "../../aws/arn.ts";
import { AwsError } from "../../aws/aws-error.ts";
import { ManualClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { SeededRandom } from "../../base/random.ts";
import { checkInput } from "../../control/check-input.ts";
import { evaluate } from "../../policy/evaluate.ts";
import type { Principal } from "../../policy/principal.ts";
import { requestContext } from "../../policy/request-context.ts";
import { MemoryResourceStore } from "../../store/memory-resource-store.ts";
import type { ResourceStore } from "../../store/resource-store.ts";
import { AesVault } from "../../vault/aes-vault.ts";
import type { AnyOperation, Call, IamCheck, Service } from "../operation.ts";
import { OrganizationRecords } from "../organizations/organization-records.ts";
import { createOrganizationsService } from "../organizations/service.ts";
import { createStsService, type StsService } from "../sts/service.ts";
import { SessionTokens } from "../sts/session-tokens.ts";
import { createIamService, type IamService } from "./service.ts";

export const ACCOUNT = "111122223333";
export const OTHER_ACCOUNT = "444455556666";

/** Tight, so that a provider which sends too much or nothing is soon given up. */
const keyBounds = { bytesMax: 64 * 1024, timeoutMs: 300 };

/** IAM and STS on a store in memory, called as control calls them: permission checks first. */
export interface IamWorld {
  readonly clock: ManualClock;
  readonly store: ResourceStore;
  readonly vault: AesVault;
  readonly iam: IamService;
  readonly sts: StsService;
  readonly organizations: Service;
  readonly root: Principal;
  readonly otherRoot: Principal;
  /**
   * Calls an operation as the principal; the root user of {@link ACCOUNT} unless another is given. `organizations:CreatePolicy`
   * tells it from IAM's.
   */
  call<Out = Record<string, unknown>>(name: string, input?: object, principal?: Principal): Promise<Out>;
}

const rootKeys = (mark: string) => ({
  accessKeyId: `AKIA${mark.repeat(16)}`,
  secretAccessKey: mark.repeat(40),
});

/** @param store A store that already holds a world, to see what outlives a restart. */
export async function iamWorld(t: Pick<TestContext, "after">, store?: ResourceStore): Promise<IamWorld> {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const random = new SeededRandom(store ? "iam again" : "iam");
  const vault = new AesVault([createSecretKey(Buffer.alloc(32, 7))], random);
  const documents = store ?? new MemoryResourceStore({ logger: silentLogger });
  const tokens = new SessionTokens(vault);
  const organizations = new OrganizationRecords(documents);
  await organizations.load();
  const iam = createIamService({ store: documents, vault, random, clock, sessions: tokens, organizations });
  const sts = createStsService({ iam: iam.port, tokens, random, clock, keyBounds });
  await iam.start?.();
  const organizationsService = createOrganizationsService({
    ...{ records: organizations, iam: iam.port, random, clock },
  });
  await organizationsService.start?.();
  t.after(() => organizationsService.stop?.());
  t.after(() => iam.stop?.());
  await iam.port.ensureAccount(ACCOUNT, rootKeys("A"));
  await iam.port.ensureAccount(OTHER_ACCOUNT, rootKeys("B"));
  const rootOf = (mark: string): Principal => {
    const credential = iam.port.findCredential(rootKeys(mark).accessKeyId, undefined);
    if (typeof credential === "string") throw new Error(credential);
    return credential.principal;
  };
  const root = rootOf("A");
  const services = { iam, sts, organizations: organizationsService };
  const world = { clock, store: documents, vault, ...services, root, otherRoot: rootOf("B") };
  return {
    ...world,
    call: async <Out>(name: string, input: object = {}, principal: Principal = root) =>
      (await dispatch(world, name, input, principal)) as Out,
  };
}

type Parts = Pick<IamWorld, "clock" | "iam" | "sts" | "organizations">;

async function dispatch(parts: Parts, name: string, input: object, principal: Principal): Promise<unknown> {
  const [operationName, serviceId] = name.split(":").reverse();
  const named = (one: AnyOperation): boolean => one.name === operationName;
  const service = [parts.iam, parts.sts, parts.organizations].find(
    ({ id, operations }) => (serviceId === undefined || id === serviceId) && operations.some(named),
  );
  if (!service) throw new Error(`No operation ${name}`);
  const operation = service.operations.find(named)!;
  const call = callOf(service, parts, principal);
  if (operation.permits !== "public") await call.authorize(await operation.permits(input, call));
  checkInput(operation, input, call);
  return operation.handle(input, call);
}

function callOf(service: Service, { clock, iam }: Parts, principal: Principal): Call<unknown> {
  const nowMs = clock.nowMs();
  return {
    deps: service.deps,
    principal,
    accountId: principal.accountId,
    region: "us-east-1",
    partition: "aws",
    requestId: "test",
    nowMs,
    origin: { sourceIp: "203.0.113.7", userAgent: "test", secureTransport: true, host: "" },
    signal: new AbortController().signal,
    authorize: async (checks) => {
      for (const check of checks) authorize(check, iam, principal, nowMs);
    },
  };
}

function authorize(check: IamCheck, iam: IamService, principal: Principal, nowMs: number): void {
  const policies = iam.port.findPolicies(principal);
  const resourceAccountId =
    check.resourceAccountId ?? (parseArn(check.resource)?.accountId || principal.accountId);
  const resourceOrganization = iam.port.findOrganization?.(resourceAccountId);
  const facts = {
    ...{ nowMs, secureTransport: true, requestedRegion: "us-east-1" },
    ...{ resourceAccountId, resourceOrganization },
  };
  const context = requestContext(principal, facts, check.context);
  const allowed =
    policies && evaluate({ ...check, principal, policies, resourceAccountId, context }).effect === "Allow";
  if (!allowed) throw new AwsError("AccessDenied", `${check.action} on ${check.resource}`, { status: 403 });
}

/** Who a call signed with these credentials would be made by. Throws the refusal. */
export function signedInAs(
  world: Pick<IamWorld, "iam">,
  credentials:
    | { readonly AccessKeyId?: string | undefined; readonly SessionToken?: string | undefined }
    | undefined,
): Principal {
  const found = world.iam.port.findCredential(credentials?.AccessKeyId ?? "", credentials?.SessionToken);
  if (typeof found === "string") throw new Error(found);
  return found.principal;
}

/** Whether the principal may, at this moment, on everything of its own account. */
export function may({ iam }: Pick<IamWorld, "iam">, principal: Principal, action: string): boolean {
  const policies = iam.port.findPolicies(principal);
  const request = { principal, action, resource: "*", resourceAccountId: principal.accountId };
  return policies !== undefined && evaluate({ ...request, policies, context: new Map() }).effect === "Allow";
}

/** A policy of one statement, as JSON text. */
export const document = (statement: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

export const allowing = (action: string | readonly string[], resource = "*"): string =>
  document({ Effect: "Allow", Action: action, Resource: resource });

/** A trust policy that lets these principals assume the role. */
export const trusting = (principal: object, more: object = {}): string =>
  document({ Effect: "Allow", Action: "sts:*", Principal: principal, ...more });
