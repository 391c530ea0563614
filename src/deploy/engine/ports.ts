import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Random } from "../../base/random.ts";
import type { ResourceRegistry } from "../resources/registry.ts";
import type { StackStore } from "./stack-store.ts";

/** What the engine needs of the rest of the program. */
export interface EnginePorts {
  readonly store: StackStore;
  readonly registry: ResourceRegistry;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}
