import type { ResourceStatus, StackStatus } from "@aws-sdk/client-cloudformation";
import { partitionOf } from "../../aws/arn.ts";
import { AwsError } from "../../aws/aws-error.ts";
import { uuid } from "../../base/ids.ts";
import type { OperationCaller } from "../caller.ts";
import type { ResourceContext } from "../resources/resource-type.ts";
import type { StackPlace } from "../template/scope.ts";
import { physicalName } from "./physical-name.ts";
import type { EnginePorts } from "./ports.ts";
import type { ResourceRecord, StackRecord } from "./records.ts";

/** Why a run starts nothing more. */
export type StopReason = "cancelled" | "timed-out" | "abandoned" | "interrupted";

const STOP_MESSAGES: Readonly<Record<StopReason, string>> = {
  abandoned: "Resource creation cancelled",
  cancelled: "Resource creation cancelled",
  interrupted: "Sallyport is stopping",
  "timed-out": "The stack's time limit has passed",
};

/** How a run is started. */
export interface RunStart {
  readonly ports: EnginePorts;
  readonly stack: StackRecord;
  readonly resources: readonly ResourceRecord[];
  /** Calls as the principal that deploys. */
  readonly caller: OperationCaller;
  readonly clientRequestToken?: string;
}

/** One operation on one stack under way: its records, which are stored as they change, and its history. */
export class StackRun {
  readonly ports: EnginePorts;
  readonly caller: OperationCaller;
  readonly resources: Map<string, ResourceRecord>;
  readonly place: StackPlace;
  readonly #token: string | undefined;
  #stack: StackRecord;
  #stopReason: StopReason | undefined;

  constructor({ ports, stack, resources, caller, clientRequestToken }: RunStart) {
    this.ports = ports;
    this.caller = caller;
    this.resources = new Map(resources.map((resource) => [resource.logicalId, resource]));
    this.place = placeOf(stack);
    this.#stack = stack;
    this.#token = clientRequestToken;
  }

  get stack(): StackRecord {
    return this.#stack;
  }

  get stopReason(): StopReason | undefined {
    return this.#stopReason;
  }

  /** Starts nothing more; what is under way is finished. An interruption is the last word, else the first reason. */
  stop(reason: StopReason): void {
    if (this.#stopReason === undefined || reason === "interrupted") this.#stopReason = reason;
  }

  /** Lets the rollback of a cancelled or timed-out operation begin. A halted run stays stopped. */
  resume(): void {
    if (!this.isHalted()) this.#stopReason = undefined;
  }

  isStopped = (): boolean => this.#stopReason !== undefined;

  /** Whether the run must end where it is: without rollback, and without another status. */
  isHalted(): boolean {
    return this.#stopReason === "interrupted" || this.#stopReason === "abandoned";
  }

  async updateStack(change: Partial<StackRecord>): Promise<void> {
    this.#stack = { ...this.#stack, ...change };
    await this.ports.store.putStack(this.#stack);
  }

  /** Gives the stack a status, and its history an event. */
  async setStatus(status: StackStatus, reason?: string, change: Partial<StackRecord> = {}): Promise<void> {
    const { statusReason: _, ...stack } = this.#stack;
    this.#stack = { ...stack, ...change, status, ...(reason !== undefined && { statusReason: reason }) };
    await this.ports.store.putStack(this.#stack);
    const { stackName, stackId } = this.#stack;
    await this.#addEvent(stackName, stackId, "AWS::CloudFormation::Stack", status, reason);
  }

  /** Stores a resource's record and, when it has a new status, an event. */
  async putResource(record: ResourceRecord, eventReason?: string): Promise<void> {
    const previous = this.resources.get(record.logicalId);
    this.resources.set(record.logicalId, record);
    await this.ports.store.putResource(this.#stack, record);
    if (previous?.status === record.status && eventReason === undefined) return;
    const physicalId = record.current?.physicalId ?? "";
    await this.addResourceEvent(
      record.logicalId,
      physicalId,
      record.type,
      record.status,
      eventReason ?? record.statusReason,
    );
  }

  async addResourceEvent(
    logicalId: string,
    physicalId: string,
    type: string,
    status: ResourceStatus,
    reason?: string,
  ): Promise<void> {
    await this.#addEvent(logicalId, physicalId, type, status, reason);
  }

  async forgetResource(logicalId: string): Promise<void> {
    this.resources.delete(logicalId);
    await this.ports.store.deleteResource(this.#stack, logicalId);
  }

  /** What a resource's handler may use. */
  contextFor(logicalId: string, created: (physicalId: string) => Promise<void>): ResourceContext {
    const { random, clock } = this.ports;
    return {
      caller: this.caller,
      place: this.place,
      capabilities: this.#stack.capabilities,
      logicalId,
      newName: (lengthMax) => physicalName(random, this.#stack.stackName, logicalId, lengthMax),
      created,
      pause: async (delayMs) => {
        if (this.#stopReason) throw new AwsError("Cancelled", STOP_MESSAGES[this.#stopReason]);
        await new Promise<void>((resolve) => clock.schedule(delayMs, resolve));
      },
    };
  }

  async #addEvent(
    logicalId: string,
    physicalId: string,
    type: string,
    status: ResourceStatus | StackStatus,
    reason: string | undefined,
  ): Promise<void> {
    const { stackId, stackName } = this.#stack;
    await this.ports.store.addEvent(this.#stack, {
      eventId: `${logicalId}-${uuid(this.ports.random)}`,
      stackId,
      stackName,
      logicalId,
      physicalId,
      type,
      atMs: this.ports.clock.nowMs(),
      status,
      ...(reason !== undefined && { reason }),
      ...(this.#token !== undefined && { clientRequestToken: this.#token }),
    });
  }
}

/** Where a stack is deployed. */
export const placeOf = ({ accountId, region, stackId, stackName }: StackRecord): StackPlace => ({
  accountId,
  region,
  partition: partitionOf(region),
  stackId,
  stackName,
  notificationArns: [],
});
