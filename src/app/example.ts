import { createHmac } from "node:crypto";
import { join } from "node:path";
import { systemClock } from "../base/clock.ts";
import type { Terminal } from "./command.ts";
import { deployTemplate } from "./deploy-template.ts";
import { stageUrl } from "./local-url.ts";
import { programName } from "./program-name.ts";
import type { RunningServer } from "./server.ts";
import { shownPath } from "./shown-path.ts";

const templateFile = join(import.meta.dirname, "..", "..", "examples", "orders", "template.yaml");

/** One thing to try: what it shows, and the command. */
interface Trial {
  readonly shows: string;
  readonly command: string;
}

/** The default of the template's parameter LinkKey. */
const linkKey = "steep-four-minutes";

/** `x' OR '1'='1`, as a client sends it. */
const injection = "x%27%20OR%20%271%27=%271";

/** A link as the example's owner would hand it out, good until `expiresS`, seconds since the epoch. */
function signedLink(path: string, expiresS: number): string {
  const target = `${path}?expires=${expiresS}`;
  return `${target}&signature=${createHmac("sha256", linkKey).update(target).digest("base64url")}`;
}

function trials(stage: string, dataFolder: string, nowMs: number): readonly Trial[] {
  const ca = join(shownPath(dataFolder), "ca.pem");
  const data = dataFolder.endsWith(".sallyport") ? "" : ` --data ${shownPath(dataFolder)}`;
  const call = (method: string, path: string, rest: string): string =>
    `${programName} call ${method} ${stage}${path} ${rest}${data}`;
  const expiresS = Math.floor(nowMs / 1000) + 3600;
  const link = signedLink("/prices", expiresS);
  const order = `--body '{"item": "tea", "quantity": 2}'`;
  return [
    { shows: "open to all → 200", command: `curl --cacert ${ca} ${stage}/health` },
    { shows: "IAM, but not signed → 403", command: `curl --cacert ${ca} ${stage}/orders` },
    {
      shows: "signed as the clerk, who may place orders → 201",
      command: call("POST", "/orders", `--as orders-clerk ${order}`),
    },
    {
      shows: "signed as the auditor, who may look → 200",
      command: call("GET", "/orders", "--as orders-auditor"),
    },
    {
      shows: "signed as the auditor, who may not place orders → 403",
      command: call("POST", "/orders", `--as orders-auditor ${order}`),
    },
    {
      shows: "with the partner's token, by a Lambda authorizer → 200",
      command: `curl --cacert ${ca} -H "Authorization: Bearer tea-for-two" ${stage}/catalogue`,
    },
    {
      shows: "with another token → 401",
      command: `curl --cacert ${ca} -H "Authorization: Bearer guess" ${stage}/catalogue`,
    },
    {
      shows: "by a link that was signed for an hour, by a request authorizer → 200",
      command: `curl --cacert ${ca} "${stage}${link}"`,
    },
    {
      shows: "the same link, its end moved by a second → 401",
      command: `curl --cacert ${ca} "${stage}${link.replace(/expires=\d+/, `expires=${expiresS + 1}`)}"`,
    },
    {
      shows: "an SQL injection, by the web ACL → 403 Forbidden",
      command: `curl -i --cacert ${ca} "${stage}/health?name=${injection}"`,
    },
    {
      shows: "a name with an apostrophe is none → 200",
      command: `curl --cacert ${ca} "${stage}/health?name=O%27Brien%20or%20Jones"`,
    },
    {
      shows: "what each rule of the web ACL makes of a request, without sending it",
      command:
        `echo 'GET /prod/health?name=${injection} HTTP/1.1' | ` +
        `${programName} waf test --acl orders --request -${data}`,
    },
    {
      shows: "why? (the request id is in the answer)",
      command: `${programName} explain REQUEST_ID${data}`,
    },
  ];
}

/** Deploys `examples/orders` and says what to try: one allowed and one refused request per kind of protection. */
export async function deployExample(server: RunningServer, terminal: Terminal): Promise<string> {
  const { outputs } = await deployTemplate(
    { file: templateFile, stackName: "orders", server: server.address, dataFolder: server.dataFolder },
    terminal,
  );
  const url = stageUrl(String(outputs["ApiId"]), "prod", server.address);
  const lines = trials(url, server.dataFolder, systemClock.nowMs()).flatMap(({ shows, command }) => [
    "",
    `  # ${shows}`,
    `  ${command}`,
  ]);
  return ["", `The example examples/orders is deployed: ${url}`, ...lines, ""].join("\n");
}
