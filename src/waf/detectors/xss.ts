import type { DetectorMatch } from "../detector.ts";
import { anyOf } from "./any-of.ts";
import { EVIDENCE, evidenceOf, mayBeAddress, mayBeScript } from "./evidence.ts";
import { decodeEntities } from "./html-entities.ts";
import { type HtmlAttribute, type HtmlToken, readAttributes, readHtml } from "./html-tokens.ts";
import { findTemplate } from "./xss-templates.ts";
import {
  ADDRESS_ATTRIBUTES,
  COMMON_EVENT_HANDLER,
  DANGEROUS_ATTRIBUTES,
  DANGEROUS_TAGS,
  DANGEROUS_TAGS_WITH_ATTRIBUTES,
  EVENT_HANDLER,
  FRAMEWORK_HANDLER,
  isHarmlessUse,
  SCRIPT_SINKS,
} from "./xss-vocabulary.ts";

/** Most characters of the text that a match repeats. */
const PIECE_LENGTH_MAX = 96;

/**
 * Looks for script that was injected into a value. The text is read as HTML, as the rest of an attribute's value, as an
 * address, and as the rest of a string in a script. Markup without script (`<b>`, a link to a page) is no match.
 *
 * @param evidence What `evidenceOf` says of the text, where it is known already.
 *
 * `detectXss('"><img src=x onerror=alert(1)>')` → `{ kind: "XSS", matchedData: ["<img src=x onerror=alert(1)>"], … }`
 */
export function detectXss(value: string, evidence: number = evidenceOf(value)): DetectorMatch | undefined {
  // Browsers skip null characters in places where filters do not.
  const text = value.includes("\0") ? value.replaceAll("\0", "") : value;
  const bits = text === value ? evidence : evidenceOf(text);
  const address = mayBeAddress(bits) ? asAddress(text) : undefined;
  if (address || !mayBeScript(bits)) return address;
  return (
    (text.includes("<") ? inMarkup(text) : undefined) ??
    inAttribute(text) ??
    inScript(text) ??
    ((bits & (EVIDENCE.scriptWord | EVIDENCE.bracket)) === 0 ? undefined : inBareScript(text)) ??
    inTemplate(text) ??
    inStyle(text)
  );
}

const found = (detail: string, piece: string): DetectorMatch => ({
  kind: "XSS",
  matchedData: [piece.slice(0, PIECE_LENGTH_MAX)],
  detail,
});

function inMarkup(text: string): DetectorMatch | undefined {
  for (const token of readHtml(text)) {
    const reason = token.kind === "tag" ? dangerOfTag(token) : dangerOfDeclaration(token);
    if (reason !== undefined) return found(reason, token.source);
  }
  // A browser may see the element where we saw an attribute's value: they differ on what ends a quote.
  const script = SCRIPT_ELEMENT.exec(text);
  return script ? found("element script", text.slice(script.index)) : undefined;
}

const SCRIPT_ELEMENT = /<\s*\/?script(?:[\s/>]|$)/i;

function dangerOfTag(tag: HtmlToken & { kind: "tag" }): string | undefined {
  // `<scr<script>` and `<x:script>`: what a sloppy filter leaves, and what a namespace hides.
  const name = tag.name.replace(/^[a-z0-9]+:(?=[a-z])/, "");
  const isDangerous =
    DANGEROUS_TAGS.has(name) ||
    (DANGEROUS_TAGS_WITH_ATTRIBUTES.has(name) && tag.attributes.some(({ value }) => value !== ""));
  if (isDangerous && !isHarmlessUse(name, attributesOf(tag))) return `element ${name}`;
  if (/^(?:svg|math):/.test(tag.name)) return `element ${tag.name}`;
  if (tag.name.includes("<")) return dangerOfNestedTag(tag.name);
  if (/^(?:script|iframe|svg|embed)[^\w.@-]/.test(name)) return `element ${name}`;
  for (const attribute of tag.attributes) {
    const reason = dangerOfAttribute(attribute, EVENT_HANDLER);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Of an attribute that is given twice, browsers take the first. */
const attributesOf = ({ attributes }: HtmlToken & { kind: "tag" }): ReadonlyMap<string, string> =>
  new Map([...attributes].reverse().map(({ name, value }) => [name, value]));

const dangerOfNestedTag = (name: string): string | undefined =>
  name.split("<").some((part) => DANGEROUS_TAGS.has(part)) ? `nested element ${name}` : undefined;

function dangerOfAttribute({ name, value }: HtmlAttribute, handlers: RegExp): string | undefined {
  if (name === "…") return "too many attributes";
  if (handlers.test(name) && value !== "") return `event handler ${name}`;
  if (DANGEROUS_ATTRIBUTES.has(name)) return `attribute ${name}`;
  if (FRAMEWORK_HANDLER.test(name) && SCRIPT_SINKS.test(value)) return `event handler ${name}`;
  if (name.includes("<")) {
    const nested = /<(script|iframe|svg|object|embed|style)/.exec(name);
    if (nested) return `nested element ${nested[1]}`;
  }
  if (value === "") return undefined;
  if (name === "style") return dangerOfStyle(value);
  if (name.startsWith("xmlns"))
    return /^(?:urn:schemas-microsoft|x-schema:)|</i.test(value) ? `namespace ${value}` : undefined;
  if (isScriptAddress(value)) return `address of script in ${name}`;
  if (!ADDRESS_ATTRIBUTES.has(name) && value.includes("<") && !value.includes(" ")) return undefined;
  return /\bon(?:load|error|click|mouse\w+|focus)\s*=/i.test(decodeEntities(value)) &&
    /</.test(decodeEntities(value))
    ? `markup in ${name}`
    : undefined;
}

function dangerOfDeclaration(token: HtmlToken): string | undefined {
  const source = token.source;
  if (token.kind === "comment")
    return /<!--\s*\[\s*if|`|^<!--\s*#\s*(?:exec|include)|<\s*script/i.test(source) ? "comment" : undefined;
  if (
    /^<!\s*(?:entity|attlist|element|notation)/i.test(source) ||
    /^<!doctype[^>]*(?:\[|system|public\s+["'](?!-\/\/w3c))/i.test(source)
  ) {
    return "declaration of an entity";
  }
  if (/^<\?\s*(?:xml-stylesheet|xml:namespace|import)/i.test(source)) return "processing instruction";
  return /^<[!?]\s[^>]*[<'"`]/.test(source) && !/^<\?xml\s|^<!doctype\s/i.test(source)
    ? "broken declaration"
    : undefined;
}

/** What browsers drop from a scheme: white space and control characters, anywhere. */
const IGNORED_IN_SCHEME = /[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]+/g;
const SCRIPT_SCHEME =
  /^(?:(?:\W{0,6}(?:view-source:|feed:|jar:|url[:(]))+\W{0,2})?(?:(?:java|vb|live|j)script|mocha):/i;
const ACTIVE_DATA =
  /^data:[^,]{0,200}?(?:html|svg|xml|javascript|ecmascript|jscript|script|x-x509|octet-stream|dom-event|css)|^data:(?:;[^,]{0,100})?,.*(?:<|%3c|expression|alert)|^data:.{0,8}(?:base64|,)/i;

/** Whether an address runs script: `javascript:`, `vbscript:`, `data:` of a type that runs, however obfuscated. */
export function isScriptAddress(value: string): boolean {
  const address = decodeEntities(value).slice(0, 2048).replace(IGNORED_IN_SCHEME, "");
  return (
    SCRIPT_SCHEME.test(address) ||
    (address.slice(0, 5).toLowerCase() === "data:" && ACTIVE_DATA.test(address)) ||
    /^(?:\d+;)+\W{0,3}(?:url=?)?\W{0,3}(?:javascript|vbscript|data):/i.test(address)
  );
}

const STYLE_DANGER =
  /expression\(|behaviou?r:|-moz-binding|-o-link|javascript:|vbscript:|@import|url\(['"]?(?:data:(?!image\/(?:png|gif|jpe?g|webp))|\/\/)|binding:|content:url|\}/i;

function dangerOfStyle(value: string): string | undefined {
  // A comment within a style's value hides something.
  if (value.includes("/*")) return "style";
  const plain = decodeEntities(value)
    .replace(/\\([0-9a-f]{1,6})\s?/gi, (_, hex: string) =>
      String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0xffff)),
    )
    .replace(/\\|[\s\0]+/g, "");
  const bracket = plain.indexOf("[");
  const hasBrackets = bracket >= 0 && plain.includes("]", bracket);
  return STYLE_DANGER.test(plain) || plain.includes("<") || hasBrackets ? "style" : undefined;
}

/** `" onfocus=alert(1) x="`: the text ends an attribute's value and adds attributes of its own. */
function inAttribute(text: string): DetectorMatch | undefined {
  if (!text.includes("=") || !/on[a-z]{3,}|style|formaction|href|src|xmlns/i.test(text)) return undefined;
  for (const quote of ['"', "'", "`", " ", ""]) {
    const end = text.indexOf(quote);
    if (end < 0) continue;
    for (const attribute of readAttributes(text, end + quote.length).attributes) {
      // Of a handler that few know, what it runs must look like script.
      const isCommon = COMMON_EVENT_HANDLER.test(attribute.name);
      if ((quote.trim() === "" || !isCommon) && !isScriptLike(attribute)) {
        if (quote.trim() === "" || !isScriptAddress(attribute.value)) continue;
      }
      const reason = dangerOfAttribute(attribute, EVENT_HANDLER);
      if (reason?.startsWith("event") || reason?.startsWith("address")) {
        return found(`attribute break-out, ${reason}`, `${attribute.name}=${attribute.value}`);
      }
    }
  }
  return undefined;
}

const isScriptLike = ({ name, value }: HtmlAttribute): boolean =>
  EVENT_HANDLER.test(name) && SCRIPT_SINKS.test(decodeEntities(value));

/** How a scheme that runs script begins, or a reference to its first letter. */
const ADDRESS_START = /^[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff"'(]*[jvlmd&]/i;

/** The whole text is an address that runs script. */
function asAddress(text: string): DetectorMatch | undefined {
  if (!ADDRESS_START.test(text) || !/^[^:]{0,255}(?::|&)/.test(text)) return undefined;
  const head = decodeEntities(text.slice(0, 4096)).replace(IGNORED_IN_SCHEME, "");
  const scheme = /^["'(]*(?:(?:java|vb|live|j)script|mocha):(.*)/is.exec(head);
  if (scheme) return looksLikeCode(text, scheme[1]!) ? found("address of script", text) : undefined;
  return /^data:(?:text\/(?:html|xml)|image\/svg|application\/(?:x?html|xml|x-|javascript))|^data:,\s*(?:alert|confirm|prompt|eval)\b/i.test(
    head,
  )
    ? found("address of markup", text)
    : undefined;
}

/** Tells `javascript:alert(1)` from the title `JavaScript: The Good Parts`. */
const looksLikeCode = (text: string, code: string): boolean =>
  SCRIPT_SINKS.test(code) ||
  /^\/[/*]/.test(code) ||
  ((/:[\s\0]*[\w.$]*[(`[=]/.test(text) || /script:\S/i.test(text)) && /[(`=;[]/.test(code));

/** A quote, then operators, then something that only a script would go on with. */
const SCRIPT_BREAKOUT =
  /^[^'"`\n<]{0,4096}\\?['"`]\s*(?:[-+*/%&|^,;?:)}\]=]|\/\*.{0,32}\*\/|\bin\b|\n)[\s)}\];,+*/|&^%-]*(?:\/\*.{0,32}\*\/)?\s*(?:void|typeof|\(|\[|!|~|\{|var\s|if\s*\(|this|(?:top|self|window|parent)(?!\s*\[))*\s*/i;

function inScript(text: string): DetectorMatch | undefined {
  const breakout = SCRIPT_BREAKOUT.exec(text);
  if (breakout) {
    const rest = text.slice(breakout[0].length, breakout[0].length + 256);
    const sink = SCRIPT_SINKS.exec(rest);
    if (sink && sink.index < 24 && (!sink[0].startsWith("throw") || /onerror/i.test(text)))
      return found("script string break-out", text.slice(breakout.index));
  }
  return undefined;
}

function inBareScript(text: string): DetectorMatch | undefined {
  const bare = BARE_SCRIPT.exec(text);
  return bare ? found("script", bare[0]) : undefined;
}

/** Calls that only a probe makes, as the whole text, and script that has no other purpose, anywhere. */
const BARE_SCRIPT = anyOf(
  /^(?:\*\/|[\s;)}\]"'`+-]{0,16})(?:(?:window|self|top|parent|this|globalthis)\s*[.[]\W{0,2})?\(?(?:alert|confirm|prompt|eval)\W{0,2}[\])]?\s*[(`]\s*(?:[\d'"`/]|document|window|location|string|self|atob|unescape|xss|this|1|\))[^\n]{0,128}$/,
  /\b(?:alert|confirm|prompt|eval)\s*(?:\.(?:call|apply|bind)\s*\(|\?\.\()/,
  /\beval\s*\(\s*(?:string\s*\.\s*fromcharcode|atob|unescape|location|name)\b|string\s*\.\s*fromcharcode\s*\(\s*(?:88|97|60)\s*,/,
  /\b(?:settimeout|setinterval)\s*(?:\(\s*(?:["'`]\s*)?(?:alert|eval|confirm|prompt)\b|`[^`\s]{1,64}[(\\])|\bnew\s+function\s*\(\s*["'`]|\bfunction`\w{1,32}\(/,
  /\.constructor\s*\(\s*["'`]\s*(?:alert|eval|confirm|prompt|return\b)|\breflect\.(?:apply|construct)\s*\(\s*(?:alert|eval)|\bonerror\s*:\s*(?:alert|eval)\b/,
  /\blocation\s*(?:\.\s*(?:href|hash|assign|replace)\s*)?[=(]\s*(?:["'`]\s*)?javascript:|^\W{0,4}(?:(?:document|window|top|self)\.)?location(?:\.(?:href|replace|assign))?\s*[=(]\s*(?:name\b|["'`]\/\/|["'`]https?:)/,
  /\bdocument\s*\.\s*(?:cookie\s*[^\w\s]{0,4}$|write(?:ln)?\s*\(\s*(?:["'`]\s*)?<|createelement\s*\(\s*["'`]script)|\$\.(?:globaleval|getscript)\s*\(|\bimport\s*\(\s*["'`](?:data:|\/\/)/,
  /\[\s*["'](?:\\x|\\u00|constructor["'])|^(?:top|self|window|parent|frames|this|globalthis)\s*\[\s*["'`]|\bonerror\s*=\s*\w{1,32}\s*;\s*throw\b/,
  // Script of six characters, and addresses of script in Markdown.
  /(?:\[\]|\+!|!\[\]|\(!){6}|(?=[[\]()!+]{0,23}\[\])[[\]()!+]{24}|\]\(\s*(?:javascript|vbscript|data:text\/html)/,
);

/** An expression that a template engine in the page would run. */
const inTemplate = (text: string): DetectorMatch | undefined => {
  const expression = text.includes("{") ? findTemplate(text) : undefined;
  return expression === undefined ? undefined : found("template expression", expression);
};

const RAW_STYLE =
  /(?:[:=]|\/\*.{0,16}\*\/)\s*expression\s*\(|url\s*\(\s*(?:["']\s*)?(?:java|vb)script\s*:|-moz-binding\s*:\s*url|behaviou?r\s*:\s*url|@im\\?port\s*["'\\]/i;

const inStyle = (text: string): DetectorMatch | undefined => {
  const match = RAW_STYLE.exec(text);
  return match ? found("style", match[0]) : undefined;
};
