import type { IntegrationPorts } from "./integration.ts";

/** A back end did not answer in time. */
export const timedOut = Symbol("timed out");

/**
 * Runs `call` for at most `timeoutMs` milliseconds, then fires its signal and gives {@link timedOut}, whether or not
 * the call listens. The signal also fires when the gateway stops.
 */
export function withDeadline<T>(
  ports: Pick<IntegrationPorts, "clock" | "stopping">,
  timeoutMs: number,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T | typeof timedOut> {
  const abort = new AbortController();
  const calls = callsUnder(ports.stopping);
  if (ports.stopping.aborted) abort.abort();
  calls.add(abort);
  return new Promise((resolve, reject) => {
    const timer = ports.clock.schedule(timeoutMs, () => {
      calls.delete(abort);
      resolve(timedOut);
      abort.abort();
    });
    const end = (): void => {
      timer.cancel();
      calls.delete(abort);
    };
    call(abort.signal).then(
      (value) => {
        end();
        resolve(value);
      },
      (error: unknown) => {
        end();
        reject(error);
      },
    );
  });
}

/**
 * The calls that end when a signal fires. One listener for all of them: adding and removing one for each call costs
 * more than many a call, and grows with their number.
 */
const underWay = new WeakMap<AbortSignal, Set<AbortController>>();

function callsUnder(stopping: AbortSignal): Set<AbortController> {
  const known = underWay.get(stopping);
  if (known) return known;
  const calls = new Set<AbortController>();
  underWay.set(stopping, calls);
  stopping.addEventListener("abort", () => {
    for (const call of calls) call.abort();
  });
  return calls;
}
