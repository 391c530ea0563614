import { parentPort, workerData } from "node:worker_threads";
import { assertThat } from "../base/assert.ts";
import type { RecordBatch } from "./record-batch.ts";
import { RecordBatches } from "./record-batches.ts";

/** What the thread is started with. */
export interface RecordWriterOptions {
  readonly path: string;
  readonly recordsMax: number;
}

/** Asks to store a batch, or to end once all before are stored. */
export type RecordWriterRequest =
  | { readonly kind: "append"; readonly batch: RecordBatch }
  | { readonly kind: "close" };

/** Tells that a batch is stored, or why it is not. */
export interface RecordWriterAnswer {
  readonly sequence: number;
  readonly failure: string | undefined;
}

assertThat(parentPort, "Not a worker thread");
const port = parentPort;
const { path, recordsMax } = workerData as RecordWriterOptions;
const batches = new RecordBatches(path);

port.on("message", (request: RecordWriterRequest) => {
  if (request.kind === "close") void batches.close().then(() => port.close());
  else void store(request.batch).then((answer) => port.postMessage(answer));
});

async function store(batch: RecordBatch): Promise<RecordWriterAnswer> {
  const { sequence } = batch;
  try {
    await batches.append(batch, recordsMax);
    return { sequence, failure: undefined };
  } catch (error) {
    return { sequence, failure: String(error) };
  }
}
