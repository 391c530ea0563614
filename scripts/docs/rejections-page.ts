import { restMethodPipeline, restStagePipeline } from "../../src/gateway/pipelines.ts";
import { type Rejection, rejections } from "../../src/gateway/rejections.ts";

/** Which rows of the pipeline give a code; codes that no row gives come from the listener and the router. */
function givenBy(code: string): string {
  const rows = [...restStagePipeline.rows, ...restMethodPipeline.rows];
  const names = rows
    .filter(({ rejects }) => (rejects as readonly string[]).includes(code))
    .map(({ name }) => name);
  return names.join(", ") || "listener, routing";
}

/** docs/rejections.md: every reason for which a request to an API is refused. */
export function rejectionsPage(): string {
  const rows = (Object.entries(rejections) as [string, Rejection][]).map(
    ([code, { status, responseType, errorType, message }]) =>
      `| \`${code}\` | ${givenBy(code)} | ${status} | ${responseType ?? ""} | ${errorType} | ${message} |`,
  );
  return [
    "# Rejections",
    "",
    "Why a request to an API is refused. The code is what the decision record keeps (`sallyport explain`); the client sees the status, the error type and the message, which an API may customise by the gateway response type.",
    "",
    "| code | stage | status | gateway response | x-amzn-ErrorType | message |",
    "|---|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
