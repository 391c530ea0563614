import type { SqlKind } from "./sql-kinds.ts";

/**
 * The vocabulary of the SQL dialects that matter to an injection: MySQL, PostgreSQL, SQL Server, Oracle, SQLite, DB2,
 * Access, Firebird. A word that is missing here is an identifier.
 */
const WORDS_BY_KIND: Readonly<Partial<Record<SqlKind, string>>> = {
  "&": "and or xor eqv imp",
  "!": "not",
  "~": "like rlike regexp ilike similar glob match in is between isnull notnull",
  o: "div mod collate binary prior",
  U: "union intersect except minus",
  E: "select",
  B: "orderby groupby",
  H: "having",
  L: "limit offset fetch",
  K: "from",
  J: "where values set join",
  C: "case",
  T: "when then else end",
  X: "exec execute declare shutdown call print use begin if while goto go revert",
  D: "xp_cmdshell sp_executesql openrowset opendatasource",
  "1": "null true false unknown",
};

/** Words in a row that mean one thing. A phrase may itself be the start of a longer one. */
const PHRASES_BY_KIND: Readonly<Partial<Record<SqlKind, readonly string[]>>> = {
  U: [
    "union all",
    "union distinct",
    "union distinct all",
    "union all distinct",
    "intersect all",
    "except all",
  ],
  B: ["order by", "group by", "partition by", "order siblings by"],
  "~": [
    ...["like", "rlike", "regexp", "ilike", "similar", "similar to", "glob", "in", "between", "match"].map(
      (x) => `not ${x}`,
    ),
    ...[
      "is not",
      "is distinct",
      "similar to",
      "sounds like",
      "is not distinct",
      "is distinct from",
      "between symmetric",
    ],
  ],
  O: ["into outfile", "into dumpfile"],
  W: ["waitfor delay", "waitfor time"],
  A: ["procedure analyse"],
  C: ["case when"],
  Q: ["if exists", "if not exists", "where exists", "and exists", "or exists"],
  D: [
    ...[
      "insert into",
      "delete from",
      "replace into",
      "merge into",
      "truncate table",
      "load data",
      "load xml",
      "bulk insert",
    ],
    ...[
      "insert ignore",
      "insert low_priority",
      "insert delayed",
      "delete low_priority",
      "delete quick",
      "delete ignore",
    ],
    ...[
      "table",
      "database",
      "user",
      "function",
      "procedure",
      "view",
      "index",
      "trigger",
      "schema",
      "login",
      "role",
      "column",
    ].flatMap((what) => [`drop ${what}`, `create ${what}`, `alter ${what}`]),
    ...[
      "create or replace",
      "create temporary",
      "backup database",
      "restore database",
      "declare cursor",
      "execute immediate",
    ],
    ...[
      "alter session",
      "alter system",
      "set identity_insert",
      "grant all",
      "drop constraint",
      "reconfigure with",
    ],
  ],
};

/** Functions that prose and everyday code do not call: to see one with its parenthesis is evidence by itself. */
const TELLING_FUNCTIONS =
  "benchmark pg_sleep load_file extractvalue updatexml group_concat concat_ws unhex xp_dirtree xp_regread xp_fileexist " +
  "sp_addlogin sp_oacreate lo_import lo_export pg_read_file pg_ls_dir query_to_xml database_to_xml current_setting " +
  "sqlite_version load_extension generate_series randomblob regexp_substring json_keys make_set name_const gtid_subset " +
  "st_latfromgeohash polygon multipoint multipolygon linestring geometrycollection xmltype sys_context procedure " +
  "string_agg listagg stragg array_agg array_to_json column_names fn_sqlvarbasetostr has_dbaccess is_srvrolemember " +
  "serverproperty db_name dblink_connect xmlagg wm_concat row_count last_insert_id sys_eval sys_exec aes_decrypt ctxsys";

/** Functions that SQL shares with ordinary languages: evidence only where an injection would put them. */
const FUNCTIONS =
  "sleep concat substring substr mid left right ascii ord char chr nchar unicode hex bin oct conv convert cast coalesce " +
  "ifnull nullif nvl nvl2 decode iif if elt field find_in_set locate position instr charindex patindex strcmp length len " +
  "char_length octet_length datalength lower upper lcase ucase ltrim rtrim trim replace reverse repeat replicate space " +
  "lpad rpad stuff translate quote quotename format version database schema user current_user session_user system_user " +
  "user_name suser_name suser_sname host_name object_id object_name col_name count sum avg min max floor ceil ceiling " +
  "round rand random abs sign sqrt power pow exp log log10 pi sin cos tan cot acos asin atan degrees radians mod md5 sha " +
  "sha1 sha2 password old_password encrypt crc32 uuid newid compress uncompress to_base64 from_base64 now sysdate " +
  "curdate curtime current_date current_time getdate sysdatetime date_add date_sub dateadd datediff datepart year month " +
  "day hour minute second extract unix_timestamp from_unixtime row exists any some all values greatest least interval " +
  "isnull bit_and bit_or bit_xor std stddev variance row_number rank dense_rank lead lag over to_char to_number to_date " +
  "regexp_like regexp_replace json_extract json_object json_array json_value openjson pg_user getpgusername " +
  "currval nextval setval inet_aton inet_ntoa get_lock release_lock is_free_lock master_pos_wait utc_date utc_time " +
  "typeof glob zeroblob hex likelihood likely quote soundex difference try_convert try_cast parse eval atn2 square";

/** Of calls within calls, those by which data is read bit by bit. */
const PROBES = new Set(
  "ascii ord hex conv unicode bin length char_length datalength lower upper cast convert if iif ifnull nullif count compress nvl coalesce concat char chr quote exists mid substr substring".split(
    " ",
  ),
);
const PROBED = new Set(
  "substr substring mid left right version database schema user current_user session_user system_user count ascii hex lpad cast ord load_file db_name char chr now sleep".split(
    " ",
  ),
);

/** Whether `outer(inner(…))` is how injections read data, as in `ascii(substring(version(),1,1))`. */
export const isTellingNest = (outer: string, inner: string): boolean =>
  PROBES.has(outer) && PROBED.has(inner);

/** Values that need no parenthesis. */
const BARE_FUNCTIONS = new Set(
  "current_user session_user system_user current_date current_time current_timestamp sysdate utc_date utc_time utc_timestamp localtime rownum sysdate".split(
    " ",
  ),
);

/** What the databases call their own tables. */
const SYSTEM_NAMES =
  /^(?:information_schema|pg_catalog|mysql|master|msdb|sysibm|syscat|rdb\$|mon\$|v\$|gv\$|performance_schema|sysmaster)[.$]|^sys\.(?:\w*objects|\w*columns|tables|databases|schemas|sql_logins|user\w*|all_\w+|dba_\w+|fn_\w+)|^(?:sysobjects|syscolumns|sysusers|sysdatabases|systables|syslogins|all_tables|all_users|all_tab_columns|user_tables|user_tab_columns|dba_users|dba_tables|sqlite_master|sqlite_schema|sqlite_temp_master|msysaccessobjects|msysobjects|pg_tables|pg_user|pg_shadow|pg_database|pg_class|information_schema|dual|domain\.domains|rdb\$database|rdb\$fields)$/;

/** Procedures of SQL Server. */
const STORED_PROCEDURE = /^(?:sp|xp)_[a-z]/;

/** Packages of Oracle whose every function is telling. */
const TELLING_PACKAGES = /^(?:sys\.|public\.)?(?:dbms_|utl_|ctxsys\.|owa_|htp\.|xp_|sp_)\w/;

const kinds = new Map<string, SqlKind>();
const functions = new Map<string, SqlKind>();
const phrases = new Map<string, SqlKind>();
for (const [kind, words] of Object.entries(WORDS_BY_KIND)) {
  for (const word of words.split(" ")) kinds.set(word, kind as SqlKind);
}
for (const [kind, list] of Object.entries(PHRASES_BY_KIND)) {
  for (const phrase of list) phrases.set(phrase, kind as SqlKind);
}
for (const name of FUNCTIONS.split(" ")) functions.set(name, "f");
for (const name of TELLING_FUNCTIONS.split(" ")) functions.set(name, "G");

/** The kind of a lower-case word that no parenthesis follows. */
export function kindOfWord(word: string): SqlKind {
  const kind = kinds.get(word);
  if (kind !== undefined) return kind;
  // No name below is as short, and most words of code are.
  if (word.length < 3) return "n";
  if (BARE_FUNCTIONS.has(word)) return "v";
  return SYSTEM_NAMES.test(word) || STORED_PROCEDURE.test(word) ? "I" : "n";
}

/** The kind of a lower-case word right before a parenthesis: a function, unless it is a keyword such as `in`. */
export function kindOfCall(word: string): SqlKind {
  const known = functions.get(word);
  if (known !== undefined) return known;
  const kind = kinds.get(word);
  if (kind !== undefined && kind !== "X") return kind;
  return TELLING_PACKAGES.test(word) ? "G" : "F";
}

/** Functions whose names are everyday words: with a space before the parenthesis they are prose. */
const EVERYDAY = new Set(
  "left right sum count mid space min max user version database replace repeat reverse format row any some all values round power second minute hour day month year position field length trim over now log sign quote password schema exists elt lower upper exp date insert least greatest difference likely parse translate benchmark polygon procedure".split(
    " ",
  ),
);

/** The kind of a lower-case word that white space and then a parenthesis follow. */
export function kindOfSpacedCall(word: string): SqlKind {
  const call = kindOfCall(word);
  return call === "F" || ("fG".includes(call) && EVERYDAY.has(word)) ? kindOfWord(word) : call;
}

/** Whether digits may run into this word without a space, as in `1union select`. */
export const isKeyword = (word: string): boolean => kinds.has(word);

/** The kind of several lower-case words, separated by one space, if they are a phrase. */
export const kindOfPhrase = (phrase: string): SqlKind | undefined => phrases.get(phrase);

/** Words that a phrase can begin with; looked at before two words are joined. */
export const PHRASE_STARTS: ReadonlySet<string> = new Set(
  [...phrases.keys()].flatMap((phrase) => {
    const words = phrase.split(" ");
    return words.slice(1).map((_, index) => words.slice(0, index + 1).join(" "));
  }),
);

const TYPES = new Set(
  "int int2 int4 int8 integer smallint bigint numeric decimal float float4 float8 real double money text varchar char character bpchar name bool boolean bit bytea uuid json jsonb xml inet cidr oid regclass date time timestamp timestamptz interval point binary".split(
    " ",
  ),
);

/** Whether a string may follow the word and be one value with it: `date '2020-01-01'`, `_utf8 'a'`. */
export const isType = (word: string): boolean => TYPES.has(word) || word.startsWith("_");

/** Words after SELECT or UNION that change nothing for us. */
export const MODIFIERS: ReadonlySet<string> = new Set(
  "all distinct distinctrow top sql_cache sql_no_cache sql_calc_found_rows sql_big_result sql_small_result sql_buffer_result high_priority straight_join".split(
    " ",
  ),
);
