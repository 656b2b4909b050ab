// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.format;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Numbers that C programs know by macros, which no kernel's types have: the interface of system calls (man pages open(2),
 * socket(7), signal(7), inode(7), clone(2)).
 */
final class Macros {
    private static final Map<String, Long> ALL = all();

    /** Four flags of open(2) have other bits where the kernel runs on Arm or PowerPC. */
    private static final Map<String, Long> ON_ARM_AND_POWER =
            Map.of("O_DIRECTORY", 0x4000L, "O_NOFOLLOW", 0x8000L, "O_DIRECT", 0x10000L, "O_LARGEFILE", 0x20000L);

    private Macros() {}

    static OptionalLong value(String name, String arch) {
        boolean other = arch.equals("arm64") || arch.equals("ppc64le");
        Long value = other && ON_ARM_AND_POWER.containsKey(name) ? ON_ARM_AND_POWER.get(name) : ALL.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    static Set<String> names() {
        return ALL.keySet();
    }

    private static Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        put(
                all,
                "O_RDONLY 0 O_WRONLY 1 O_RDWR 2 O_CREAT 0x40 O_EXCL 0x80 O_NOCTTY 0x100 O_TRUNC 0x200 O_APPEND 0x400"
                        + " O_NONBLOCK 0x800 O_DSYNC 0x1000 O_DIRECT 0x4000 O_LARGEFILE 0x8000 O_DIRECTORY 0x10000 O_NOFOLLOW 0x20000"
                        + " O_NOATIME 0x40000 O_CLOEXEC 0x80000 O_SYNC 0x101000 O_PATH 0x200000 AT_FDCWD -100");
        put(
                all,
                "S_IFSOCK 0xc000 S_IFLNK 0xa000 S_IFREG 0x8000 S_IFBLK 0x6000 S_IFDIR 0x4000 S_IFCHR 0x2000 S_IFIFO 0x1000"
                        + " S_ISUID 0x800 S_ISGID 0x400 S_ISVTX 0x200");
        put(
                all,
                "AF_UNSPEC 0 AF_UNIX 1 AF_LOCAL 1 AF_INET 2 AF_INET6 10 AF_NETLINK 16 AF_PACKET 17 AF_VSOCK 40"
                        + " SOCK_STREAM 1 SOCK_DGRAM 2 SOCK_RAW 3 IPPROTO_IP 0 IPPROTO_ICMP 1 IPPROTO_TCP 6 IPPROTO_UDP 17"
                        + " IPPROTO_IPV6 41 IPPROTO_ICMPV6 58 ETH_P_IP 0x800 ETH_P_ARP 0x806 ETH_P_IPV6 0x86dd");
        put(
                all,
                "SIGHUP 1 SIGINT 2 SIGQUIT 3 SIGILL 4 SIGTRAP 5 SIGABRT 6 SIGBUS 7 SIGFPE 8 SIGKILL 9 SIGUSR1 10 SIGSEGV 11"
                        + " SIGUSR2 12 SIGPIPE 13 SIGALRM 14 SIGTERM 15 SIGSTKFLT 16 SIGCHLD 17 SIGCONT 18 SIGSTOP 19 SIGTSTP 20"
                        + " SIGTTIN 21 SIGTTOU 22 SIGURG 23 SIGXCPU 24 SIGXFSZ 25 SIGVTALRM 26 SIGPROF 27 SIGWINCH 28 SIGIO 29"
                        + " SIGPWR 30 SIGSYS 31");
        put(
                all,
                "CLONE_VM 0x100 CLONE_FS 0x200 CLONE_FILES 0x400 CLONE_SIGHAND 0x800 CLONE_THREAD 0x10000"
                        + " CLONE_NEWNS 0x20000 CLONE_NEWUSER 0x10000000 CLONE_NEWPID 0x20000000 CLONE_NEWNET 0x40000000");
        return all;
    }

    private static void put(Map<String, Long> all, String pairs) {
        String[] words = pairs.split(" ");
        for (int i = 0; i < words.length; i += 2) {
            all.put(words[i], Long.decode(words[i + 1]));
        }
    }
}
