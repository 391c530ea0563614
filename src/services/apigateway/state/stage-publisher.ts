import { isDeepStrictEqual } from "node:util";
import { assertThat } from "../../../base/assert.ts";
import type { Logger } from "../../../base/logger.ts";
import type { DeploymentSink } from "../../../gateway/ports.ts";
import type { RestStageSnapshot } from "../../../gateway/snapshot.ts";
import { badRequest } from "../api-errors.ts";
import { findEntry } from "../string-map.ts";
import type { ApiDefinition, ApiRecord, StageRecord } from "./api-record.ts";
import type { Owner } from "./owner.ts";
import { stageSnapshot } from "./stage-snapshot.ts";

/** Finds the definition that a deployment froze. */
type DefinitionSource = (deploymentId: string) => Promise<ApiDefinition | undefined>;

/** Takes back what was published, because the write that it belonged to failed. */
type Undo = () => void;

/** Keeps what the gateway runs in step with the stages that are stored. */
export class StagePublisher {
  readonly #sink: DeploymentSink;
  readonly #logger: Logger;

  constructor(sink: DeploymentSink, logger: Logger) {
    this.#sink = sink;
    this.#logger = logger;
  }

  /**
   * Publishes the stages that `after` added or changed. Runs before the write, so that a stage that does not compile is
   * refused with BadRequestException and nothing is stored.
   */
  async publishChanged(
    owner: Owner,
    before: ApiRecord | undefined,
    after: ApiRecord | undefined,
    definitionOf: DefinitionSource,
  ): Promise<Undo> {
    const formerly = (name: string): StageRecord | undefined => findEntry(before?.stages, name);
    const changed = Object.values(after?.stages ?? {}).filter(
      (stage) => !runsAlike(formerly(stage.name), stage),
    );
    const next = await Promise.all(changed.map((stage) => snapshotOf(owner, after!, stage, definitionOf)));
    const previous = await Promise.all(
      changed
        .flatMap(({ name }) => formerly(name) ?? [])
        .map((stage) => snapshotOf(owner, before!, stage, definitionOf)),
    );
    const undo = (): void => this.#restore(next, previous);
    try {
      for (const snapshot of next) this.#sink.publish(snapshot);
    } catch (error) {
      undo();
      throw asRefusal(error);
    }
    return undo;
  }

  /**
   * Publishes every stage of an API, as at start. A stage that no longer compiles stays out of service, so that its
   * callers are refused; the others must not suffer for it.
   */
  async publishAll(owner: Owner, api: ApiRecord, definitionOf: DefinitionSource): Promise<void> {
    for (const stage of Object.values(api.stages)) {
      try {
        this.#sink.publish(await snapshotOf(owner, api, stage, definitionOf));
      } catch (error) {
        this.#logger.error("A stage is out of service: it does not compile", error, {
          apiId: api.id,
          stage: stage.name,
        });
      }
    }
  }

  /** Takes stages out of service that are no longer stored. */
  withdrawGone(before: ApiRecord | undefined, after: ApiRecord | undefined): void {
    for (const name of Object.keys(before?.stages ?? {})) {
      if (!after || !Object.hasOwn(after.stages, name)) this.#sink.withdraw(before!.id, name);
    }
  }

  #restore(published: readonly RestStageSnapshot[], previous: readonly RestStageSnapshot[]): void {
    for (const { apiId, stageName } of published) {
      const former = previous.find((snapshot) => snapshot.stageName === stageName);
      if (former) this.#sink.publish(former);
      else this.#sink.withdraw(apiId, stageName);
    }
  }
}

async function snapshotOf(
  owner: Owner,
  api: ApiRecord,
  stage: StageRecord,
  definitionOf: DefinitionSource,
): Promise<RestStageSnapshot> {
  const definition = await definitionOf(stage.deploymentId);
  assertThat(definition, `Stage ${api.id}/${stage.name} points to a deployment that is not there`);
  return stageSnapshot(owner, api.id, definition, stage);
}

/** Whether the gateway would run two versions of a stage the same way. Descriptions and tags do not reach it. */
const runsAlike = (a: StageRecord | undefined, b: StageRecord): boolean =>
  a !== undefined &&
  a.deploymentId === b.deploymentId &&
  isDeepStrictEqual(a.variables ?? {}, b.variables ?? {}) &&
  isDeepStrictEqual(a.accessLog, b.accessLog);

/** A definition that the gateway does not compile is the caller's mistake; anything else thrown is a bug. */
const asRefusal = (error: unknown): unknown =>
  error instanceof Error && error.name === "CompileError" ? badRequest(error.message) : error;
