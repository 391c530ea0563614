/**
 * What the firewall's detectors cost on one core, in microseconds per call (median of 200 rounds):
 * `node bench/waf-detectors.ts`.
 */
import { detectSqli } from "../src/waf/detectors/sqli.ts";
import { detectXss } from "../src/waf/detectors/xss.ts";
import { managedRuleGroups } from "../src/waf/managed/managed-rule-groups.ts";
import { InspectedRequest, type RequestInput } from "../src/waf/request.ts";

const PLAIN = "The quick brown fox jumps over a lazy dog near the river bank while birds sing on the roof ";

const CASES: readonly (readonly [name: string, text: string])[] = [
  ["16 B word", "hello-world-2024"],
  ["1 KB plain text", PLAIN.repeat(12).slice(0, 1024)],
  ["1 KB prose with quotes", `It's Ann's "new" book (2nd ed.), and it isn't bad; `.repeat(21).slice(0, 1024)],
  ["4 KB source code", `if (a > 0 && b === 'x') { c = f(a, "y"); } // it's\n`.repeat(82).slice(0, 4096)],
  ["SQL injection", "1' UNION SELECT username, password FROM users-- -"],
  ["script injection", `"><img src=x onerror=alert(1)>`],
  ["64 KB of quotes", "'".repeat(65_536)],
  ["64 KB of (", "(".repeat(65_536)],
  ["64 KB of 1,", "1,".repeat(32_768)],
  ["64 KB of /*", "/*".repeat(32_768)],
  ["64 KB of <a", "<a ".repeat(21_845)],
  ["64 KB of &#", "&#".repeat(32_768)],
];

function medianMicroseconds(run: () => void, rounds: number, calls: number): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = process.hrtime.bigint();
    for (let call = 0; call < calls; call += 1) run();
    times.push(Number(process.hrtime.bigint() - start) / 1000 / calls);
  }
  return times.sort((a, b) => a - b)[rounds >> 1]!;
}

let flip = 0;
/** The same text as another string, so that nothing is remembered of the last call. */
const fresh = (text: string): string => {
  flip ^= 1;
  return flip === 0 ? `${text}x` : `${text}y`;
};

console.log("| text | SQL injection µs | script injection µs |\n|---|---|---|");
for (const [name, text] of CASES) {
  const [rounds, calls] = text.length > 10_000 ? [5, 1] : [200, 50];
  const sqli = medianMicroseconds(() => detectSqli(fresh(text), "LOW"), rounds, calls);
  const xss = medianMicroseconds(() => detectXss(fresh(text)), rounds, calls);
  console.log(`| ${name} | ${sqli.toFixed(2)} | ${xss.toFixed(2)} |`);
}

const RULES = managedRuleGroups()
  .filter(({ name }) => /(?:Common|SQLi|KnownBadInputs)RuleSet$/.test(name))
  .flatMap(({ rules }) => rules);

const HEADERS = [
  ["host", "api.example.com"],
  ["user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0"],
  ["accept", "application/json, text/plain, */*"],
  ["cookie", "session=abc123; theme=dark"],
  ["content-type", "application/json"],
] as const;

const ORDER = {
  id: 5,
  name: "Anna O'Brien",
  note: "please leave it at the door, thank you",
  sku: "AB-1234",
  price: 12.5,
};

function requestInput(queryString: string, body: string): RequestInput {
  const bytes = Buffer.from(body);
  return {
    method: body === "" ? "GET" : "POST",
    uriPath: "/v1/orders/5",
    queryString,
    headers: HEADERS,
    body: bytes,
    bodySizeBytes: bytes.length,
    clientIp: "192.0.2.1",
    httpVersion: "HTTP/1.1",
  };
}

const REQUESTS: readonly (readonly [name: string, input: RequestInput])[] = [
  ["GET with three arguments", requestInput("id=5&name=Anna%20O%27Brien&sort=-price", "")],
  ["POST of 4 KB of JSON", requestInput("", JSON.stringify({ orders: Array(38).fill(ORDER) }))],
];

console.log("\n| Common + SQLi + KnownBadInputs, every rule | µs |\n|---|---|");
for (const [name, input] of REQUESTS) {
  const micros = medianMicroseconds(
    () => {
      const request = new InspectedRequest(input);
      for (const rule of RULES) rule.inspect(request);
    },
    200,
    20,
  );
  console.log(`| ${name} | ${micros.toFixed(1)} |`);
}
