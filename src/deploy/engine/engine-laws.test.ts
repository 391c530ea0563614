import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { AwsError } from "../../aws/aws-error.ts";
import { DeployHarness } from "../deploy.fixture.ts";
import type { Input } from "../fake-cloud.fixture.ts";

/** One parameter of a random template: a name that replaces it, a value that changes it, others that it refers to. */
interface Parameter {
  readonly name: number;
  readonly value: number;
  readonly refersTo: readonly number[];
}

const IDS = 6;
const parameter: fc.Arbitrary<Parameter | undefined> = fc.option(
  fc.record({
    name: fc.nat(1),
    value: fc.nat(2),
    refersTo: fc.uniqueArray(fc.nat(IDS - 1), { maxLength: 2 }),
  }),
  { nil: undefined, freq: 3 },
);
const parameters = fc.array(parameter, { minLength: IDS, maxLength: IDS });

/** Each parameter may refer to those before it, so there is no circle. */
function template(wanted: readonly (Parameter | undefined)[]): string {
  const Resources: Record<string, object> = { Always: { Type: "AWS::Logs::LogGroup" } };
  wanted.forEach((own, i) => {
    if (!own) return;
    const references = own.refersTo
      .filter((other) => other < i && wanted[other])
      .map((other) => `\${P${other}}`);
    const Value = { "Fn::Sub": [String(own.value), ...references].join(" ") };
    Resources[`P${i}`] = {
      Type: "AWS::SSM::Parameter",
      Properties: { Name: `/p${i}/${own.name}`, Type: "String", Value },
    };
  });
  return JSON.stringify({ Resources });
}

const deploy = (wanted: readonly (Parameter | undefined)[]): Input => ({
  StackName: "law",
  TemplateBody: template(wanted),
});
const stateOf = (harness: DeployHarness): object => Object.fromEntries([...harness.cloud.parameters].sort());

/** Fails the n-th call that changes something, and only that one. */
function failAt(harness: DeployHarness, n: number): void {
  let count = 0;
  harness.cloud.fault = (operation) => {
    if (!/:(Put|Create|Delete)/.test(operation) || count++ !== n) return undefined;
    return new AwsError("InternalError", "One call fails");
  };
}

async function made(wanted: readonly (Parameter | undefined)[]): Promise<DeployHarness> {
  const harness = new DeployHarness();
  await harness.settle("CreateStack", deploy(wanted));
  assert.equal(await harness.status("law"), "CREATE_COMPLETE");
  return harness;
}

/** Updates; a template without a change is no failure. */
async function update(harness: DeployHarness, wanted: readonly (Parameter | undefined)[]): Promise<void> {
  await harness.settle("UpdateStack", deploy(wanted)).catch((error: unknown) => {
    if (!/No updates are to be performed/.test(String(error))) throw error;
  });
}

const RUNS = { numRuns: 20, seed: 11 };

describe("laws of stacks", () => {
  it("an update leads to what a new stack of its template would be", async () => {
    const law = fc.asyncProperty(parameters, parameters, async (before, after) => {
      const harness = await made(before);
      await update(harness, after);
      assert.deepEqual(stateOf(harness), stateOf(await made(after)));
    });
    await fc.assert(law, RUNS);
  });

  it("an update that fails leaves everything as it was, wherever it fails", async () => {
    const law = fc.asyncProperty(parameters, parameters, fc.nat(8), async (before, after, n) => {
      const harness = await made(before);
      const state = stateOf(harness);
      failAt(harness, n);
      await update(harness, after);
      const status = await harness.status("law");
      if (status === "UPDATE_ROLLBACK_COMPLETE") assert.deepEqual(stateOf(harness), state);
      else assert.match(status, /^(CREATE|UPDATE)_COMPLETE$/);
    });
    await fc.assert(law, RUNS);
  });

  it("a creation that fails leaves nothing", async () => {
    const law = fc.asyncProperty(parameters, fc.nat(6), async (wanted, n) => {
      const harness = new DeployHarness();
      failAt(harness, n);
      await harness.settle("CreateStack", deploy(wanted));
      const status = await harness.status("law");
      if (status === "ROLLBACK_COMPLETE") assert.equal(harness.cloud.things.size, 0);
      else assert.equal(status, "CREATE_COMPLETE");
    });
    await fc.assert(law, RUNS);
  });

  it("a deletion leaves nothing, after any updates and failures", async () => {
    const law = fc.asyncProperty(
      parameters,
      parameters,
      parameters,
      fc.nat(8),
      async (one, two, three, n) => {
        const harness = await made(one);
        failAt(harness, n);
        await update(harness, two);
        harness.cloud.fault = () => undefined;
        await update(harness, three);
        await harness.settle("DeleteStack", { StackName: "law" });
        assert.equal(harness.cloud.things.size, 0);
      },
    );
    await fc.assert(law, RUNS);
  });
});
