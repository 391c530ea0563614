/** Elements that run script, load it, or change how the page is read, whatever their attributes. */
export const DANGEROUS_TAGS: ReadonlySet<string> = new Set(
  "script iframe frame frameset embed applet style bgsound ilayer isindex vmlframe event-source foreignobject xss portal fencedframe plaintext xmp noembed noframes htmlfile noscript svg math".split(
    " ",
  ),
);

/** Elements that do so only by their attributes. Without any they are placeholders such as `<handler>`. */
export const DANGEROUS_TAGS_WITH_ATTRIBUTES: ReadonlySet<string> = new Set(
  "object base meta link xml layer import handler listener animate animatetransform animatemotion set template use".split(
    " ",
  ),
);

/** Relations of a page to others that load nothing into it. */
const HARMLESS_LINK =
  /^(?:canonical|next|prev|up|top|first|last|contents|home|index|copyright|alternate|shortlink|author|license|help|search|amphtml|me|nofollow|(?:shortcut |fluid-)?icon|apple-touch-icon(?:-precomposed)?|mask-icon)$/i;

/** What a page says of itself: only a few headers that it may set do more. */
const HARMLESS_META = /^(?:content-type|content-language|x-ua-compatible|x-dns-prefetch-control)$/i;

/** How a drawing looks. */
const PRESENTATION =
  /^(?:xmlns|viewbox|width|height|class|id|fill[\w-]*|stroke[\w-]*|role|aria-[\w-]+|focusable|preserveaspectratio|version|x|y|title|xml:space|data-[\w-]+)$/;

/** Whether an element of a dangerous kind is none by its attributes: `<meta charset=utf-8>`, `<svg viewBox="0 0 8 8">`. */
export function isHarmlessUse(name: string, attributes: ReadonlyMap<string, string>): boolean {
  if (name === "link") return HARMLESS_LINK.test(attributes.get("rel") ?? "");
  if (name === "svg")
    return attributes.size > 0 && [...attributes.keys()].every((key) => PRESENTATION.test(key));
  if (name !== "meta") return false;
  const header = attributes.get("http-equiv");
  const isPlain =
    header === undefined ? attributes.has("name") || attributes.has("charset") : HARMLESS_META.test(header);
  return isPlain && ![...attributes.values()].some((value) => /utf-?7|script|url/i.test(value));
}

/** Attributes whose value is an address that the browser opens, runs or shows. */
export const ADDRESS_ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    "href src action formaction data xlink:href background poster lowsrc dynsrc codebase code archive cite longdesc profile " +
    "usemap classid ping srcset manifest icon from to values by folder value content ev:handler handler url attributename " +
    "implementation x:href xml:base target"
  ).split(" "),
);

/** Attributes that bind markup or script from elsewhere. */
export const DANGEROUS_ATTRIBUTES: ReadonlySet<string> = new Set(
  "srcdoc datasrc datafld dataformatas xmlns:xlink ev:event ev:handler fscommand seeksegmenttime contentscripttype allowscriptaccess".split(
    " ",
  ),
);

/** Functions and objects that a script reaches for first. */
export const SCRIPT_SINKS =
  /(?:alert|confirm|prompt|eval|expression|print|fetch|import|atob|open|write|writeln|settimeout|setinterval|setimmediate|execscript|msgbox|postmessage|function|importscripts|fromcharcode|require|sendbeacon)\s*(?:\/\*.{0,64}?\*\/\s*)?(?:\)?[(`]|\?\.\(|\]|\.(?:call|apply|bind)\b)|\b(?:document|window|self|top|parent|frames|globalthis|location|navigator|localstorage|sessionstorage|history|xmlhttprequest|constructor)\s*(?:[.[=(]|\?\.)|(?:document|window)\s*\[|(?:inner|outer)html\s*=|\bnew\s+(?:image|function|xmlhttprequest|websocket)\b|=\s*(?:alert|confirm|prompt|eval)\b|\\u00[46]|throw\s/i;

/** Names of event handlers: `on` and a word of letters. Prose has few such words, and none with an equals sign. */
export const EVENT_HANDLER = /^(?:[a-z]+:)?on[a-z]{3,40}$/;

/** Names of attributes whose value a framework in the page runs: AngularJS, Vue, Alpine, htmx. */
export const FRAMEWORK_HANDLER = /^(?:(?:data-)?(?:ng|v|x|hx)-[a-z:.-]{2,40}|[@:][a-z][\w.:-]{1,40})$/;

/** Names of event handlers that no prose or query string has, for text outside of any tag. */
export const COMMON_EVENT_HANDLER =
  /^on(?:abort|activate|after\w+|animation\w+|auxclick|before\w+|begin|blur|bounce|can\w+|change|click|close|contextmenu|copy|cut|dblclick|drag\w*|drop|durationchange|end|ended|error|finish|focus\w*|form\w+|fullscreen\w+|hashchange|input|invalid|key\w+|load\w*|message\w*|mouse\w+|move\w*|offline|online|page\w+|paste|pause|play\w*|pointer\w+|popstate|progress|readystatechange|repeat|reset|resize\w*|scroll\w*|search|seek\w+|select\w*|show|start|stop|storage|submit|suspend|time\w*|toggle|touch\w+|transition\w+|unload|volumechange|wait\w+|wheel|webkit\w+|zoom)$/;
