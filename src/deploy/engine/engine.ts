import type { StackStatus } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import { createStack, rollBackCreation } from "./create-stack.ts";
import { deleteStack } from "./delete-stack.ts";
import type { Deployment, RunAuthority } from "./deployment.ts";
import type { EnginePorts } from "./ports.ts";
import type { StackRecord } from "./records.ts";
import { settleInterrupted } from "./recover.ts";
import { StackRun } from "./stack-run.ts";
import { rollBackUpdate, updateStack } from "./update-stack.ts";

interface ActiveRun {
  readonly run: StackRun;
  readonly done: Promise<void>;
}

/**
 * Runs operations on stacks in the background: each method returns once the stack is marked as in progress, and one
 * stack has one operation at a time. A failure shows in the stack's status and history.
 */
export class StackEngine {
  readonly ports: EnginePorts;
  readonly #active = new Map<string, ActiveRun>();
  /** Operations that are being started, by stack. */
  readonly #starting = new Map<string, Promise<unknown>>();
  #isStopping = false;

  constructor(ports: EnginePorts) {
    this.ports = ports;
  }

  /** Settles the stacks that an earlier process left in progress. */
  async start(): Promise<void> {
    for (const stack of await this.ports.store.listStacks({})) await settleInterrupted(this.ports, stack);
  }

  /** Lets what is under way finish its step, and settles the stacks as interrupted. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const { run } of this.#active.values()) run.stop("interrupted");
    await this.settled();
  }

  /** Resolves once no operation is under way. */
  async settled(): Promise<void> {
    while (this.#active.size + this.#starting.size > 0) {
      await Promise.allSettled([...this.#starting.values()]);
      await Promise.all([...this.#active.values()].map((active) => active.done));
    }
  }

  /** Deploys a stack that was stored before, with no resource yet. */
  async create(stack: StackRecord, deployment: Deployment): Promise<void> {
    await this.#inTurn(stack, async () => {
      const run = await this.#begin(stack, "CREATE_IN_PROGRESS", deployment, deployment.settings);
      await this.ports.store.putTemplate(stack, deployment.template);
      this.#launch(run, () => createStack(run, deployment.target));
    });
  }

  async update(stack: StackRecord, deployment: Deployment, change: Partial<StackRecord>): Promise<void> {
    const updatedAtMs = this.ports.clock.nowMs();
    // At once, unlike the other settings: nested stacks are held to what is acknowledged now.
    const { capabilities } = deployment.settings;
    await this.#inTurn(stack, async () => {
      const begun = { ...change, capabilities, updatedAtMs };
      const run = await this.#begin(stack, "UPDATE_IN_PROGRESS", deployment, begun);
      this.#launch(run, () => updateStack(run, deployment, stack.status));
    });
  }

  /** @param retained Logical ids to leave in place, for a stack whose deletion failed. */
  async delete(stack: StackRecord, authority: RunAuthority, retained: readonly string[]): Promise<void> {
    await this.#inTurn(stack, async () => {
      await this.#abandon(stack);
      const current = (await this.ports.store.findStack(stack, stack.stackId)) ?? stack;
      const run = await this.#begin(current, "DELETE_IN_PROGRESS", authority, {});
      this.#launch(run, () => deleteStack(run, retained));
    });
  }

  /** Stops an update that is under way here, which then rolls back. Whether there was one. */
  cancelUpdate(stack: StackRecord): boolean {
    const active = this.#active.get(stack.stackId);
    if (active?.run.stack.status !== "UPDATE_IN_PROGRESS") return false;
    active.run.stop("cancelled");
    return true;
  }

  /** Rolls back an update that failed, or whose rollback failed. */
  async rollBackUpdate(
    stack: StackRecord,
    authority: RunAuthority,
    skipped: readonly string[],
  ): Promise<void> {
    await this.#inTurn(stack, async () => {
      const run = await this.#begin(stack, "UPDATE_ROLLBACK_IN_PROGRESS", authority, {});
      this.#launch(run, () => rollBackUpdate(run, skipped));
    });
  }

  /** Deletes what a failed creation left. */
  async rollBackCreation(stack: StackRecord, authority: RunAuthority): Promise<void> {
    await this.#inTurn(stack, async () => {
      const run = await this.#begin(stack, "ROLLBACK_IN_PROGRESS", authority, {});
      this.#launch(run, () => rollBackCreation(run));
    });
  }

  /** Starts operations on a stack one after the other: between its mark and its run, none is to be seen half-started. */
  async #inTurn({ stackId }: StackRecord, start: () => Promise<void>): Promise<void> {
    const before = this.#starting.get(stackId) ?? Promise.resolve();
    const started = before.then(start, start);
    this.#starting.set(stackId, started);
    try {
      await started;
    } finally {
      if (this.#starting.get(stackId) === started) this.#starting.delete(stackId);
    }
  }

  /** A creation under way is stopped, without rollback: its stack is about to be deleted. */
  async #abandon(stack: StackRecord): Promise<void> {
    const active = this.#active.get(stack.stackId);
    if (!active || stack.status !== "CREATE_IN_PROGRESS") return;
    active.run.stop("abandoned");
    await active.done;
  }

  async #begin(
    stack: StackRecord,
    status: StackStatus,
    authority: RunAuthority,
    change: Partial<StackRecord>,
  ): Promise<StackRun> {
    if (this.#isStopping) throw new AwsError("ServiceUnavailable", "Sallyport is stopping.", { status: 503 });
    const { statusReason: _, ...settled } = stack;
    const next = { ...settled, ...change, status };
    if (!(await this.ports.store.advanceStack(stack, next))) {
      throw new AwsError(
        "ValidationError",
        `Stack:${stack.stackId} is changed by another operation at this moment.`,
      );
    }
    const { caller, clientRequestToken } = authority;
    const run = new StackRun({
      ports: this.ports,
      stack: next,
      resources: await this.ports.store.listResources(stack),
      caller,
      ...(clientRequestToken !== undefined && { clientRequestToken }),
    });
    await run.setStatus(status, "User Initiated");
    return run;
  }

  #launch(run: StackRun, work: () => Promise<void>): void {
    const { stackId } = run.stack;
    const finish = async (): Promise<void> => {
      try {
        await work();
      } catch (error) {
        this.ports.logger.error("An operation on a stack failed", error, { stackId });
      }
      // Interrupted, or failed by a bug: what is still marked as in progress is settled as it would be after a crash.
      if (run.stopReason !== "abandoned") await settleInterrupted(this.ports, run.stack);
      await this.ports.store.trimEvents(run.stack);
    };
    const done = finish()
      .catch((error: unknown) => this.ports.logger.error("A stack could not be settled", error, { stackId }))
      .finally(() => this.#active.delete(stackId));
    this.#active.set(stackId, { run, done });
  }
}
