import { createSecretKey } from "node:crypto";
import { ManualClock } from "../base/clock.ts";
import { silentLogger } from "../base/logger.ts";
import { SeededRandom } from "../base/random.ts";
import type { Principal } from "../policy/principal.ts";
import type { AnyOperation, Call, IamCheck } from "../services/operation.ts";
import { MemoryResourceStore } from "../store/memory-resource-store.ts";
import type { ResourceStore } from "../store/resource-store.ts";
import { AesVault } from "../vault/aes-vault.ts";
import { FakeCloud, type Input } from "./fake-cloud.fixture.ts";
import type { CloudFormationDeps } from "./operations/deps.ts";
import { createCloudFormationService } from "./service.ts";

/** Test parts of this folder: other services stood in for by a small cloud, and a way to call our own operations. */

const principal: Principal = {
  type: "Root",
  accountId: "000000000000",
  arn: "arn:aws:iam::000000000000:root",
  userId: "000000000000",
  tags: {},
};

/** CloudFormation over a memory store and a {@link FakeCloud}. */
export class DeployHarness {
  readonly cloud: FakeCloud;
  readonly clock = new ManualClock(1_700_000_000_000);
  readonly store: ResourceStore;
  /** What `call.authorize` and `permits` asked for. */
  readonly checks: IamCheck[] = [];
  readonly assumedRoles: string[] = [];
  readonly #service: ReturnType<typeof createCloudFormationService>;
  readonly #operations: ReadonlyMap<string, AnyOperation>;

  constructor(parts: { cloud?: FakeCloud; store?: ResourceStore } = {}) {
    this.cloud = parts.cloud ?? new FakeCloud();
    this.store = parts.store ?? new MemoryResourceStore({ logger: silentLogger });
    this.#service = createCloudFormationService({
      store: this.store,
      vault: new AesVault([createSecretKey(Buffer.alloc(32, 1))], new SeededRandom("vault")),
      callers: {
        as: () => ({ call: (service, operation, input) => this.#route(service, operation, input as Input) }),
        assumeRole: async (roleArn) => {
          this.assumedRoles.push(roleArn);
          return { call: (service, operation, input) => this.#route(service, operation, input as Input) };
        },
      },
      clock: this.clock,
      random: new SeededRandom(`deploy ${harnesses++}`),
      logger: silentLogger,
    });
    this.#operations = new Map(this.#service.operations.map((operation) => [operation.name, operation]));
  }

  get deps(): CloudFormationDeps {
    return this.#service.deps as CloudFormationDeps;
  }

  start = (): Promise<void> => this.#service.start!();
  stop = (): Promise<void> => this.#service.stop!();

  /** Calls one of our operations, its permission checks noted. */
  async call<Out = Record<string, unknown>>(name: string, input: Input): Promise<Out> {
    const operation = this.#operations.get(name)!;
    const call = this.#callContext();
    if (operation.permits !== "public") this.checks.push(...(await operation.permits(input, call)));
    return (await operation.handle(input, call)) as Out;
  }

  /** Calls an operation and waits until nothing is under way. */
  async settle<Out = Record<string, unknown>>(name: string, input: Input): Promise<Out> {
    const answer = await this.call<Out>(name, input);
    await this.deps.engine.settled();
    return answer;
  }

  /** `CREATE_COMPLETE`, with the reason if there is one. */
  async status(StackName: string): Promise<string> {
    return (await this.stack(StackName)).StackStatus;
  }

  async stack(StackName: string): Promise<StackView> {
    const { Stacks } = await this.call<{ Stacks: StackView[] }>("DescribeStacks", { StackName });
    return Stacks[0]!;
  }

  /** `Role CREATE_COMPLETE`, oldest first. */
  async events(StackName: string): Promise<string[]> {
    const { StackEvents } = await this.call<{ StackEvents: EventView[] }>("DescribeStackEvents", {
      StackName,
    });
    return StackEvents.reverse().map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`);
  }

  #route(service: string, operation: string, input: Input): Promise<object> {
    if (service === "cloudformation") return this.call(operation, input);
    return this.cloud.call(service, operation, input);
  }

  #callContext(): Call<CloudFormationDeps> {
    return {
      deps: this.deps,
      principal,
      accountId: "000000000000",
      region: "us-east-1",
      partition: "aws",
      requestId: "request",
      nowMs: this.clock.nowMs(),
      origin: { sourceIp: "127.0.0.1", userAgent: "test", secureTransport: true, host: "" },
      signal: new AbortController().signal,
      authorize: async (checks) => {
        this.checks.push(...checks);
      },
    };
  }
}

let harnesses = 0;

export interface StackView {
  readonly StackId: string;
  readonly StackStatus: string;
  readonly StackStatusReason?: string;
  readonly Outputs: readonly { OutputKey: string; OutputValue: string; ExportName?: string }[];
  readonly Parameters: readonly { ParameterKey: string; ParameterValue: string; ResolvedValue?: string }[];
}

interface EventView {
  readonly LogicalResourceId: string;
  readonly ResourceStatus: string;
}
