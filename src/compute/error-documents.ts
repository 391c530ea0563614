/** Lambda's error document as JSON bytes. Messages follow what Lambda's own supervisor writes. */
function document(errorType: string, errorMessage: string): Buffer {
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}

export const timeoutDocument = (requestId: string, timeoutMs: number): Buffer =>
  document(
    "Sandbox.Timedout",
    `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  );

/** `signal` as node names it (`SIGKILL`), or undefined when the process exited by itself. */
export function exitDocument(requestId: string, code: number | null, signal: string | null): Buffer {
  const how =
    signal !== null
      ? `with error: signal: ${signalWord(signal)}`
      : code === 0
        ? "without providing a reason"
        : `with error: exit status ${code}`;
  return document("Runtime.ExitError", `RequestId: ${requestId} Error: Runtime exited ${how}`);
}

export const memoryDocument = (requestId: string): Buffer =>
  document("Runtime.OutOfMemory", `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`);

export const storageDocument = (requestId: string, limitMb: number): Buffer =>
  document("Sandbox.StorageExceeded", `RequestId: ${requestId} Error: /tmp holds more than ${limitMb} MB`);

export const outputDocument = (requestId: string): Buffer =>
  document(
    "Sandbox.OutputFlood",
    `RequestId: ${requestId} Error: The function wrote more log than one call may`,
  );

export const tooLargeDocument = (bytesMax: number): Buffer =>
  document(
    "Function.ResponseSizeTooLarge",
    `Response payload size exceeded maximum allowed payload size (${bytesMax} bytes).`,
  );

/** The environment could not be made at all. `reason` is for whoever runs the installation and holds no secret. */
export const environmentDocument = (reason: string): Buffer => document("Sandbox.Unavailable", reason);

const signalWord = (signal: string): string =>
  ({
    SIGKILL: "killed",
    SIGSEGV: "segmentation fault",
    SIGABRT: "aborted",
    SIGXFSZ: "file size limit exceeded",
  })[signal] ?? signal;
