import { managedRuleGroups } from "../../src/waf/managed/managed-rule-groups.ts";
import { InspectedRequest, type RequestInput } from "../../src/waf/request.ts";

const HEADERS: RequestInput["headers"] = [
  ["host", "shop.example.com"],
  ["user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0"],
  ["accept", "text/html,application/xhtml+xml,*/*;q=0.8"],
];

interface Sent {
  readonly uriPath?: string;
  readonly queryString?: string;
  readonly headers?: RequestInput["headers"];
  readonly body?: string;
}

function requestOf({ body, headers = [], ...sent }: Sent): InspectedRequest {
  const bytes = Buffer.from(body ?? "", "latin1");
  return new InspectedRequest({
    method: body === undefined ? "GET" : "POST",
    uriPath: "/app/item",
    queryString: "",
    ...sent,
    headers: [...HEADERS, ...headers],
    body: bytes,
    bodySizeBytes: bytes.length,
    clientIp: "192.0.2.1",
    httpVersion: "HTTP/1.1",
  });
}

/** Every byte of a byte string as percent-encoding: what a client may send of any text. */
const encode = (text: string): string => Buffer.from(text, "latin1").toString("hex").replace(/../g, "%$&");

/** A path's segment as clients send it: what need not be encoded is not. */
const encodeSegment = (text: string): string => text.replace(/[^\w.~-]/g, (char) => encode(char));

/** The ways in which a text reaches a server. */
export const DELIVERIES = {
  query: (text: string) => requestOf({ queryString: `id=${encode(text)}&page=2` }),
  form: (text: string) =>
    requestOf({
      headers: [["content-type", "application/x-www-form-urlencoded"]],
      body: `name=x&comment=${encode(text)}&go=1`,
    }),
  JSON: (text: string) =>
    requestOf({
      headers: [["content-type", "application/json"]],
      body: JSON.stringify({ id: 7, data: { comment: text } }),
    }),
  cookie: (text: string) => requestOf({ headers: [["cookie", `theme=dark; pref=${encode(text)}`]] }),
  header: (text: string) =>
    requestOf({
      headers: [
        ["referer", `https://shop.example.com/s?q=${encode(text)}`],
        ["x-note", text.replace(/[\r\n\0]/g, " ")],
      ],
    }),
  path: (text: string) => requestOf({ uriPath: `/app/${text.split("/").map(encodeSegment).join("/")}` }),
} as const;

export type Delivery = keyof typeof DELIVERIES;

// Sizes say nothing of what a text is.
const GROUPS = managedRuleGroups().map(({ name, rules }) => ({
  name,
  rules: rules.filter((rule) => !rule.name.startsWith("SizeRestrictions")),
}));
const RULES = GROUPS.flatMap(({ rules }) => rules);

/** The names of the managed rule groups that come along. */
export const GROUP_NAMES: readonly string[] = GROUPS.map(({ name }) => name);

/** The names of the managed rule groups that stop a text, each by itself. */
export function groupsThatStop(text: string, delivery: Delivery): readonly string[] {
  const request = DELIVERIES[delivery](text);
  return GROUPS.filter(({ rules }) => rules.some((rule) => rule.inspect(request))).map(({ name }) => name);
}

/** The names of the managed rules of every group that stop a text, as a query argument or by another way. */
export function rulesThatStop(text: string, delivery: Delivery = "query"): readonly string[] {
  const request = DELIVERIES[delivery](text);
  return RULES.filter((rule) => rule.inspect(request)).map(({ name }) => name);
}

/** Whether any managed rule of any group stops a text. */
export function isStopped(text: string, delivery: Delivery): boolean {
  const request = DELIVERIES[delivery](text);
  return RULES.some((rule) => rule.inspect(request));
}
