/** A shape of injected SQL: a pattern over fingerprints (see sql-kinds.ts), with an example. */
export interface SqlShape {
  readonly name: string;
  /** Tested against a fingerprint; must take linear time. */
  readonly pattern: RegExp;
  /** HIGH: tried only at high sensitivity. */
  readonly sensitivity: "LOW" | "HIGH";
  /** An attack of this shape. */
  readonly stops: string;
  /** A harmless text that resembles it. */
  readonly allows: string;
}

/** A value where the text begins, or the end of the string that the text is put into: where injected SQL joins in. */
const JOINT = String.raw`(?:^\(*[1nsvfGI]\)*|['"]\)*)`;
/** As JOINT, but not after a mere name. */
const FIRM_JOINT = String.raw`(?:^\(*[1svfGI]\)*|['"]\)*)`;
const VALUE = "[n1svfFGI]";
/** A value that is not just a name. */
const FIRM = "[1svfGI]";

const shape = (
  name: string,
  pattern: string,
  stops: string,
  allows: string,
  sensitivity: "LOW" | "HIGH" = "LOW",
): SqlShape => ({ name, pattern: new RegExp(pattern), sensitivity, stops, allows });

/** Every shape, most frequent attacks first. */
export const SQL_SHAPES: readonly SqlShape[] = [
  shape(
    "union-select",
    String.raw`[1svfG)'"]U\(*J\(*[1svf]|U\(*E(?:[^nw]|$)|U\(*E[nw]+[Kc,()]|[1svfG)'"IT]U\(*E|^nU\(*E[nw]*[^nw]`,
    "-1 UNION SELECT 1,2",
    "O'connors UNION selected a few friends",
  ),
  shape(
    "reopened-string",
    String.raw`^'\)*[&|o=~].*[&|o=~]\(*!?q$|^"\)*[&|].+[&|o=~]\(*!?q$|^"[&|]!q$`,
    "1' or column^'-1",
    "rock'n'roll and 'pop",
  ),
  shape(
    "union-end",
    String.raw`U\(*$(?<=['"].*|&[1sv].*)|^U\(*c|[1sv'")]U\(*[cX]`,
    "' and 1=0 union",
    "European Union",
  ),
  shape(
    "constant-comparison",
    String.raw`(?<=^|[n1svfFGIqw)'"])(?<![1s][=~][1s])[&|]\(*[1s]\)*[=~]+\(*[1sfGvq]`,
    "x OR 1=1",
    "2 and 3 are prime",
  ),
  shape(
    "constant-chain",
    String.raw`^\(*[1s]\)*[=~]\(*[1s]\)*[&|]\(*[1s]\)*[=~]\(*[1s]`,
    "5=5 or 1=1",
    "1 + 1 = 2 and 2 + 2 = 4",
  ),
  shape(
    "comparison",
    `${JOINT}[&|]\\(*${FIRM}\\)*[=~]\\(*[n1svfFGIqE]|${FIRM_JOINT}[&|]\\(*(?:[nF]\\)*=\\(*[n1svfFGIq]|n\\)*~\\(*[1sqfGE]|~n)`,
    "1 AND id>5",
    "bread and butter = breakfast",
  ),
  shape("comparison-chain", `['"]\\)*[=~]\\(*${VALUE}\\)*[=~|&]\\(*[1svfGIq]`, "1'=sleep(1)='1", "a=b=c"),
  shape(
    "logic-call",
    `${FIRM_JOINT}[&|]\\(*f(?:[&|=~oc;)(]|$)|${JOINT}[&|]\\(*G`,
    "1 AND sleep(5)",
    "left and right (both)",
  ),
  shape(
    "logic-value",
    `['"]\\)*[&|]\\(*(?:[1v]\\)*(?:$|[c&|;U~B])|s\\)*[c&|;U=~]|n\\)*c)|'\\)*[&|]\\(*[sq]\\)*$|'\\)*[&|]\\(*s`,
    "' or 1 -- ",
    "1950' AND 60'S WOMEN'S COATS",
  ),
  shape("logic-value-comment", `^\\(*${FIRM}\\)*[&|]\\(*[n1svf]\\)*;?c`, "1 or 1 --", "1 or 2"),
  shape(
    "logic-value-clause",
    `[&|]\\(*[1svf]\\)*[BH]\\(*[1fG]|[&|]\\(*[1svf]\\)*U`,
    "1 or 1 group by concat(version())",
    "one or more, order by size",
  ),
  shape(
    "logic-group",
    String.raw`^[n1svf][&|]\(+[1svf][&|=~]`,
    "id having (1 or true)",
    "this and (that or those)",
  ),
  shape(
    "subquery",
    `(?:(?:[=~o&|,f]|^[1sv])\\(+|\\(\\()E(?:${FIRM}|\\(|[nw]+[K,(c]|n\\))|${FIRM_JOINT}[=~o&|,]\\(*E${VALUE}|[&|]\\(*E(?:[1svfG]|[nw]K[nwI][Jc;BL])`,
    "1 AND (SELECT count(*) FROM t)=1",
    "come in and select your seat",
  ),
  shape(
    "select-from",
    `^[('"]*E[nw]*[1vfGI]|^\\(*E[nw]*s[^)]|^\\(*E[nw]K\\(*(?:[nwI][JBLHU;c&]+[n1svfGI(]|I)|^\\(+E[nw]K[nwI]\\)+|^\\(*E\\(+[EFnw]|^[1s'"]o?EK`,
    "select 1 from foo where",
    "select x from y where",
  ),
  shape(
    "select-star",
    String.raw`(?:^|[;'"(])E[nw]K\(*[nwI]`,
    "select * from users",
    "select one from the list",
  ),
  shape(
    "system-table",
    `[EUD][^;p]{0,32}I|=\\(*I`,
    "select x from information_schema.tables",
    "dual carriageway",
  ),
  shape("comment-cut", String.raw`^['"]\)*;?c$`, "admin'--", "BAMBOO CHARCOAL SOAP 1 '#"),
  shape("value-comment", String.raw`^[1svf];?c$|^\([^nwpq;]*\)c$`, "1--", "see note 1 -- then rest"),
  shape("group-comment", String.raw`^['"1sv]\)+;?c$|^['"],[1sn]\)+;?c$`, "') --", "(done) --"),
  shape(
    "stacked-select",
    String.raw`;\(*E(?:[1svfG(I]|[nw]+[K,()c;])|;E$`,
    "1; select 1",
    "pick; select one",
  ),
  shape(
    "stacked-statement",
    String.raw`(?:[;'"]|^[1sv]\)*;|^[1sv]\)+)\(*D(?=[nwIE(fFsv])|^D[nI](?:[(;c]|E)|D[nI]J\(*[n1svf]|^D[nwI]?[sv]|T[nw]?D[nwI]`,
    "1; DROP TABLE users",
    "drop table lamps here",
  ),
  shape(
    "stacked-procedure",
    String.raw`^[1sv]?X(?:[nw]?[vGI](?!\()|n?D|s(?:$|[c;,]))|[;'")]X(?:[vGDIs(]|[nw]*[=svGD(](?![nw])|n?c|;|X|1=|[nwp]*D|$(?<=;X))|;J(?:v|[nw]=)`,
    "'; EXEC xp_cmdshell('dir')",
    "1; exec will create the case 7",
  ),
  shape(
    "stacked-word",
    String.raw`^(?:[1sv]|['"])\)*;(?:X?F(?:[c;]|$)|[nw]J[nw]=|wK?s|n\(E)`,
    "1;update a set b=1",
    "a; show us what it is = 'b'",
  ),
  shape("stacked-verb", String.raw`^['"1sv]\)*;[^;].*c$`, "1'; FLUSH TABLES-- ", "it's 'so'; show -- more"),
  shape(
    "union-table",
    String.raw`(?:^\(*[1sv]|['"])\)*U\(*[nw]\)*(?:$|[c;L])`,
    "' union table users-- ",
    "it's 'one' union table",
  ),
  shape(
    "collation",
    String.raw`^['"]\)*on\)*[&|]\(*(?:[1sv]|n\)*[=~])`,
    "' collate nocase or 1-- ",
    "sheets' collate and staple",
  ),
  shape("word-operator", String.raw`^['"]\)*o[1n]c$`, "1' DIV 1#", "5' - 6 #"),
  shape("equal-strings", "^s=[sq]$", "'a'='a'", "'a'='b'"),
  shape("bare-probe", String.raw`^[1sv(]*(?:[=~]\(*)?[fv]\)*;?c?$`, "sleep(5)#", "sleep(well)"),
  shape("delay", "W[sqv(1]", "1; WAITFOR DELAY '0:0:5'", "wait for delay"),
  shape(
    "telling-call",
    `(?:${FIRM_JOINT}|^)[|=~o&,]*\\(*G|(?:[=&|,oEJ]\\(*|\\()G|GK|^[nwF]?\\(*G`,
    "extractvalue(1,0x5c)",
    "benchmarks (2016)",
  ),
  shape(
    "call-after-quote",
    `['"]\\)*[o|=~]\\(*[fG]|^[1sv]\\)*[o|~]\\(*[f]|^\\(?f\\)?[|]`,
    "'+ascii(1)",
    "Foo' Bar (2)",
  ),
  shape(
    "sort-columns",
    `(?:^[1svfI]\\)*|['"]\\)*)[n]?B\\(*(?:[1fGE]|[nI](?:[,cHU;&]|$)|wc)`,
    "1' ORDER BY 10-- ",
    "sort order by name",
  ),
  shape(
    "quoted-arithmetic",
    `^['"]\\)*[o|]\\(*(?:${FIRM}\\)*)[=~&|]\\(*(?:${FIRM}|q)`,
    "a'^0=(0)-- ",
    "4'+X+4'+WOOD",
  ),
  shape(
    "having",
    `${FIRM_JOINT}(?:B\\(*${VALUE}\\)*)?H\\(*(?:${FIRM}\\)*[=~&|cU]|[1v]\\)*$(?<=['"].*)|${VALUE}\\)*=)|^n?H\\([1vn][&|]|H\\(*1\\)*=\\(*1`,
    "' HAVING 1=1--",
    "1 I like having true friends",
  ),
  shape("limit", `(?:^[1s]\\)*|['"]\\)*)(?:L\\(*1)(?:$|[cLUA;])`, "1' LIMIT 1,1-- ", "speed limit 50"),
  shape("outfile", "O\\(*[sqfv(]", "1 INTO OUTFILE '/tmp/x'", "move into outfile trays"),
  shape("outfile-comment", "['\")]O|^[1sv]\\)*O", "1) INTO OUTFILE x--", "into outfile"),
  shape("analyse", `A(?:[(1svfGF]|$)`, "1 PROCEDURE ANALYSE(1,1)", "the procedure analyses data"),
  shape(
    "case",
    "C\\(?[n1svfGI]{0,3}\\)?[=~&|]?\\(?[n1svfGI]{0,3}\\)?(?:T\\(?[n1svfGI]{1,3}\\)?[=~]?\\(?[n1svfGI]{0,3}\\)?){1}T\\(*(?:[1svfG(E]|n[T)])|^\\(*C\\(*[1svfG]\\)*[=T]|CE",
    "case 1 when 2 then 2 end",
    "in case when you then go",
  ),
  shape(
    "where",
    `(?:^\\(*[1svfG]\\)*|['"]\\)*)[nw]*J\\(*(?:[1svfG]\\)*[=~]|[nFI]\\)*[=~]\\(*[1svfGq])|J\\(*[1s]\\)*[=]\\(*[1s]`,
    "1' WHERE 6406=6406-- ",
    "know where 2 go",
  ),
  shape("quoted-operator", "^'\\)*[o=|~]!*s?q$", "' - '", '\'-"8 TRACK" PLAYER'),
  shape(
    "quoted-comparison",
    `^['"]\\)*(?:=|~)\\(*(?:[1svfGI]\\)*(?:[&|c=~o;U]|$)|E)`,
    "'=0--",
    "SIZE 5'= BIG",
  ),
  shape(
    "like-value",
    `^[1sv]~\\(*(?:[sfGvE]|1\\)*[U&|c])|['"]\\)*~\\(*[1fGvE]|'\\)*~s`,
    "1 like '1'",
    "DANCIN' LIKE A ROBOT",
  ),
  shape("exists", "(?:[&|;'\"QJ]Q?\\(*|\\()Q\\(*E|Q\\(E|XQ\\(", "1 and exists(select 1)", "check if exists"),
  shape("concatenation", `^['"]\\)*\\|(?:[sqvfFGI1(]|n[|])`, "'||(select 1)||'", "a || b"),
  shape("closing-from", String.raw`^['"1sv]\)+K[nI]`, "1) FROM users WHERE name=", "(1) from here on"),
  shape("insert-row", `^['"],?[1ns]*\\),\\(`, "x'),('y", "1),(1"),
  shape(
    "parenthesised-query",
    `^['"]?\\)*;?\\(E|UD|U\\(*$(?<=^[1sv]U)|^[nw]?U\\(+E`,
    "(select 1 from t)",
    "(see one)",
  ),
  shape("constant-true", `^['"]?\\)*[&|]\\(*1[=]|^1=1(?:$|[&c;U])`, "1=1", "GALLERY=1=5", "HIGH"),
  shape(
    "value-logic-value",
    `^\\(*[1sv]\\)*[&|]\\(*[1sv]\\)*$|^['"]\\)*[&|]\\(*[1ns]\\)*$|^"\\)*[&|o=](?:s|q|sq)$`,
    "1 or 1",
    "1950 or 1960",
    "HIGH",
  ),
  shape("stacked-table", String.raw`^['"1sv]\)*;(?:w|n|nn)(?:$|[;c])`, "1;table users", "1; chair", "HIGH"),
  shape("any-select", `^\\(*E[nw]*K|;E|;D|^[nw]*D[nw]`, "select x from y", "selected from", "HIGH"),
];
