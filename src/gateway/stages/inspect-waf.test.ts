import assert from "node:assert/strict";
import { test } from "node:test";
import type { MatchDetail, WafDecision } from "../../waf/decision.ts";
import type { SolutionFault } from "../../waf/puzzles/puzzle-desk.ts";
import type { RequestInput } from "../../waf/request.ts";
import { lambdaProxy, method, restStage, startHarness } from "../gateway.fixture.ts";
import type { StageFirewall, StagePuzzles, WebAclDirectory } from "../ports.ts";

const WEB_ACL_ARN = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/shop/a1";

const decision = (partial: Partial<WafDecision>): WafDecision => ({
  action: "ALLOW",
  terminatingRuleId: "Default_Action",
  terminatingRuleType: "REGULAR",
  terminatingRuleMatchDetails: [],
  nonTerminatingMatchingRules: [],
  ruleGroups: [],
  rateBasedRules: [],
  labels: [],
  insertedHeaders: [],
  oversizeFields: [],
  requestBodySizeBytes: 0,
  requestBodySizeInspectedBytes: 0,
  ...partial,
});

interface Asked {
  readonly stageArn: string;
  readonly request: RequestInput;
}

/** A firewall that always decides the same, and what it was asked. */
function firewall(always: Partial<WafDecision>): { webAcls: WebAclDirectory; asked: Asked[] } {
  const asked: Asked[] = [];
  const find = (stageArn: string) => ({
    webAclArn: WEB_ACL_ARN,
    inspect: (request: RequestInput) => {
      asked.push({ stageArn, request });
      return decision(always);
    },
  });
  return { webAcls: { find }, asked };
}

async function ask(webAcls: WebAclDirectory, path = "/", init?: RequestInit) {
  const harness = await startHarness({ webAcls });
  try {
    const answer = await harness.call(path, init);
    return { answer, record: harness.records().at(-1)! };
  } finally {
    await harness.stop();
  }
}

test("the web ACL sees the request below the stage, and an allowed one goes on", async () => {
  const { webAcls, asked } = firewall({});
  const { answer, record } = await ask(webAcls, "/?id=1", { headers: { "X-A": "b" } });
  assert.equal(answer.status, 200);
  assert.equal(record.stages[0]?.detail, "ALLOW by Default_Action");
  const [{ stageArn, request }] = asked as [Asked];
  assert.match(stageArn, /^arn:aws:apigateway:us-east-1::\/restapis\/abc\/stages\/prod$/);
  assert.deepEqual([request.uriPath, request.queryString, request.clientIp], ["/prod/", "id=1", "127.0.0.1"]);
});

test("the web ACL sees the peer's address and every copy of a header, whatever the client says of itself", async () => {
  const { webAcls, asked } = firewall({});
  const harness = await startHarness({ webAcls });
  try {
    const heads = ["Host: a", "X-Forwarded-For: 203.0.113.9", "X-A: one", "X-A: two", "Connection: close"];
    const path = "/_aws/execute-api/abc/prod/";
    await harness.raw(`${[`GET ${path} HTTP/1.1`, ...heads].join("\r\n")}\r\n\r\n`);
  } finally {
    await harness.stop();
  }
  const [{ request }] = asked as [Asked];
  assert.equal(request.clientIp, "127.0.0.1");
  assert.deepEqual(
    request.headers.filter(([name]) => name === "X-A"),
    [
      ["X-A", "one"],
      ["X-A", "two"],
    ],
  );
});

test("a blocked request is answered 403 and reaches nothing behind", async () => {
  const { webAcls } = firewall({
    action: "BLOCK",
    terminatingRuleId: "sql",
    response: { statusCode: 403, headers: [] },
    terminatingRuleMatchDetails: [
      {
        conditionType: "SQL_INJECTION",
        location: "SINGLE_QUERY_ARG",
        fieldName: "password",
        matchedData: ["secret"],
      },
    ],
  });
  const { answer, record } = await ask(webAcls);
  assert.deepEqual([answer.status, answer.text], [403, '{"message":"Forbidden"}']);
  assert.equal(record.rejection, "waf_blocked");
  assert.deepEqual(
    record.stages.map(({ stage, outcome }) => [stage, outcome]),
    [["inspect-waf", "reject"]],
  );
  assert.equal(record.stages[0]?.detail, "BLOCK by sql; SQL_INJECTION in SINGLE_QUERY_ARG password");
  assert.doesNotMatch(JSON.stringify(record), /secret/);
});

test("a path that no method has is inspected as well", async () => {
  const { webAcls } = firewall({ action: "BLOCK", response: { statusCode: 403, headers: [] } });
  const { record } = await ask(webAcls, "/nowhere");
  assert.equal(record.rejection, "waf_blocked");
});

test("a custom response is sent as written", async () => {
  const { webAcls } = firewall({
    action: "BLOCK",
    response: {
      statusCode: 429,
      headers: [{ name: "Retry-After", value: "9" }],
      body: "slow down",
      contentType: "text/plain",
    },
  });
  const { answer } = await ask(webAcls);
  assert.deepEqual(
    [answer.status, answer.text, answer.headers.get("retry-after"), answer.headers.get("content-type")],
    [429, "slow down", "9", "text/plain"],
  );
});

/** What is wrong with solutions that are not right. */
const FAULTS: Readonly<Record<string, SolutionFault>> = {
  late: "too late",
  aside: "the piece is in the wrong place",
};

/** A firewall whose rule asks for a token, and hands out one for the solution `right`. */
function guardedByPuzzles(action: "CAPTCHA" | "CHALLENGE", interstitial: boolean) {
  const statusCode = action === "CAPTCHA" ? 405 : 202;
  const response: WafDecision["response"] = {
    statusCode,
    headers: [{ name: "x-amzn-waf-action", value: action.toLowerCase() }],
    ...(interstitial && { interstitial: action }),
  };
  const missing = {
    responseCode: statusCode,
    solveTimestampEpochS: 0,
    failureReason: "TOKEN_MISSING",
  } as const;
  const { webAcls, asked } = firewall({
    action,
    terminatingRuleId: "check",
    response,
    captchaResponse: missing,
  });
  const puzzles: StagePuzzles = {
    issue: () => ({ action, puzzle: "p.s", work: { rounds: 1, zeroBits: 1 } }),
    redeem: (solution) =>
      solution === "right"
        ? { kind: "token", token: "t.s", cookieDomain: "example.com" }
        : { kind: "refused", fault: FAULTS[solution] ?? "tried before" },
  };
  const find = (stageArn: string) => ({ ...webAcls.find(stageArn)!, puzzles }) as StageFirewall;
  return { webAcls: { find }, asked };
}

for (const [action, status, code] of [
  ["CAPTCHA", 405, "waf_captcha"],
  ["CHALLENGE", 202, "waf_challenge"],
] as const) {
  test(`${action}: who reads HTML gets a page, everyone else the header and no body`, async () => {
    const page = await ask(guardedByPuzzles(action, true).webAcls);
    assert.equal(page.answer.status, status);
    assert.equal(page.answer.headers.get("x-amzn-waf-action"), action.toLowerCase());
    assert.equal(page.answer.headers.get("content-type"), "text/html; charset=utf-8");
    assert.match(page.answer.text, /data-puzzle="p\.s"/);
    assert.ok(page.answer.text.includes(page.record.requestId));
    assert.equal(page.record.rejection, code);
    assert.equal(page.record.stages[0]?.detail, `${action} by check; TOKEN_MISSING`);

    const { answer } = await ask(guardedByPuzzles(action, false).webAcls);
    assert.deepEqual([answer.status, answer.text], [status, ""]);
    assert.equal(answer.headers.get("x-amzn-waf-action"), action.toLowerCase());
    for (const { headers } of [page.answer, answer]) {
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(headers.get("x-amzn-errortype"), null);
    }
  });
}

const solving = (solution: string): RequestInit => ({
  method: "DELETE",
  headers: { "X-Aws-Waf-Solution": solution },
});

test("a right solution is answered with a token, and goes nowhere else", async () => {
  const { webAcls, asked } = guardedByPuzzles("CHALLENGE", true);
  const { answer, record } = await ask(webAcls, "/", solving("right"));
  assert.deepEqual([answer.status, answer.text], [204, ""]);
  assert.equal(
    answer.headers.get("set-cookie"),
    "aws-waf-token=t.s; Domain=example.com; Path=/; Max-Age=259200; Secure; HttpOnly; SameSite=Lax",
  );
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.deepEqual(
    record.stages.map(({ stage, outcome }) => [stage, outcome]),
    [["inspect-waf", "respond"]],
  );
  assert.deepEqual(
    asked.map(({ request }) => request.method),
    ["DELETE"],
    "rules count and log it like any request",
  );
  assert.doesNotMatch(JSON.stringify(record), /t\.s/);
});

for (const [solution, code, errorType, fault] of [
  ["again", "waf_solution_refused", "ForbiddenException", "tried before"],
  ["late", "waf_puzzle_expired", "ExpiredPuzzleException", "too late"],
  ["aside", "waf_piece_misplaced", "MisplacedPieceException", "the piece is in the wrong place"],
] as const) {
  test(`a solution that comes ${solution} is refused, and goes nowhere else either`, async () => {
    const { webAcls, asked } = guardedByPuzzles("CHALLENGE", true);
    const { answer, record } = await ask(webAcls, "/", solving(solution));
    assert.deepEqual([answer.status, answer.headers.get("set-cookie"), asked.length], [403, null, 1]);
    assert.equal(answer.headers.get("x-amzn-errortype"), errorType);
    assert.deepEqual(JSON.parse(answer.text), { message: "Forbidden" });
    assert.equal(record.rejection, code);
    assert.equal(record.stages[0]?.detail, `the solution is refused: ${fault}`);
  });
}

test("whoever is blocked gets no token for a right solution", async () => {
  const blocking = firewall({ action: "BLOCK", response: { statusCode: 403, headers: [] } });
  const redeemed: string[] = [];
  const puzzles: StagePuzzles = {
    issue: () => assert.fail("no puzzle is asked for"),
    redeem: (solution) => {
      redeemed.push(solution);
      return { kind: "token", token: "t.s" };
    },
  };
  const find = (stageArn: string) => ({ ...blocking.webAcls.find(stageArn)!, puzzles }) as StageFirewall;
  const { answer, record } = await ask({ find }, "/", solving("right"));
  assert.deepEqual([answer.status, answer.headers.get("set-cookie")], [403, null]);
  assert.equal(record.rejection, "waf_blocked");
  assert.deepEqual(redeemed, []);
});

test("a right solution goes nowhere else even where the rules would let the request in", async () => {
  const { webAcls } = firewall({});
  const puzzles: StagePuzzles = {
    issue: () => assert.fail("no puzzle is asked for"),
    redeem: () => ({ kind: "token", token: "t.s" }),
  };
  const find = (stageArn: string) => ({ ...webAcls.find(stageArn)!, puzzles }) as StageFirewall;
  const { answer } = await ask({ find }, "/", solving("right"));
  assert.deepEqual([answer.status, answer.text], [204, ""]);
});

test("where no rule asks for a token, the solution's header is one like any other", async () => {
  const { webAcls, asked } = firewall({});
  const { answer } = await ask(webAcls, "/", { headers: { "X-Aws-Waf-Solution": "right" } });
  assert.deepEqual([answer.status, asked.length], [200, 1]);
});

test("a stage whose web ACL cannot run refuses every request", async () => {
  const outage = { webAclArn: WEB_ACL_ARN, outage: "a rule refers to what is gone" };
  const { answer, record } = await ask({ find: () => outage });
  assert.deepEqual([answer.status, record.rejection], [500, "waf_unavailable"]);
});

test("the record of a stage whose web ACL cannot run shows no more than its logs would", async () => {
  const redaction = { uriPath: true, queryString: false, method: false, headers: new Set<string>() };
  const outage = { webAclArn: WEB_ACL_ARN, outage: "a rule refers to what is gone", redaction };
  const { record } = await ask({ find: () => outage }, "/people/jane");
  assert.equal(record.path, "REDACTED");
});

test("the record of what a web ACL saw shows no more than its logs would", async () => {
  const seen: MatchDetail = {
    conditionType: "SQL_INJECTION",
    location: "QUERY_STRING",
    matchedData: ["or 1=1"],
  };
  const { webAcls } = firewall({
    ...{ action: "BLOCK", terminatingRuleId: "sql", response: { statusCode: 403, headers: [] } },
    terminatingRuleMatchDetails: [seen],
  });
  const shown = async (queryString: boolean) => {
    const redaction = { uriPath: false, queryString, method: false, headers: new Set<string>() };
    const find = (stageArn: string) => ({ ...webAcls.find(stageArn)!, redaction }) as StageFirewall;
    const { record } = await ask({ find }, "/?q=or%201=1");
    return record.stages[0]?.firewall?.terminating?.seen[0];
  };
  assert.deepEqual((await shown(false))?.fragments, ["or 1=1"]);
  assert.deepEqual(await shown(true), {
    ...{ condition: "SQL_INJECTION", location: "QUERY_STRING", redacted: true },
  });
});

test("of many labels a few are told", async () => {
  const labels = Array.from({ length: 100 }, (_, index) => `label-${index}`);
  const { record } = await ask(firewall({ labels }).webAcls);
  assert.match(record.stages[0]!.detail!, /label-19$/);
});

test("a web ACL that fails lets nothing pass", async () => {
  const find = () => ({
    webAclArn: WEB_ACL_ARN,
    inspect: () => {
      throw new Error("broken");
    },
  });
  const { answer, record } = await ask({ find });
  assert.deepEqual([answer.status, record.rejection], [500, "internal_failure"]);
});

test("headers that rules insert reach the function in place of those that a client made up", async () => {
  const { webAcls } = firewall({
    insertedHeaders: [
      { name: "x-amzn-waf-verdict", value: "clean" },
      { name: "x-amzn-waf-Score", value: "0" },
    ],
  });
  let received: Record<string, string[]> = {};
  const harness = await startHarness({
    webAcls,
    stages: [restStage({ methods: [method({ integration: lambdaProxy() })] })],
    function: ({ payload }) => {
      received = (JSON.parse(payload.toString()) as { multiValueHeaders: typeof received }).multiValueHeaders;
      return { kind: "returned", payload: Buffer.from('{"statusCode": 200}') };
    },
  });
  try {
    await harness.call("/", {
      headers: { "X-Amzn-Waf-Verdict": "forged", "X-Amzn-Waf-Score": "9", "X-Kept": "yes" },
    });
  } finally {
    await harness.stop();
  }
  const values = (wanted: string) =>
    Object.entries(received).flatMap(([name, list]) => (name.toLowerCase() === wanted ? list : []));
  assert.deepEqual(values("x-amzn-waf-verdict"), ["clean"]);
  assert.deepEqual(values("x-amzn-waf-score"), ["0"]);
  assert.deepEqual(values("x-kept"), ["yes"]);
});
