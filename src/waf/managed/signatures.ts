import { type Signature, SignatureSet } from "./signature.ts";

const list = (words: string): string[] => words.split(" ");

/** `${${lower:j}ndi:` and `${j${::-n}di:` become `${jndi:`. Each round takes off one level. */
function flattenLookups(text: string): string {
  let flat = text;
  for (let round = 0; round < 6 && flat.includes("${"); round += 1) {
    const next = flat.replace(/\$\{(?!jndi)([^${}]{0,128})\}/gi, (_, lookup: string) => lookupValue(lookup));
    if (next === flat) break;
    flat = next;
  }
  return flat;
}

/** `lower:j` gives `j`, `env:NAME:-x` gives its default `x`. */
function lookupValue(lookup: string): string {
  const fallback = lookup.indexOf(":-");
  return fallback >= 0 ? lookup.slice(fallback + 2) : lookup.slice(lookup.lastIndexOf(":") + 1);
}

/** `c"a"t` and `w\hoami` are `cat` and `whoami` to a shell; `$IFS` is a space. */
const unquoteShell = (text: string): string =>
  text.replace(/\$\{?IFS\}?(?:\$9)?/g, " ").replace(/(?<=\w)(?:\\|''|""|'|"|\^)(?=\w)/g, "");

export const SIGNATURES = {
  traversal: {
    name: "path traversal",
    literals: list("../ ..\\ ..;/ ..%2f ..%5c"),
    pattern:
      /(?:\.\.;?[\\/]+){2}|\.\.;?[\\/]+(?:etc|proc|var|usr|windows|winnt|boot|web-inf|home|root|system32|conf|bin)\b/i,
  },
  traversalInPath: {
    name: "path traversal",
    literals: list("../ ..\\ ..;/ /.."),
    pattern: /(?:^|[\\/])\.\.;?(?:[\\/]|$)/,
  },
  remoteFile: {
    name: "remote file by address",
    literals: list(":// php: data: expect: phar: zip: jar:"),
    pattern:
      /(?:^|[^a-z])(?:https?|ftps?|file|gopher|dict|ldaps?|tftp|smb):\/\/(?:[^\s/@]{0,64}@)?(?:\d{1,3}(?:\.\d{1,3}){3}|0x[0-9a-f]{8}|\d{8,10})(?![\w.])|(?:^|=)(?:php|expect|phar|zip|zlib|ogg|glob|ssh2|rar|netdoc|jar):\/\/|^file:\/{2,3}[a-z]|^gopher:\/\//i,
  },
  metadata: {
    name: "instance metadata",
    literals: list(
      "169.254 metadata meta-data 2852039166 0xa9fe 0xa9.0xfe 0251.0376 fd00:ec2 instance-data a9fe 169.2 security-credentials",
    ),
    pattern:
      /169\.254\.(?:169\.254|170\.2|170\.23)\b|\b2852039166\b|\b0xa9fea9fe\b|\b0xa9\.0xfe\b|\b0251\.0376\b|\[?fd00:ec2::(?:254|23)|::ffff:a9fe|169\.16689662|metadata\.(?:google\.internal|tencentyun)|latest\/(?:meta-data|user-data|dynamic|api\/token)|meta-data\/iam|\/iam\/security-credentials|instance-data\.(?:ec2\.)?internal/i,
  },
  restrictedExtension: {
    name: "restricted file extension",
    literals: list(
      ".log .ini .bak .backup .old .orig .swp .swo .conf .cfg .sql .sqlite .mdb .dat .sys .key .pem .pfx .p12 .env .htaccess .htpasswd .tfstate .dump .kdbx .ovpn .rdp .asa .inc ~",
    ),
    pattern:
      /\.(?:log|ini|bak|backup|old|orig|sw[po]|conf|cfg|config|sql|sqlite3?|mdb|dat|sys|key|pem|pfx|p12|env|htaccess|htpasswd|tfstate|dump|kdbx|ovpn|rdp|asa|inc)~?(?:[?;/]|$)/i,
  },
  extendedSql: {
    name: "SQL pattern",
    literals: list(
      "union information_schema xp_ waitfor sleep( benchmark extractvalue updatexml load_file outfile dumpfile sysobjects pg_ dbms_ utl_ sqlite_ @@version group_concat /*!",
    ),
    pattern:
      /\bunion(?:\s|\/\*[^*]{0,64}\*\/|\+|\(){1,16}(?:all|distinct)?(?:\s|\/\*[^*]{0,64}\*\/|\+|\(){0,16}select(?:\s|\/\*[^*]{0,64}\*\/|\+|\(){1,16}(?:[\d'"@*]|null\b|[\w.]+\s*[,(]|[\w.]+\s+from\b)|\binformation_schema\s*\.\s*\w|\bxp_cmdshell\b|\bwaitfor\s+delay\s+['"]|\bpg_sleep\s*\(\s*\d|\bbenchmark\s*\(\s*\d+\s*,|\b(?:extractvalue|updatexml)\s*\(\s*\d|\bload_file\s*\(\s*['"0c]|\binto\s+(?:out|dump)file\s+['"]|\bdbms_(?:pipe|lock|xmlgen|utility)\.|\butl_(?:http|inaddr|smtp)\.|(?:^|['"\d)\s])(?:and|or)\s+(?:\(?\s*select\s+)?(?:sleep|if)\s*\(\s*(?:\d|select|substr|ascii)|\/\*!\d{5}/i,
  },
  lookup: {
    name: "Log4j lookup",
    literals: list("${ jndi"),
    pattern: /\$\{\s*jndi\s*:|\$\{[^}]{0,24}\$\{[^}]{0,24}(?:lower|upper|env|sys|::-)/i,
    prepare: flattenLookups,
  },
  deserialization: {
    name: "Java deserialization or expression",
    literals: list(
      "rO0AB aced0005 \xac\xed java.lang java.util javax. org.apache.commons classLoader ProcessBuilder getRuntime ${script: ${url: ${dns: T( ysoserial com.sun. #_memberAccess @java .invoke( H4sIA",
    ),
    pattern:
      /rO0AB[A-Za-z0-9+/=]|aced0005|\xac\xed\x00\x05|\bjava\.lang\.(?:runtime|processbuilder|class\b|system\b|reflect)|\bgetruntime\s*\(\s*\)|\bprocessbuilder\s*\(|\bclass(?:\.module)?(?:\.|\[')classloader\b|\borg\.apache\.commons\.(?:collections|beanutils|text)\b.{0,80}(?:functors|transformer|comparator|interpol)|\$\{\s*(?:script|url|dns)\s*:|\bT\s*\(\s*java\.|#_memberaccess|@java\.lang|com\.sun\.(?:rowset|org\.apache\.xalan)|\bysoserial\b|javax\.(?:script\.scriptengine|management\.)/i,
  },
  reactServer: {
    name: "React server component",
    literals: list("__proto__ constructor resolved_model"),
    pattern:
      /["']?\$?\w{0,8}:(?:__proto__|constructor):(?:then|constructor|__proto__)|"?status"?\s*:\s*"resolved_model"|^resolved_model$|"__proto__"\s*:\s*\{/,
  },
  exploitablePath: {
    name: "path of a known hole",
    literals: list(
      "/.git /.svn /.hg /.env /.aws /.ssh /.ds_store /.htaccess /.htpasswd /.docker /.kube /web-inf /meta-inf /wp-config /phpinfo /server-status /server-info /actuator /jolokia /manager/html /solr/ /_ignition /vendor/phpunit /cgi-bin /hnap1 /gponform /boaform /id_rsa /etc/ /console/ /invoker/ /jmx-console /autodiscover /owa/auth /druid/ /telescope /debug/default /eval-stdin /shell /_layouts /struts /trace.axd /elmah /phpunit /config.json",
    ),
    pattern:
      /\/\.(?:git|svn|hg|bzr|aws|ssh|docker|kube|azure|gnupg)(?:\/|$)|\/\.env(?:\.\w+)?$|\/\.(?:ds_store|htaccess|htpasswd|npmrc|bash_history|git-credentials)$|\/(?:web|meta)-inf(?:\/|$)|\/wp-config(?:\.php)?(?:[.~]|$)|\/phpinfo(?:\.php)?$|\/server-(?:status|info)$|\/actuator\/(?:env|heapdump|gateway|jolokia|shutdown|threaddump|logfile|trace)|\/jolokia(?:\/|$)|\/manager\/html|\/solr\/(?:admin|[^/]+\/(?:dataimport|config|velocity))|\/_ignition\/|\/vendor\/phpunit\/|eval-stdin\.php|\/cgi-bin\/(?:.{0,256}\.(?:cgi|sh|pl|bin)|luci|\.%2e|\.\.)|\/hnap1|\/gponform\/|\/boaform\/|\/id_(?:rsa|dsa|ed25519)$|\/(?:jmx-console|invoker\/jmxinvokerservlet)|\/autodiscover\/autodiscover\.json.{0,256}@|\/telescope\/requests|\/debug\/default\/view|\/console\/css\/|\/(?:trace|elmah)\.axd|\/_layouts\/15\/toolpane\.aspx/i,
  },
  admin: {
    name: "administration page",
    literals: list("admin sqlmanager myadmin pma cpanel /manager /console webmin /plesk"),
    pattern:
      /^\/+(?:[\w.-]+\/)?(?:admin(?:istrator|er|istration|panel|console|cp|area|\.(?:php|aspx?|jsp|cgi))?|sqlmanager|sqlweb|webadmin|phpmyadmin[\d.-]*|myadmin|pma|mysqladmin|dbadmin|pgadmin\d?|cpanel|wp-admin|webmin|plesk|manager\/html)(?:\/|$)/i,
  },
  linuxFile: {
    name: "file of Linux",
    literals: list("/etc /proc /var/log /dev/ .bash .ssh /root /usr/ /opt/ /sys/ /boot/"),
    pattern:
      /(?:^|[^a-z0-9])(?:\/\.{0,2}){0,16}\/?etc\/(?:\.\/){0,8}(?:passwd|shadow|group|hosts|issue|sudoers|crontab|fstab|hostname|resolv\.conf|mtab|profile|ssh\/|ssl\/|mysql\/|apache2?\/|httpd\/|nginx\/|php|cron|init\.d|security\/|network\/|os-release|redhat-release|motd|ld\.so)|\/proc\/(?:self|version|cpuinfo|mounts|net|sys|cmdline|\d+)\b|\/var\/log\/\w|\/var\/(?:lib|mail|run|spool)\/\w+\/?|\/dev\/(?:tcp|udp|fd|stdin|shm)\b|\.(?:bash_history|bashrc|bash_profile|ssh\/(?:id_|authorized_keys|known_hosts)|mysql_history|netrc)|\/root\/\.|\/usr\/(?:local\/)?(?:etc|apache\d?|bin\/(?:id|cat|perl|python|nc|curl|wget))\b/i,
  },
  unixCommand: {
    name: "Unix command",
    literals: list("; | & ` $( ${ $HOME $PATH $IFS $SHELL $USER /bin/ echo \n <( >("),
    pattern:
      /(?:[;|&\n`(]|\$\(|[<>]\()\s{0,8}(?:\/(?:usr\/)?(?:local\/)?s?bin\/)?(?:sudo\s+|env\s+|exec\s+|nohup\s+|time\s+)?(?:(?:cat|tac|head|tail|less|more|nl|od|xxd|strings|base64|tee|cp|mv|rm|chmod|chown|mkdir|touch|ls|dir|find|grep|awk|sed|cut|sort|wget|curl|fetch|lwp-download|nc|ncat|netcat|telnet|ssh|scp|ftp|tftp|ping6?|traceroute|nslookup|dig|host|ifconfig|ip|netstat|bash|zsh|ksh|csh|sh|dash|python[\d.]*|perl|ruby|php|node|gcc|kill|pkill|crontab|useradd|passwd|mail|sendmail|echo|printf|sleep|eval|export|source|xargs|timeout|busybox|openssl|socat)(?:\s+(?:-[\w-]+|["']?(?:\.{0,2}|~)\/|https?:|\$|\d|[\w.-]+\s*(?:[;|&`)<>]|$|\d))|[<>]|\s*[;|&`)]|\s*$)|(?:id|whoami|uname|pwd|ps|env|printenv|hostname|ifconfig|netstat|w|who|last|set|groups|date|uptime|history)(?:\s+-\w+)?\s*(?:[;|&`)#]|$))|\becho\s+["']?\$(?:HOME|PATH|SHELL|USER|PWD|IFS|\{|\()|(?:^|[\s;|&=])\$(?:IFS|PATH|HOME|SHELL)\b|^\s*\/(?:usr\/)?bin\/(?:ls|cat|id|sh|bash|nc|ping|wget|curl|uname|ps|perl|python)\b|\(\)\s*\{\s*[:_]?;?\s*\}\s*;|\b(?:cat|tail|head|less|more)\s+\/(?:etc|proc|var)\//i,
    prepare: unquoteShell,
  },
  windowsCommand: {
    name: "Windows command",
    literals: list("; | & cmd %comspec% ` \n boot.ini win.ini system32"),
    pattern:
      /(?:[;|&\n`(]|%0a)\s{0,8}(?:cmd(?:\.exe)?(?:\s*\/[a-z]|\s*$|\s*[&|])|command\.com|nslookup\b|ipconfig\b|systeminfo\b|tasklist\b|taskkill\b|wmic\b|certutil\b|bitsadmin\b|mshta\b|regsvr32\b|rundll32\b|cscript\b|wscript\b|schtasks\b|powershell\b|(?:dir|type|copy|del|net|ver|whoami|ping|tracert|netstat|arp|reg|sc|attrib|more|timeout|start|tree|route)(?:\s+(?:\/\w|-\w|%|[a-z]:\\|\.{0,2}\\|user|view|localgroup|start|stop|use|share|query|add|print|\d)|\s*$|\s*[&|]))|\bcmd(?:\.exe)?\s+\/[ckr]\b|%comspec%|\b(?:boot|win)\.ini\b|\\(?:windows|winnt)\\system32\b|\bnet\s+(?:user|localgroup|group)\s+\S{1,64}.{0,64}\/add\b/i,
    prepare: unquoteShell,
  },
  powerShell: {
    name: "PowerShell",
    literals: list(
      "invoke- new-object downloadstring downloadfile powershell iex -enc frombase64string get- start-process set-executionpolicy system.net. add-type start-bits out-file system.reflection",
    ),
    pattern:
      /\binvoke-(?:expression|webrequest|restmethod|command|wmimethod|mimikatz|shellcode|item|history|obfuscation)\b|\bnew-object\s+(?:-\w+\s+)?(?:system\.)?(?:net\.|io\.|com|management)|\.download(?:string|file|data)\s*\(|\bpowershell(?:\.exe)?\s+[-/]\w|\biex\s*[($]|\|\s*iex\b|\[(?:system\.)?convert\]::frombase64string|\bstart-(?:process|bitstransfer|job)\s+|\bset-executionpolicy\s+|\bget-(?:wmiobject|content|process|childitem|credential|ciminstance|localuser|aduser|service)\s+[-\w$'"\\]|\badd-(?:type|mppreference)\s+-|\[system\.(?:reflection|net|diagnostics)\.|\b-(?:enc|encodedcommand|executionpolicy)\s+\S/i,
  },
  php: {
    name: "PHP code",
    literals: list(
      "<? $_ fsockopen eval base64_decode system passthru shell_exec exec popen proc_open phpinfo assert include require php: auto_prepend allow_url file_ preg_replace call_user create_function pcntl unserialize O: ${@ $globals gzinflate str_rot13 move_uploaded",
    ),
    pattern:
      /<\?(?:php\b|=)|<\?\s+(?:echo|eval|system|if|\$)|\$_(?:get|post|request|cookie|server|files|session|env)\b\s*(?:\[|\)|;|$)|\$globals\s*\[|\b(?:fsockopen|pfsockopen|base64_decode|passthru|shell_exec|pcntl_exec|proc_open|phpinfo|create_function|call_user_func(?:_array)?|gzinflate|gzuncompress|str_rot13|move_uploaded_file|file_put_contents|file_get_contents|unserialize|ini_set|curl_exec|show_source|highlight_file|posix_getpwuid|array_map|preg_replace_callback)\s*\(|\b(?:eval|assert|system|exec|popen)\s*\(\s*(?:\$|['"](?!\s*\))|base64|gzinflate|str_rot13|stripslashes|chr\()|\bphp:\/\/(?:input|filter|memory|temp)|\b(?:auto_prepend_file|auto_append_file|allow_url_include|disable_functions|suhosin\.simulation)\s*(?:=|%3d)|\bO:\d{1,4}:"[\w\\]+":\d+:\{|\$\{@\w+\(|\bpreg_replace\s*\(\s*['"]\/.{0,256}\/e/i,
  },
  wordpressCommand: {
    name: "WordPress command",
    literals: list(
      "wordpress revslider wp_ action= duplicator swp_ wp-config up_auto_log author= wpmp_ wysija rest_route",
    ),
    pattern:
      /\bdo-reset-wordpress\b|\bwpmp_tag_for_frontend\b|\brevslider_(?:show_image|ajax_action)\b|\bduplicator(?:_download|_pro)?\b.{0,32}file|\baction=(?:wysija_campaigns|duplicator_download|wp_ajax_try_2020|wpuf_file_upload|nopriv_\w+|cp_add_subscriber|kbslider_show_image|ave_publishpost|uploadfontico|showbiz_ajax_action)|\bswp_debug\b|\bup_auto_log\b|\bwp-config\.php\b|\brest_route=\/wp\/v2\/users\b|(?:^|&)author=\d+$|\bwp_custom_login_shortcode\b/i,
  },
  wordpressPath: {
    name: "WordPress path",
    literals: list(
      "xmlrpc.php wp-config wp-content wp-includes wp-json wp-admin wp-cron wp-trackback wp-mail",
    ),
    pattern:
      /\/xmlrpc\.php$|\/wp-config(?:\.php)?(?:[.~].*)?$|\/wp-content\/(?:debug\.log|uploads\/.{0,256}\.ph(?:p\d?|tml|ar)|plugins\/.{0,256}(?:timthumb|phpmyadmin|wp-file-manager\/lib|revslider\/temp|upload\.php|simple-file-list|duplicate-page)|themes\/.{0,256}(?:timthumb|thumb)\.php|mu-plugins-old)|\/wp-includes\/.{0,256}\.php$|\/wp-json\/wp\/v2\/users|\/wp-admin\/(?:install|setup-config|admin-ajax\.php\/)|\/wp-(?:trackback|mail)\.php$/i,
  },
  badBot: {
    name: "scanner",
    literals: list(
      "nessus nmap nikto sqlmap masscan zgrab acunetix dirbuster gobuster wpscan netsparker openvas w3af havij arachni burp fimap jaeles nuclei ffuf feroxbuster dirb wfuzz hydra metasploit whatweb joomscan skipfish paros vega zmeu morfeus muieblackcat jorgee webinspect appscan qualys xsstrike commix brutus grabber httprint sqlninja bsqlbf scanbot l9explore l9tcpid cgichk grendel-scan pangolin",
    ),
    pattern:
      /\b(?:nessus|nmap|nikto|sqlmap|masscan|zgrab|acunetix|dirbuster|gobuster|wpscan|netsparker|openvas|w3af|havij|arachni|burp ?suite|fimap|jaeles|nuclei|ffuf|fuzz faster|feroxbuster|dirb|wfuzz|thc-hydra|hydra|metasploit|whatweb|joomscan|skipfish|paros|zmeu|morfeus|muieblackcat|jorgee|webinspect|appscan|qualys|xsstrike|commix|brutus|grabber|httprint|sqlninja|bsqlbf|l9explore|l9tcpid|cgichk|grendel-scan|pangolin)\b/i,
  },
} as const satisfies Record<string, Signature>;

/** The one automaton over the literals of all signatures. */
export const SIGNATURE_SET = new SignatureSet(Object.values(SIGNATURES));
