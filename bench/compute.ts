import { environmentsFixture } from "../src/compute/environments.fixture.ts";

/** Round trips a second of a warm node function that does nothing, per isolation level and number of callers. */
const SECONDS = 2;

for (const isolation of ["process", "bubblewrap"] as const) {
  for (const callers of [1, 8]) {
    const fixture = await environmentsFixture({ isolation, limits: { environmentsMax: callers } });
    if (fixture.environments.isolation.level !== isolation) {
      console.log(`${isolation}: not here (${fixture.environments.isolation.reason})`);
      await fixture.stop();
      continue;
    }
    const spec = fixture.define({ "task/index.js": "exports.handler = async (event) => event" });
    const request = {
      spec,
      payload: Buffer.from('{"key":"value"}'),
      requestId: "00000000-0000-0000-0000-000000000000",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:bench",
      signal: new AbortController().signal,
    };
    let calls = 0;
    const durationsMs: number[] = [];
    const until = performance.now() + SECONDS * 1000;
    const call = async (): Promise<void> => {
      while (performance.now() < until) {
        const from = performance.now();
        await fixture.environments.invoke(request);
        durationsMs.push(performance.now() - from);
        calls += 1;
      }
    };
    await Promise.all(Array.from({ length: callers }, call));
    durationsMs.sort((a, b) => a - b);
    const p50 = durationsMs[Math.floor(calls / 2)]!.toFixed(3);
    const p99 = durationsMs[Math.floor(calls * 0.99)]!.toFixed(3);
    console.log(
      `${isolation}, ${callers} callers: ${Math.round(calls / SECONDS)}/s, p50 ${p50} ms, p99 ${p99} ms`,
    );
    await fixture.stop();
  }
}
