import { basename } from "node:path";
import { restMethodPipeline, restStagePipeline } from "../../src/gateway/pipelines.ts";
import { rejectionMeanings } from "../../src/gateway/rejection-meanings.ts";
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

/** A test's file name as a link from docs/. */
const linkTo = (path: string): string => `[${basename(path, ".test.ts")}](../${path})`;

/** What the client gets: the body, in each of its wordings. */
function answerOf({ message, wordings, instead, member }: Rejection): string {
  if (instead !== undefined) return instead;
  const texts = wordings ?? [message];
  const bodies = texts.map(
    (text) => `\`${JSON.stringify({ [member ?? "message"]: text }).replaceAll("|", "\\|")}\``,
  );
  return wordings ? `for example ${bodies.join(" or ")}` : bodies.join("");
}

/** docs/rejections.md: every reason for which a request to an API is refused, and the test that shows it. */
export function rejectionsPage(): string {
  const tests = findRejectionTests();
  const rows = (Object.entries(rejections) as [RejectionCode, Rejection][]).map(([code, rejection]) => {
    const { status, responseType = "", errorType, instead } = rejection;
    return `| \`${code}\` | ${rejectionMeanings[code]} | ${status} | ${instead === undefined ? errorType : "none"} | ${answerOf(rejection)} | ${responseType} | ${givenBy(code)} | ${linkTo(tests.get(code)!)} |`;
  });
  return [
    "# Rejections",
    "",
    "Why a request to an API is refused. The code is what the decision record keeps (`sallyport explain`); the client sees the status, `x-amzn-ErrorType` and a body, which an API may customise by the gateway response type. Where the wording depends on the case, examples are shown, of a caller `ann` and an API `abc`; each of them is a test, and each code has a test in which a request is refused with it.",
    "",
    "| code | what it means, and what to do | status | x-amzn-ErrorType | the client reads | gateway response | stage | test |",
    "|---|---|---|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
