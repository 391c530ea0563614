import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { exchange } from "../exchange.fixture.ts";
import { compileMappingTemplate } from "../mapping-template.ts";
import { VtlError } from "./cursor.ts";
import { Overrides } from "./overrides.ts";

const body = JSON.stringify({
  things: { 1: {}, 2: { a: [1, 2.5, null] } },
  pets: [
    { id: 1, name: "Rex" },
    { id: 2, name: "Tom" },
  ],
  text: 'it\'s "quoted" é',
});

const x = exchange({
  method: "POST",
  path: "/things/a%20b",
  rawQuery: "q=1&q=2&both=query",
  rawHeaders: ["Host", "h", "X-Both", "header", "both", "header"],
  resourcePath: "/things/{id}",
  pathParameters: { id: "a%20b" },
  variables: { colour: "blue" },
});

function render(template: string, payload = body, overrides = new Overrides()): string {
  return compileMappingTemplate(template)({ x, body: Buffer.from(payload), overrides }).toString();
}

const cases: readonly [template: string, output: string][] = [
  // References.
  ["plain # text, $5 and #fff", "plain # text, $5 and #fff"],
  ["$undefined ${undefined.deep} $!undefined.", "$undefined ${undefined.deep} ."],
  ["\\$context.stage \\#if \\x", "$context.stage #if \\x"],
  ["$context.stage. ${context.stage}x $context.identity.sourceIp", "prod. prodx 203.0.113.9"],
  ["[$context.absent][$context.identity.userArn]", "[][]"],
  ["$stageVariables.colour ${stageVariables['colour']} $stageVariables.get('colour')", "blue blue blue"],
  ["#[[ $raw #if ]]#", " $raw #if "],
  ["a## comment\nb#* block\n *#c", "abc"],
  // Input.
  ["$input.params('id')|$input.params('q')|$input.params('x-both')|$input.params('none')", "a b|2|header|"],
  ["$input.params('both')", "query"],
  [
    "$input.params().path.id $input.params().get('querystring').q $input.params().header.get('X-Both')",
    "a b 2 header",
  ],
  ["$input.json('$.pets[0]')", '{"id":1,"name":"Rex"}'],
  ["$input.json('$.missing') [$input.path('$.missing')]", '"" []'],
  ["$input.path('$.pets[0].name') $input.path('$.pets').size()", "Rex 2"],
  ["$input.path('$.things')", "{1={}, 2={a=[1,2.5,null]}}"],
  // Utilities.
  ["$util.escapeJavaScript($input.path('$.text'))", 'it\\\'s \\"quoted\\" \\u00E9'],
  ['$util.escapeJavaScript("it\'s").replaceAll("\\\\\'", "\'")', "it's"],
  ["$util.urlEncode('a b&c*(') $util.urlDecode('a+b%26')", "a+b%26c*%28 a b&"],
  ["$util.base64Encode('hé') $util.base64Decode('aMOp')", "aMOp hé"],
  ['#set($o = $util.parseJson(\'{"k":{"l":[1,2]}}\'))$o.k.l[1]', "2"],
  // Expressions.
  [
    "#set($a = 7)#set($b = $a / 2)$b#set($c = $a % 4) $c#set($d = 1 + 2 * 3) $d#set($e = (1 + 2) * 3) $e",
    "3 3 7 9",
  ],
  [
    "#set($s = \"a${input.params('id')}\")$s #set($t = 'single $s')$t #set($u = $s + 1)$u",
    "aa b single $s aa b1",
  ],
  ["#set($s = 'it''s')$s", "it's"],
  ["#if(1 < 2 && !(2 <= 1) || false)yes#end", "yes"],
  ["#if('1' == 1 and 2 gt 1 and 'a' ne 'b')yes#else no#end", "yes"],
  ["#if($context.absent)a#elseif($input.params('id') == 'a b')b#{else}c#end", "b"],
  ["#if('')empty is true#end", "empty is true"],
  ["#set($l = [1, 'b', [2..4]])$l $l[2][0] $l.get(1)", '[1,"b",[2,3,4]] 2 b'],
  ["#set($m = {'k': [1], \"n\": 2})$m.k[0] $m.get('n') $m.containsKey('z') $m", "1 2 false {k=[1], n=2}"],
  ["#set($m = {})#set($m.a = 1)#set($m['b'] = 2)$!m.put('c', 3)$m", "{a=1, b=2, c=3}"],
  // Loops.
  [
    "#foreach($p in $input.path('$.pets'))$foreach.count:$p.name#if($foreach.hasNext), #end#end",
    "1:Rex, 2:Tom",
  ],
  ["#foreach($e in $input.path('$.pets[0]').entrySet())$e.key=$e.value;#end", "id=1;name=Rex;"],
  ["#foreach($i in [1..5])#if($i == 3)#break#end$i#end.", "12."],
  ["#foreach($i in [1..2])#foreach($j in [1..2])$i$j $velocityCount,#end#end", "11 1,12 2,21 1,22 2,"],
  ["a#stop b", "a"],
  ["#foreach($i in $undefined)x#end", ""],
];
for (const [template, output] of cases) {
  test(template.slice(0, 90), () => assert.equal(render(template), output));
}

test("the guide's template that passes all parameters through", () => {
  const template = `#set($allParams = $input.params())
{
#foreach($type in $allParams.keySet())
#set($params = $allParams.get($type))
"$type" : {
#foreach($paramName in $params.keySet())
"$paramName" : "$util.escapeJavaScript($params.get($paramName))"
#if($foreach.hasNext),#end
#end
}
#if($foreach.hasNext),#end
#end
}`;
  assert.deepEqual(JSON.parse(render(template)), {
    path: { id: "a b" },
    querystring: { q: "2", both: "query" },
    header: { Host: "h", "X-Both": "header", both: "header" },
  });
});

test("an empty payload counts as {}", () =>
  assert.equal(render("$input.body $input.json('$')", ""), "{} {}"));

test("overrides are collected, once each", () => {
  const overrides = new Overrides();
  render(
    "#set($context.responseOverride.status = 418)#set($context.requestOverride.header.X-A = 'a')",
    body,
    overrides,
  );
  assert.equal(overrides.responseStatus, 418);
  assert.deepEqual([...overrides.request("header")], [["X-A", "a"]]);
  assert.throws(
    () => render("#set($context.requestOverride.header.X-A = 'b')", body, overrides),
    /set twice/,
  );
});

const refused: readonly [template: string, message: RegExp][] = [
  ["#macro(a)#end", /#macro is not supported/],
  ["#parse('a')", /#parse is not supported/],
  ["#if(1)", /no #end/],
  ["#end", /no beginning/],
  ["line\n#set($a 1)", /line 2/],
  ["#set($a = 'open)", /not closed/],
  [`${"#if(1)".repeat(100)}`, /nested too deeply/],
  [`#set($a = ${"(".repeat(100)})`, /nested too deeply/],
  ["x".repeat(300 * 1024 + 1), /300 KB/],
];
for (const [template, message] of refused) {
  test(`refused when compiled: ${template.slice(0, 30)}`, () => {
    assert.throws(
      () => compileMappingTemplate(template),
      (error) => error instanceof VtlError && message.test(error.message),
    );
  });
}

const bounded: readonly [template: string, message: RegExp][] = [
  ["#foreach($i in [1..1001])x#end", /1,000/],
  [`${"#foreach($i in [1..1000])".repeat(3)}x#end#end#end`, /too many steps/],
  ["#set($s = 'xxxxxxxxxx')#foreach($i in [1..30])#set($s = $s + $s)#end", /10 MB/],
  ["#set($l = [1])#foreach($i in [1..30])#set($l = [$l, $l])#end$l", /too large/],
  ["#set($l = [1])#set($x = $l.add($l))$l", /too large/],
  ["#set($l = [1])#foreach($i in [1..30])#set($x = $l.addAll($l))#end", /100,000/],
  ["#set($s = 'a')$s.getClass()", /getClass of text is not supported/],
  ["$input.getClass()", /getClass of \$input/],
  ["$util.exec('ls')", /exec of \$util/],
  ["#set($input = 1)", /cannot be set/],
  ["$input.json('$.a[?(@.b)]')", /unsupported JSONPath/],
];
for (const [template, message] of bounded) {
  test(`refused when rendered: ${template.slice(0, 60)}`, () => {
    assert.throws(
      () => render(template),
      (error) => error instanceof VtlError && message.test(error.message),
    );
  });
}

test("a template cannot reach JavaScript's own properties", () => {
  for (const name of ["constructor", "__proto__", "prototype", "toString"]) {
    assert.equal(render(`[$context.${name}][$!{undefined.${name}}][#set($m = {})$!m.${name}]`), "[][][]");
  }
});

test("law: text without $, # and \\ renders as itself, and no text makes the parser fail otherwise than it says", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const plain = text.replace(/[$#\\]/g, "");
      assert.equal(render(plain), plain);
    }),
  );
  const piece = fc.constantFrom(
    "$",
    "#",
    "{",
    "}",
    "(",
    ")",
    "if",
    "set",
    "end",
    "a",
    ".",
    '"',
    "'",
    "=",
    "1",
    " ",
    "[",
    "]",
    "\\",
    "!",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      try {
        render(pieces.join(""));
      } catch (error) {
        assert.ok(error instanceof VtlError, String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});
