import { anyOf } from "../detectors/any-of.ts";
import { findUnixCommand, findWindowsCommand } from "../detectors/shell.ts";
import { list, matching, type Signature } from "./signature.ts";

/** `${${lower:j}ndi:` and `${j${::-n}di:` become `${jndi:`. Each round takes off one level. */
function flattenLookups(text: string): string {
  // Upper case of a dotless i is a plain I to Java.
  let flat = text.replaceAll("\xc4\xb1", "i");
  for (let round = 0; round < 6 && flat.includes("${"); round += 1) {
    const next = flat.replace(/\$\{(?!jndi)([^${}]{0,128})\}/gi, (_, lookup: string) => lookupValue(lookup));
    if (next === flat) break;
    flat = next;
  }
  return flat;
}

/** `lower:j` gives `j`, `env:NAME:-x` gives its default `x`, `date:'j'` gives `j`. */
function lookupValue(lookup: string): string {
  const fallback = lookup.indexOf(":-");
  // Letters in quotes stand for themselves in the format of a date.
  if (/^\s*date:/i.test(lookup)) return lookup.slice(lookup.indexOf(":") + 1).replaceAll("'", "");
  return fallback >= 0 ? lookup.slice(fallback + 2) : lookup.slice(lookup.lastIndexOf(":") + 1);
}

/** Objects, class loaders and expressions that a Java program reads back and runs. */
const JAVA = anyOf(
  /rO0AB[A-Za-z0-9+/=]|aced0005|\xac\xed\x00\x05/,
  /\bjava\.lang\.(?:runtime|processbuilder|class\b|system\b|reflect)|\bgetruntime\s*\(\s*\)|\bprocessbuilder\s*\(/,
  /\bclass(?:\.module)?(?:\.|\[')classloader\b|\bclass\['module'\]/,
  /\borg\.apache\.commons\.(?:collections|beanutils|text|configuration|io)\b.{0,80}(?:functors|transformer|comparator|interpol|ioutils|jndi)/,
  /\$\{\s*(?:script|url|dns)\s*:|\bT\s*\(\s*(?:java|org|javax|com)\./,
  /#_memberaccess|@java\.lang|@ognl\.|#context\[|xwork2?\.|(?:redirect|redirectaction|action):[$%]\{/,
  /com\.sun\.(?:rowset|org\.apache\.(?:xalan|bcel)|jndi)|\bysoserial\b|\bjavax?\.(?:script\.scriptengine|management\.|naming\.|beans\.xmldecoder|net\.urlclassloader)/,
  /["'\s.\])](?:get)?class(?:\(\))?\.forname\s*\(|\bgetclass\(\)\.(?:forname|getmethod|classloader|protectiondomain)/,
  /\bfreemarker\.template\.utility\b|\?new\(\)|\bclasspathxmlapplicationcontext\b|\bfilesystemxmlapplicationcontext\b/,
  /["']?@type["']?\s*:\s*["'](?:com|org|java|javax|ch|net|br|oracle|L?com)\.[\w.$]{3,}/,
  // Objects of other runtimes: .NET, Python, Ruby, Node.js.
  /AAEAAAD\/{5}|\bobjectdataprovider\b|["']?\$type["']?\s*:\s*["']system\.|!!python\/(?:object|module|name)|!ruby\/(?:object|hash)|^gASV[\w+/]{2}AAAAAAAA|\bc(?:os|posix|subprocess|__builtin__)\n(?:system|eval|popen|exec)|_\$\$ND_FUNC\$\$_/,
  /(?:^|[?&])(?:__proto__|constructor(?:\[|\.)prototype\]?)[.[]\w/,
  /^(?:java\.net\.inet\w*address|org\.apache\.[\w.]{1,64}\.basicdatasource|java\.beans\.xmldecoder|java\.net\.url\w*)$/,
  /\$\{\s*(?:pagecontext|applicationscope|sessionscope|requestscope|facescontext)\b|\bscriptenginemanager\b|!!java[x.]/,
);

/** Expressions of template languages, by the arithmetic that probes them and by what leads out of their sandbox. */
const EXPRESSION = anyOf(
  /(?:\{\{=?|\$\{\{?|#\{|\*\{|@\{|%\{|@\(|<%=|\[#if|\{%\s*if|\{\{\{|^\{)\s*\d{1,9}\s*[*+-]\s*['"]?\d{1,9}['"]?/,
  /#set\s?\(\s*\$\w{1,32}\s*=|<#(?:assign|list|include|import|if)\s|\$\{\s*\.(?:data_model|globals|main|vars|version)\b|\$class\.inspect\b/,
  /(?=(?:__\w{2,16}__|\|\s*attr\s*\(|\\x5f|\bmainModule\b|child_process|\bpopen\b|\bos\.(?:system|popen|environ)|\bprocess\.(?:env|exit|main)|_self\.env|registerUndefinedFilter|getRuntime|\bFile\.(?:open|read)|\bDir\.(?:entries|glob)|\bIO\.|\bsystem\s*\(|\bexec\s*\(|\bpassthru\b))(?<=(?:\{\{|\{%|\$\{|#\{|<%)[^}\n]{0,128})(?:__\w{2,16}__|\|\s*attr\s*\(|\\x5f|\bmainModule\b|child_process|\bpopen\b|\bos\.(?:system|popen|environ)|\bprocess\.(?:env|exit|main)|_self\.env|registerUndefinedFilter|getRuntime|\bFile\.(?:open|read)|\bDir\.(?:entries|glob)|\bIO\.|\bsystem\s*\(|\bexec\s*\(|\bpassthru\b)|(?:#\{|<%=?)\s{0,8}`\w/,
  /__(?:class|init|mro|base|bases|globals|subclasses|builtins)__\S{0,24}__(?:mro|base|bases|globals|subclasses|builtins|import)__/,
  /^\s*\{\{[{\s]*(?:config|self|settings|request|_self|app|url_for|get_flashed_messages|lipsum|cycler|joiner|namespace|session)(?:\.(?:items|secret|environ|__)\w*\(?\)?)?\s*\}\}\s*$/,
  /(?=\|\s*(?:filter|map|sort|reduce)\s*\()(?<=\{\{[^}]{0,64})\|\s*\w{3,6}\s*\(\s*["'](?:system|exec|passthru|shell_exec|file_get_contents)["']|\{\{\s*app\.request\.(?:server|headers)/,
  /\{php\}|\{(?:\$smarty|smarty_)[.\w]|\{(?:system|exec|passthru|phpinfo|eval|if\s+phpinfo)\s*\(|\{\{\s*\.system\.|\{%\s*(?:debug\b|(?:include|import|extends)\s*["']?\/?[\w/])/,
  /(?=\.getclass\(\))(?<=(?:\$\{|#)[^}\s]{0,64})\.getclass\(\)|\.class\.(?:base|mro)\b/,
  /\{\{#with\s+["']|\blookup\s+string\.sub\b|\.constructor\s*\(\s*["']return\s/,
  /<%@\s*(?:page|import|include)\b|<%[^%]{0,128}\b(?:runtime|system|import|process|request)\b[.(\s]|<jsp:(?:scriptlet|include|forward|usebean)\b|<cf(?:execute|file|query|include)\b/,
  /@\{?\s*system\.(?:diagnostics|io|net|reflection)\.|\{\{\s*(?:printf|html|js|urlquery|call)\s+["'.]|^\s*-\s*var\s+\w+\s*=\s*root\b/,
);

/** Pieces of Windows commands that need no separator. */
const WINDOWS = anyOf(
  /\bcmd(?:\.exe)?["']?\s+\/[ckr]\b|%(?:comspec|systemroot|windir)%[\\\s]|^[=+@-].{0,32}cmd\s{0,4}\|/,
  /(?:^|[\\/:\s"'=])(?:boot|win|system)\.ini\b|\\(?:windows|winnt)\\+system32\b|[\\/]system32[\\/](?:cmd|drivers[\\/]etc|config)\b/,
  /\bnet\s+(?:user|localgroup|group)\s+\S{1,64}.{0,64}\/add\b/,
);

/** Code and expressions that a server would run. */
export const CODE_SIGNATURES = {
  lookup: {
    name: "Log4j lookup",
    literals: list("${ jndi"),
    // The last alternative looks back from its word: braces in any number cost nothing.
    find: matching(
      /\$\{\s*jndi\s*:|\$\{base64:JHtq|^jndi:(?:ldaps?|rmi|dns|iiop|nis|corba|nds|https?):|(?:lower|upper|env|sys|::-)(?<=\$\{[^}]{0,24}\$\{[^}]{0,24}(?:lower|upper|env|sys|::-))/i,
      flattenLookups,
    ),
  },
  deserialization: {
    name: "Java deserialization or expression",
    literals: list(
      "AAEAAAD objectdataprovider $type !!python !ruby gASV cos\n cposix\n csubprocess\n _$$nd __proto__ prototype rO0AB aced0005 \xac\xed java.lang java.util java.net java.beans java.io javax. org.apache.commons org.apache.tomcat springframework classLoader ProcessBuilder getRuntime ${script: ${url: ${dns: T( ysoserial com.sun. #_memberAccess @java @ognl xwork2 xwork. .invoke( forName( freemarker.template @type pageContext redirect:${ redirect:%{ action:% action:$ .class.forName scriptenginemanager XMLDecoder {{ {% ${ #{ *{ @( <% #set( <# [# {php __ Smarty system.diagnostics system.io {{= %{ {system {if {$ {0 {1 {2 {3 {4 {5 {6 {7 {8 {9 getclass .class.base .class.mro",
    ),
    find: (text) => JAVA.exec(text)?.[0] ?? EXPRESSION.exec(text)?.[0],
  },
  reactServer: {
    name: "React server component",
    literals: list("__proto__ constructor resolved_model"),
    find: matching(
      /["']?\$?\w{0,8}:(?:__proto__|constructor):(?:then|constructor|__proto__)|"?status"?\s*:\s*"resolved_model"|^resolved_model$|"__proto__"\s*:\s*\{/,
    ),
  },
  php: {
    name: "PHP code",
    literals: list(
      'ini_set curl_exec show_source highlight_file posix_getpwuid array_ usort uasort uksort readfile scandir fopen( (md5( chr( c:1 set_time_limit error_reporting call_user_func invokefunction globals[ _server[ _session[ get_defined_vars mosconfig_ language="php" language=php ini_get getenv( (sy. <? $_ fsockopen eval base64_decode system passthru shell_exec exec popen proc_open phpinfo assert include require php: auto_prepend allow_url file_ preg_replace call_user create_function pcntl unserialize O: ${@ $globals gzinflate str_rot13 move_uploaded',
    ),
    find: matching(
      anyOf(
        /<\?(?:php\b|=)|<\?\s+(?:echo|eval|system|if|\$)|\$_(?:get|post|request|cookie|server|files|session|env)\b\s*(?:\[|\)|;|$)|\$globals\s*\[|\b(?:fsockopen|pfsockopen|base64_decode|passthru|shell_exec|pcntl_exec|proc_open|phpinfo|create_function|call_user_func(?:_array)?|gzinflate|gzuncompress|str_rot13|move_uploaded_file|file_put_contents|file_get_contents|unserialize|ini_set|curl_exec|show_source|highlight_file|posix_getpwuid|array_map|preg_replace_callback)\s*\(|\b(?:eval|assert|system|exec|popen)\s*\(\s*(?:\$|['"](?!\s*\))|base64|gzinflate|str_rot13|stripslashes|chr\()|\bphp:\/\/(?:input|filter|memory|temp)|\b(?:auto_prepend_file|auto_append_file|allow_url_include|disable_functions|suhosin\.simulation)\s*(?:=|%3d)|(?:^|[;{"=])[OC]:\+?\d{1,4}:"[\w\\]{1,128}":\d{1,8}:\{|\$\{@\w+\(|\bpreg_replace\s*\(\s*['"]\/.{0,256}\/e/,
        /\b(?:array_(?:map|filter|walk|reduce|diff_uassoc|udiff)|u[ak]?sort|call_user_func(?:_array)?|register_shutdown_function|ob_start|iterator_apply)\s*\([^()]{0,128}['"](?:system|exec|shell_exec|passthru|assert|eval|phpinfo|popen)['"]/,
        /\b(?:include|require)(?:_once)?\s*(?:\(\s*)?["'](?:https?:|ftp:|php:|data:|phar:|\/(?:etc|proc|var|tmp)\b)|\b(?:include|require)(?:_once)?\s+\$_/,
        /\b(?:readfile|scandir|fopen|opendir|parse_ini_file)\s*\(\s*["'](?:\/|\.{1,2}["'/]|[a-z]:\\|php:|index\.php)/,
        /\b(?:print|echo|die|exit|var_dump|print_r|printf)\s*(?:\(\s*)?(?:md5|sha1|system|exec|shell_exec|passthru|scandir|file_get_contents|getenv|get_defined_vars|phpversion|php_uname|base64_decode)\s*\(/,
        /\bchr\(\d{1,3}\)\s*\.\s*chr\(\d{1,3}\)/,
        /\b(?:set_time_limit\s*\(\s*\d|error_reporting\s*\(\s*(?:0|e_))/,
        /\bthink\\\\?(?:app|request|template|view|config|container)[\\/]|\binvokefunction(?=[&?/])/,
        /(?:^|[?&])(?:_(?:server|session|get|post|env|files|cookie|request)|globals)\[\w|(?:^|[?&])mosconfig_\w{1,32}=/,
        /<script\s{1,8}language\s{0,8}=\s{0,8}["']?php/,
        /\$\{?\{?@?(?:print|phpinfo|system|eval|exec|passthru|assert|shell_exec|die)\s*\(/,
        /\$\w{1,16}\s*=\s*["'][\w.'" ]{1,64}["']\s*;\s*\$\w{1,16}\s*\(|^[("'\s]{1,8}\w{1,8}["')]{0,2}\.["'(]{0,2}\w{1,8}["'(). \w]{0,32}\)\s*\(/,
        /\b(?:eval|assert)\s*\(\s*["'](?:phpinfo|system|exec|echo|print|die|\$|eval|passthru)|\b(?:system|exec|popen|passthru|shell_exec)\s*\(\s*["'](?:\w{2,12}["']|[\w/.]{1,32}\s)/,
      ),
    ),
  },
  unixCommand: {
    name: "Unix command",
    literals: [
      ...list(
        "; | & ` $( ${ $0 <<< $HOME $PATH $IFS $SHELL $USER /bin/ echo \n <( >( { >/ </ /? $'\\x __import__ os. subprocess import",
      ),
      ...list(
        "require( child_process mainModule process. IO.popen Kernel. %x( %x{ %x[ -oProxy --use --check --to- <!--#",
      ),
      ...[" -", " /", " http", "<!-- #", "return process"],
    ],
    find: findUnixCommand,
  },
  windowsCommand: {
    name: "Windows command",
    literals: [
      ...list("; | & ^ cmd %comspec% %systemroot% %windir% ` \n .ini system32 c:\\"),
      " /",
      " -",
      "net ",
    ],
    find: (text) => findWindowsCommand(text) ?? WINDOWS.exec(text)?.[0],
  },
  powerShell: {
    name: "PowerShell",
    literals: list(
      "invoke- new-object downloadstring downloadfile powershell pwsh iex -enc frombase64string get- start-process set-executionpolicy system.net. add-type start-bits out-file system.reflection",
    ),
    find: matching(
      /\binvoke-(?:expression|webrequest|restmethod|command|wmimethod|mimikatz|shellcode|item|history|obfuscation)\b|\bnew-object\s+(?:-\w+\s+)?(?:system\.)?(?:net\.|io\.|com|management)|\.download(?:string|file|data)\s*\(|\b(?:powershell|pwsh)(?:\.exe)?\s+(?:[-/]\w|invoke-|iex|iwr|\()|\biex\s*[($]|\|\s*iex\b|\[(?:system\.)?convert\]::frombase64string|\bstart-(?:process|bitstransfer|job)\s+|\bset-executionpolicy\s+|\bget-(?:wmiobject|content|process|childitem|credential|ciminstance|localuser|aduser|service)\s+[-\w$'"\\]|\badd-(?:type|mppreference)\s+-|\[system\.(?:reflection|net|diagnostics)\.|\b-(?:enc|encodedcommand|executionpolicy)\s+\S/i,
    ),
  },
  extendedSql: {
    name: "SQL pattern",
    literals: list(
      "where: $or comment: )( )) *) return this. while( sleep(5 /*) //user count( string-length zeroblob pg_ls_dir randomblob union information_schema xp_ waitfor sleep( benchmark extractvalue updatexml load_file outfile dumpfile sysobjects pg_ dbms_ utl_ sqlite_ @@version group_concat /*!",
    ),
    find: matching(
      anyOf(
        /\bunion(?:\s|\/\*[^*]{0,64}\*\/|\+|\(){1,16}(?:all|distinct)?(?:\s|\/\*[^*]{0,64}\*\/|\+|\(){0,16}select(?:\s|\/\*[^*]{0,64}\*\/|\+|\(){1,16}(?:[\d'"@*]|null\b|[\w.]+\s*[,(]|[\w.]+\s+from\b)|\binformation_schema\s*\.\s*\w|\bxp_cmdshell\b|\bwaitfor\s+delay\s+['"]|\bpg_sleep\s*\(\s*\d|\bbenchmark\s*\(\s*\d+\s*,|\b(?:extractvalue|updatexml)\s*\(\s*\d|\bload_file\s*\(\s*['"0c]|\binto\s+(?:out|dump)file\s+['"]|\bdbms_(?:pipe|lock|xmlgen|utility)\.|\butl_(?:http|inaddr|smtp)\.|(?:^|['"\d)\s])(?:and|or)\s+(?:(?:\(\s*)?select\s+)?(?:sleep|if)\s*\(\s*(?:\d|select|substr|ascii)|\/\*!\d{5}/,
        /;\s*do\s+(?:sleep|benchmark)\s*\(|\b(?:randomblob|zeroblob)\s*\(\s*\d{6}/,
        // Queries of other databases: filters of directories, paths of XML, script of document stores.
        /\*\)\s*\([|&!]?\(?\w{2,24}=|\)\([|&!]\(?\w{2,24}=\*|\*\)\)%00|^[\w*]{0,24}\){1,2}\(\(?[&|]|\([&|]\(\w{1,24}=[^()]{0,64}\)\(!\(/,
        /\bcount\s*\(\s*\/{1,2}[*@\w]|\]\s*\|\s*\/\/|\bstring-length\s*\(\s*name\s*\(/,
        /["'\s,{]?\$where["']?\s*:|^[^'"]{0,24}["'];\s*(?:return|while\s*\(|var\s+\w{1,16}\s*=\s*new\s+date|sleep\s*\(\s*\d)|["'\s](?:&&|\|\|)\s*this\.\w{1,32}(?:\.match\(|\s*[=!]=)|\b1;\s*return\s+true\b|["'],\s*\$or\s*:\s*\[/,
      ),
    ),
  },
} as const satisfies Record<string, Signature>;
