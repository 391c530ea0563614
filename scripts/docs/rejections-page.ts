import { restMethodPipeline, restStagePipeline } from "../../src/gateway/pipelines.ts";
import { type Rejection, type RejectionCode, rejections } from "../../src/gateway/rejections.ts";
import { findRejectionTests } from "./rejection-tests.ts";

/** Which rows of the pipeline give a code; codes that no row gives come from the listener and the router. */
function givenBy(code: string): string {
  const rows = [...restStagePipeline.rows, ...restMethodPipeline.rows];
  const names = rows
    .filter(({ rejects }) => (rejects as readonly string[]).includes(code))
    .map(({ name }) => name);
  return names.join(", ") || "listener, routing";
}

/** A test's name as a link from docs/. */
const linkTo = (path: string): string => `[${path.slice("src/gateway/".length)}](../${path})`;

/** docs/rejections.md: every reason for which a request to an API is refused, and the test that shows it. */
export function rejectionsPage(): string {
  const tests = findRejectionTests();
  const rows = (Object.entries(rejections) as [RejectionCode, Rejection][]).map(
    ([code, { status, responseType, errorType, message }]) =>
      `| \`${code}\` | ${givenBy(code)} | ${status} | ${responseType ?? ""} | ${errorType} | ${message} | ${linkTo(tests.get(code)!)} |`,
  );
  return [
    "# Rejections",
    "",
    "Why a request to an API is refused. The code is what the decision record keeps (`sallyport explain`); the client sees the status, the error type and the message, which an API may customise by the gateway response type. Each code has a test in which a request is refused with it.",
    "",
    "| code | stage | status | gateway response | x-amzn-ErrorType | message | test |",
    "|---|---|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
