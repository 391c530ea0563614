import { after, before, describe, it } from "node:test";
import { type EnvironmentsFixture, environmentsFixture } from "./environments.fixture.ts";
import type { FunctionRuntime } from "./function-spec.ts";

const LEVELS = ["process", "bubblewrap"] as const;

/** Defines one test, which is skipped where this machine lacks the level or the runtime. */
export type DefineTest = (
  name: string,
  body: (fixture: EnvironmentsFixture) => Promise<void>,
  runtime?: FunctionRuntime,
) => void;

/** A suite of tests for each level of isolation, on environments that its tests share. */
export function atEachLevel(
  subject: string,
  tests: (works: DefineTest, level: (typeof LEVELS)[number]) => void,
): void {
  for (const level of LEVELS) {
    describe(`${subject} at the level ${level}`, () => {
      let fixture: EnvironmentsFixture;
      let obstacle: string | undefined;
      before(async () => {
        fixture = await environmentsFixture({ isolation: level });
        const { isolation } = fixture.environments;
        if (isolation.level !== level) obstacle = isolation.reason;
      });
      after(() => fixture.stop());
      const works: DefineTest = (name, body, runtime = "nodejs22.x") => {
        it(name, async (t) => {
          const reason = obstacle ?? fixture.environments.findObstacle(runtime);
          return reason === undefined ? body(fixture) : t.skip(reason);
        });
      };
      tests(works, level);
    });
  }
}
