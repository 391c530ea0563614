import { anyOf } from "../detectors/any-of.ts";
import { findInstanceMetadata } from "./instance-metadata.ts";
import { list, matching, type Signature } from "./signature.ts";

/** Not a path in prose or Markdown, where white space, a bracket or a back-tick stands before it. */
const NO_PROSE = String.raw`(?<!(?:[\s(*!\`]|%20)[./\\~]{0,32})`;

const LINUX_FILE = anyOf(
  new RegExp(
    String.raw`(?:^|${NO_PROSE}[\\/])etc[\\/]{1,8}(?:\.?[\\/]){0,8}(?:passwd|shadow|gshadow|group|hosts|issue|sudoers|crontab|fstab|hostname|resolv\.conf|mtab|profile|motd|master\.passwd|services|networks|protocols|exports|inittab|inetd|xinetd|aliases|ssh\b|ssl\b|mysql\b|my\.cnf|apache2?\b|httpd\b|nginx\b|php|cron|init\.d|security\b|network\b|pam|ld\.so|vsftpd|proftpd|pure-ftpd|samba|lighttpd|tomcat|squid|postfix|exim|logrotate|rsyslog|syslog|kubernetes|docker|(?:os|redhat|lsb|debian|alpine)[-_](?:release|version))`,
  ),
  new RegExp(
    String.raw`${NO_PROSE}[\\/](?:proc[\\/]{1,8}(?:self|version|cpuinfo|meminfo|mounts|net|sys|cmdline|sched_debug|modules|config\.gz|\d{1,7})\b|var[\\/]{1,8}(?:log|lib|mail|run|spool|cache|backups|apache2?|adm)[\\/]{1,8}[\w.-])`,
  ),
  new RegExp(
    String.raw`${NO_PROSE}[\\/](?:usr[\\/](?:local[\\/])?(?:etc|apache\d?|nginx|tomcat|pkg|php|mysql|lib[\\/]cgi|bin[\\/](?:id|cat|perl|python|nc|curl|wget))|opt[\\/](?:lampp|tomcat|apache|nginx|httpd|jboss)|sys[\\/](?:class|kernel|devices|firmware)|dev[\\/](?:tcp|udp|fd|stdin|shm)|private[\\/]etc|library[\\/]webserver|\.dockerenv|root[\\/]\.)\b`,
  ),
  new RegExp(
    String.raw`(?:^|${NO_PROSE}[\\/=:'"~])\.(?:bash_(?:history|profile|logout)|ssh[\\/](?:id_|authorized_keys|known_hosts|config)|mysql_history|psql_history|netrc|pgpass|aws[\\/](?:credentials|config)|docker[\\/]config|kube[\\/]config|git-credentials|zsh_history)`,
  ),
  // Shellshock: a function in a variable of the environment.
  /\(\)\s{0,8}\{\s{0,8}(?:[:_]?\s{0,4};|_\s{0,4};)\s{0,8}\}/,
);

/** A step out of a folder, however many dots and slashes it is written with. */
const STEP = String.raw`\.{2,4}[\0-\x1f;]{0,2}[\\/]+(?:\.[\\/]+)*`;

/** Files that no client should name, and addresses that the server itself should not open. */
export const FILE_SIGNATURES = {
  traversal: {
    name: "path traversal",
    literals: list(
      "../ ..\\ ..; ./. .\\. .\0 .\n .\t .\r .\x01 ..% 0x2e \xae\xae ../ /.. \\.. :/ :\\ etc/ etc\\ /proc var/ /usr /opt /sys /dev /private /library .docker .bash .ssh .aws /root \\\\ ~",
    ),
    find: matching(
      anyOf(
        new RegExp(`(?:${STEP}){2}`),
        new RegExp(
          String.raw`${STEP}(?:etc|proc|var|usr|windows|winnt|boot|web-inf|meta-inf|home|root|system32|inetpub|xampp)\b|${STEP}(?:\.(?:env|git|svn|ht(?:access|passwd)|ssh|aws|bash_history)|wp-config|web\.config|win\.ini|config\.(?:php|ya?ml|inc))`,
        ),
        /(?:^|[\\/])\.\.[\\/]+\.\.(?:$|[?#\0%])/,
        /(?:\.\/){3}|(?:\.\\){3}/,
        // The same odd step twice: what decodes to `../` somewhere, but not here.
        /((?:\.\.|(?:0x2e){2}|\xae\xae)(?:%[0-9a-z]{2}|%u[0-9a-z]{4}|0x[0-9a-f]{2}|\/){1,6})\1/,
        /^["'/\\]{0,3}(?:file:\/{0,3})?[a-z][:|][\\/]+(?:boot\.ini|windows|winnt|inetpub|xampp|wamp|program files|programdata|documents and settings|unattend|apache|php|mysql)/,
        /^\\\\[\w.-]{1,64}\\(?:[a-z]|admin|ipc)\$/,
        LINUX_FILE,
      ),
    ),
  },
  traversalInPath: {
    name: "path traversal",
    literals: list("../ ..\\ ..; /.. \\.. ./. .\\. .\0 .\x01 .\t .\n .\r ..% 0x2e \xae\xae"),
    find: matching(
      anyOf(
        /(?:^|[\\/=])\.{2,4}[\0-\x1f;]{0,2}(?:[\\/]|$)/,
        new RegExp(`(?:${STEP}){2}|${STEP}(?:etc|windows|winnt|web-inf)`),
        /(?:\.\/){3}|(?:\.\\){3}/,
        /((?:\.\.|(?:0x2e){2}|\xae\xae)(?:%[0-9a-z]{2}|%u[0-9a-z]{4}|0x[0-9a-f]{2}|\/){1,6})\1/,
      ),
    ),
  },
  remoteFile: {
    name: "remote file by address",
    literals: list(":// :\\ php: data: expect: phar: zip: jar: file: // zlib: glob: netdoc:"),
    find: matching(
      anyOf(
        /(?:^|[^a-z])(?:https?|ftps?|sftp|file|gopher|dict|ldaps?|tftp|smb|imap|smtp|jar:https?):\/\/(?:[^\s/@]{0,64}@)?(?:\d{1,3}(?:\.\d{1,3}){3}|0x[0-9a-f]{1,8}|(?:0x[0-9a-f]{1,2}|0\d{1,3}|\d{1,3})(?:\.(?:0x[0-9a-f]{1,2}|\d{1,8})){1,3}|\d{8,12}|0)(?![\w.-])|\b(?:https?|ftps?|gopher):\/\/(?:[^\s/@]{0,64}@)?\[[0-9a-f:.]{2,45}\]/,
        /(?:^|[=&"'])(?:php|expect|phar|zip|zlib|compress\.(?:zlib|bzip2)|ogg|glob|ssh2(?:\.\w+)?|rar|netdoc|jar):\/\/?/,
        /(?:^|[=&])(?:jar:(?:https?|file):|file:\/{0,3}(?:localhost\/)?(?:[a-z][:|]|[\\/]?\w{2,}|\/)|gopher:\/\/|dict:\/\/|data:\/\/|data:[\w/+-]{0,32}(?:;base64)?,(?:<\?p|PD9w|%3c%3fp))/,
        // Names that lead to the server itself, or to an address within the name.
        /^https?:\/\/(?:[^\s/@]{0,64}@)?(?:localhost(?:\.localdomain)?|localtest\.me|[\w.-]{1,64}\.(?:nip|sslip|xip)\.io)\.?(?::(?:\d{1,3}|1\d{3}|2[1-9]\d\d|33\d\d|5432|5984|6379|9200|11211|15672|27017))?(?:[/?#]|$)/,
        /^\/\/\d{1,3}(?:\.\d{1,3}){3}\/\S/,
        // The question mark cuts off what the server would append.
        /^(?:https?|ftp):\/\/\S{1,256}(?:\.(?:txt|jpe?g|gif|png|php\d?|inc|dat)\?{1,3}|%00|\0)$/,
      ),
    ),
  },
  metadata: {
    name: "instance metadata",
    literals: list(
      "169. 168.63 100.100 192.0.0 metadata meta-data 2852039 0xa9 0251 025177 fd00:ec2 instance-data a9fe security-credentials user-data",
    ),
    find: findInstanceMetadata,
  },
  restrictedExtension: {
    name: "restricted file extension",
    literals: list(
      ".log .ini .bak .backup .old .orig .swp .swo .conf .cfg .sql .sqlite .mdb .dat .sys .key .pem .pfx .p12 .env .htaccess .htpasswd .tfstate .dump .kdbx .ovpn .rdp .asa .inc ~",
    ),
    find: matching(
      /^(?:(?!%20)[^\s()[\]{},"'<>]){0,1024}\.(?:log|ini|bak|backup|old|orig|sw[po]|conf|cfg|config|sql|sqlite3?|mdb|dat|sys|key|pem|pfx|p12|env|htaccess|htpasswd|tfstate|dump|kdbx|ovpn|rdp|asa|inc)~?(?:[?;\0#%]|\/?$)/i,
    ),
  },
  linuxFile: {
    name: "file of Linux",
    literals: list(
      "etc/ etc\\ /proc \\proc var/ var\\ /usr \\usr /opt /sys /dev /private /library .docker .bash .ssh .mysql_history .psql .netrc .pgpass .aws .kube .git-c .zsh /root \\root () (){",
    ),
    find: matching(LINUX_FILE),
  },
} as const satisfies Record<string, Signature>;
