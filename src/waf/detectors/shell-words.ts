const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Commands of Unix whose names prose has no use for: after a separator, the name and little else give them away. */
export const UNIX_COMMANDS = words(
  "whoami ifconfig uname printenv nslookup wget curl chmod chown chgrp mkdir rmdir netcat ncat nc lsof useradd userdel " +
    "usermod adduser traceroute crontab busybox socat base64 base32 xxd hexdump tac awk gawk mawk sed grep egrep fgrep zgrep " +
    "pwd ls ps cp mv rm ln dd df du su sudo dig ssh scp sftp tftp telnet ftp bash zsh ksh csh tcsh sh dash ash fish python " +
    "python2 python3 perl ruby php node nodejs lua tclsh gcc cc xterm mknod mkfifo nohup xargs printf openssl ping ping6 " +
    "arping netstat ss nmap hping3 tcpdump apt yum dpkg rpm systemctl iptables pkill killall sysctl dmesg lscpu lsblk rev " +
    "nl od id env chroot setsid rsync getent finger tee strace gdb vim pico nano ed mkpasswd chsh " +
    "unzip gunzip gzip zcat bzip2 tar readlink realpath basename dirname sha1sum md5sum sha256sum nproc lwp-download " +
    "lwp-request aria2c whois cmp javac whereis mysql mysqldump psql sqlite3 redis-cli mongosh pip pip3 apt-get kubectl svn " +
    "npx dir zsh sendmail mailx mutt printf stty arch hostid logname mktemp ip",
);

/** Commands of Unix that are everyday words as well: their arguments must be those of a command. */
export const UNIX_WORDS = words(
  "cat head tail more less find sort cut echo date time host hostname who w last set history groups mail sleep touch file " +
    "kill exec export eval passwd test mount umount free top uptime reboot shutdown halt poweroff exit source expr diff strings make watch split join " +
    "wait dir vi uniq trap route fetch help command locate wc tr fold look fmt pr paste column " +
    "cd stat man tty env timeout git zip docker npm gem aws java service init which builtin screen install service crash patch sum seq nice alias at jobs",
);

/** Commands of Windows whose names prose has no use for. */
export const WINDOWS_COMMANDS = words(
  "cmd ipconfig systeminfo tasklist taskkill wmic certutil bitsadmin mshta regsvr32 rundll32 cscript wscript schtasks " +
    "tracert nslookup powershell pwsh netstat whoami netsh icacls cacls takeown msiexec nbtstat xcopy robocopy findstr " +
    "gpresult vssadmin bcdedit wevtutil qwinsta getmac driverquery forfiles msbuild installutil attrib diskpart fsutil ping " +
    "arp hostname curl pathping ftype assoc findstr runas dir mspaint",
);

/** Commands of Windows that are everyday words as well. */
export const WINDOWS_WORDS = words(
  "fc choice calc notepad type copy del erase net ver set echo move ren rename rd md mkdir rmdir start timeout tree route reg sc more sort " +
    "find for if call query title vol time date path cls exit shutdown at help tasks where",
);
