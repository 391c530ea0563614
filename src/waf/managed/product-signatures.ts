import { list, matching, type Signature } from "./signature.ts";

/** Pages and commands of products that have been holes, and scanners that look for them. */
export const PRODUCT_SIGNATURES = {
  exploitablePath: {
    name: "path of a known hole",
    literals: list(
      "/.git /.svn /.hg /.env /.aws /.ssh /.ds_store /.htaccess /.htpasswd /.docker /.kube /web-inf /meta-inf /wp-config /phpinfo /server-status /server-info /actuator /jolokia /manager/html /solr/ /_ignition /vendor/phpunit /cgi-bin /hnap1 /gponform /boaform /id_rsa /etc/ /console/ /invoker/ /jmx-console /autodiscover /owa/auth /druid/ /telescope /debug/default /eval-stdin /shell /_layouts /struts /trace.axd /elmah /phpunit /config.json",
    ),
    find: matching(
      /\/\.(?:git|svn|hg|bzr|aws|ssh|docker|kube|azure|gnupg)(?:\/|$)|\/\.env(?:\.\w+)?$|\/\.(?:ds_store|htaccess|htpasswd|npmrc|bash_history|git-credentials)$|\/(?:web|meta)-inf(?:\/|$)|\/wp-config(?:\.php)?(?:[.~]|$)|\/phpinfo(?:\.php)?$|\/server-(?:status|info)$|\/actuator\/(?:env|heapdump|gateway|jolokia|shutdown|threaddump|logfile|trace)|\/jolokia(?:\/|$)|\/manager\/html|\/solr\/(?:admin|[^/]+\/(?:dataimport|config|velocity))|\/_ignition\/|\/vendor\/phpunit\/|eval-stdin\.php|\/cgi-bin\/(?:.{0,256}\.(?:cgi|sh|pl|bin)|luci|\.%2e|\.\.)|\/hnap1|\/gponform\/|\/boaform\/|\/id_(?:rsa|dsa|ed25519)$|\/(?:jmx-console|invoker\/jmxinvokerservlet)|\/autodiscover\/autodiscover\.json.{0,256}@|\/telescope\/requests|\/debug\/default\/view|\/console\/css\/|\/(?:trace|elmah)\.axd|\/_layouts\/15\/toolpane\.aspx/i,
    ),
  },
  admin: {
    name: "administration page",
    literals: list("admin sqlmanager myadmin pma cpanel /manager /console webmin /plesk"),
    find: matching(
      /^\/+(?:[\w.-]+\/)?(?:admin(?:istrator|er|istration|panel|console|cp|area|\.(?:php|aspx?|jsp|cgi))?|sqlmanager|sqlweb|webadmin|phpmyadmin[\d.-]*|myadmin|pma|mysqladmin|dbadmin|pgadmin\d?|cpanel|wp-admin|webmin|plesk|manager\/html)(?:\/|$)/i,
    ),
  },
  wordpressCommand: {
    name: "WordPress command",
    literals: list(
      "wordpress revslider wp_ action= duplicator swp_ wp-config up_auto_log author= wpmp_ wysija rest_route",
    ),
    find: matching(
      /\bdo-reset-wordpress\b|\bwpmp_tag_for_frontend\b|\brevslider_(?:show_image|ajax_action)\b|\bduplicator(?:_download|_pro)?\b.{0,32}file|\baction=(?:wysija_campaigns|duplicator_download|wp_ajax_try_2020|wpuf_file_upload|nopriv_\w+|cp_add_subscriber|kbslider_show_image|ave_publishpost|uploadfontico|showbiz_ajax_action)|\bswp_debug\b|\bup_auto_log\b|\bwp-config\.php\b|\brest_route=\/wp\/v2\/users\b|(?:^|&)author=\d+$|\bwp_custom_login_shortcode\b/i,
    ),
  },
  wordpressPath: {
    name: "WordPress path",
    literals: list(
      "xmlrpc.php wp-config wp-content wp-includes wp-json wp-admin wp-cron wp-trackback wp-mail",
    ),
    find: matching(
      /\/xmlrpc\.php$|\/wp-config(?:\.php)?(?:[.~]|$)|\/wp-content\/(?:debug\.log|uploads\/.{0,256}\.ph(?:p\d?|tml|ar)|plugins\/.{0,256}(?:timthumb|phpmyadmin|wp-file-manager\/lib|revslider\/temp|upload\.php|simple-file-list|duplicate-page)|themes\/.{0,256}(?:timthumb|thumb)\.php|mu-plugins-old)|\/wp-includes\/.{0,256}\.php$|\/wp-json\/wp\/v2\/users|\/wp-admin\/(?:install|setup-config|admin-ajax\.php\/)|\/wp-(?:trackback|mail)\.php$/i,
    ),
  },
  badBot: {
    name: "scanner",
    literals: list(
      "nessus nmap nikto sqlmap masscan zgrab acunetix dirbuster gobuster wpscan netsparker openvas w3af havij arachni burp fimap jaeles nuclei ffuf feroxbuster dirb wfuzz hydra metasploit whatweb joomscan skipfish paros vega zmeu morfeus muieblackcat jorgee webinspect appscan qualys xsstrike commix brutus grabber httprint sqlninja bsqlbf scanbot l9explore l9tcpid cgichk grendel-scan pangolin",
    ),
    find: matching(
      /\b(?:nessus|nmap|nikto|sqlmap|masscan|zgrab|acunetix|dirbuster|gobuster|wpscan|netsparker|openvas|w3af|havij|arachni|burp ?suite|fimap|jaeles|nuclei|ffuf|fuzz faster|feroxbuster|dirb|wfuzz|thc-hydra|hydra|metasploit|whatweb|joomscan|skipfish|paros|zmeu|morfeus|muieblackcat|jorgee|webinspect|appscan|qualys|xsstrike|commix|brutus|grabber|httprint|sqlninja|bsqlbf|l9explore|l9tcpid|cgichk|grendel-scan|pangolin)\b/i,
    ),
  },
} as const satisfies Record<string, Signature>;
