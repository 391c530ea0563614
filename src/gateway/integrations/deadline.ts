import type { IntegrationPorts } from "./integration.ts";

/** A back end did not answer in time. */
export const timedOut = Symbol("timed out");

/**
 * Runs `call` for at most `timeoutMs` milliseconds, then fires its signal and gives {@link timedOut}, whether or not
 * the call listens. The signal also fires when the gateway stops.
 */
export async function withDeadline<T>(
  ports: Pick<IntegrationPorts, "clock" | "stopping">,
  timeoutMs: number,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T | typeof timedOut> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  ports.stopping.addEventListener("abort", stop, { once: true });
  if (ports.stopping.aborted) stop();
  const expired = Promise.withResolvers<typeof timedOut>();
  const timer = ports.clock.schedule(timeoutMs, () => {
    expired.resolve(timedOut);
    abort.abort();
  });
  try {
    return await Promise.race([call(abort.signal), expired.promise]);
  } finally {
    timer.cancel();
    ports.stopping.removeEventListener("abort", stop);
  }
}
