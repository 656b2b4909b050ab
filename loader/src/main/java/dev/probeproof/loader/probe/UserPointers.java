// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which parameters of kernel functions are pointers to user memory ({@code __user} in the source). C types do not say it;
 * BTF says it only where the compiler wrote type tags. For the rest there is a table of well-known functions, each with
 * all of its user pointers, so that its other parameters are known to be none.
 */
public final class UserPointers {
    private static final String TAG = "user";

    /** Members that are user pointers wherever their struct is; kernels built with gcc do not say so in their types. */
    private static final Set<String> MEMBERS = Set.of(
            "struct iovec.iov_base",
            "struct user_msghdr.msg_name",
            "struct user_msghdr.msg_iov",
            "struct user_msghdr.msg_control",
            "struct filename.uptr");

    /** A struct that holds a name already copied from user memory; newer kernels pass it where older ones passed text. */
    private static final String COPIED_NAME = "filename";

    private static final Map<String, Entry> TABLE = table(
            user("___sys_recvmsg", "msg"),
            user("___sys_sendmsg", "msg"),
            user("__import_iovec", "uvec"),
            user("__sys_accept4", "upeer_sockaddr", "upeer_addrlen"),
            user("__sys_bind", "umyaddr"),
            user("__sys_connect", "uservaddr"),
            user("__sys_getpeername", "usockaddr", "usockaddr_len"),
            user("__sys_getsockname", "usockaddr", "usockaddr_len"),
            user("__sys_getsockopt", "optval", "optlen"),
            user("__sys_recvfrom", "ubuf", "addr", "addr_len"),
            user("__sys_recvmmsg", "mmsg", "timeout", "timeout32"),
            user("__sys_recvmsg", "msg"),
            user("__sys_sendmmsg", "mmsg"),
            user("__sys_sendmsg", "msg"),
            user("__sys_sendto", "buff", "addr"),
            user("__sys_setsockopt", "user_optval", "optval"),
            user("__sys_socketpair", "usockvec"),
            user("_copy_from_user", "from"),
            user("_copy_to_user", "to"),
            user("copy_from_user_nofault", "src"),
            user("copy_mount_options", "data"),
            user("copy_siginfo_from_user", "from"),
            user("copy_siginfo_to_user", "to"),
            user("copy_to_user_nofault", "dst"),
            user("core_sys_select", "inp", "outp", "exp"),
            user("do_epoll_wait", "events"),
            user("do_faccessat", "filename"),
            user("do_fchmodat", "filename"),
            user("do_fchownat", "filename"),
            user("do_futex", "uaddr", "uaddr2"),
            user("do_io_getevents", "events"),
            user("do_mount", "dir_name"),
            user("do_msgrcv", "buf"),
            user("do_msgsnd", "mtext"),
            user("do_readlinkat", "pathname", "buf"),
            user("do_readv", "vec"),
            user("do_sched_setscheduler", "param"),
            user("do_seccomp", "uargs"),
            user("do_shmat", "shmaddr"),
            user("do_statx", "filename", "buffer"),
            user("do_sys_open", "filename"),
            user("do_sys_openat2", "filename"),
            user("do_sys_poll", "ufds"),
            user("do_utimes", "filename"),
            user("do_writev", "vec"),
            user("futex_requeue", "uaddr1", "uaddr2"),
            user("futex_wait", "uaddr"),
            user("futex_wake", "uaddr"),
            user("get_timespec64", "uts"),
            user("getname", "filename"),
            user("getname_flags", "filename"),
            user("getname_uflags", "filename"),
            user("import_iovec", "uvec"),
            user("io_submit_one", "user_iocb"),
            user("iovec_from_user", "uvec"),
            user("kernel_wait4", "stat_addr"),
            user("keyctl_read_key", "buffer"),
            user("ksys_pread64", "buf"),
            user("ksys_pwrite64", "buf"),
            user("ksys_read", "buf"),
            user("ksys_semtimedop", "tsops", "timeout"),
            user("ksys_write", "buf"),
            user("listxattr", "list"),
            user("load_module", "uargs"),
            user("memdup_user", "src"),
            user("memdup_user_nul", "src"),
            user("move_addr_to_kernel", "uaddr"),
            user("move_addr_to_user", "uaddr", "ulen"),
            user("new_sync_read", "buf"),
            user("new_sync_write", "buf"),
            user("path_setxattr", "pathname", "name", "value"),
            user("put_timespec64", "uts"),
            user("seq_read", "buf"),
            user("simple_read_from_buffer", "to"),
            user("simple_write_to_buffer", "from"),
            user("strncpy_from_user", "src"),
            user("strncpy_from_user_nofault", "unsafe_addr"),
            user("strndup_user", "s"),
            user("strnlen_user", "str"),
            user("user_path_at", "name"),
            user("user_path_at_empty", "name"),
            user("user_path_create", "pathname"),
            user("vfs_fstatat", "filename"),
            user("vfs_read", "buf"),
            user("vfs_readv", "vec"),
            user("vfs_statx", "filename"),
            user("vfs_write", "buf"),
            user("vfs_writev", "vec"),
            user("vmemdup_user", "src"),
            kernelOnly("kernel_read"),
            kernelOnly("kernel_write"),
            kernelOnly("strncpy_from_kernel_nofault"));

    private UserPointers() {}

    /** Whether something is a pointer to user memory. */
    public enum Verdict {
        YES,
        NO,
        UNKNOWN
    }

    /**
     * The verdict, and how we know.
     *
     * @param why as the end of a sentence; for {@link Verdict#UNKNOWN} why we do not
     */
    public record Answer(Verdict verdict, String why) {}

    private record Entry(String function, List<String> parameters) {}

    private static Entry user(String function, String... parameters) {
        return new Entry(function, List.of(parameters));
    }

    private static Entry kernelOnly(String function) {
        return new Entry(function, List.of());
    }

    private static Map<String, Entry> table(Entry... entries) {
        Map<String, Entry> table = new HashMap<>();
        for (Entry entry : entries) {
            if (table.put(entry.function(), entry) != null) {
                throw new IllegalStateException("two entries for " + entry.function());
            }
        }
        return Collections.unmodifiableMap(table);
    }

    /**
     * Whether a member is known to be a pointer to user memory.
     *
     * @param member struct and member as C writes them, such as {@code struct iovec.iov_base}
     */
    public static Answer isUserMember(String member) {
        return MEMBERS.contains(member)
                ? new Answer(Verdict.YES, "the kernel's source declares " + member + " __user")
                : new Answer(Verdict.UNKNOWN, "nothing says whether " + member + " points to user memory");
    }

    /**
     * Whether a parameter is a pointer to user memory.
     *
     * @param parameterIndex from 0
     * @throws IndexOutOfBoundsException if a function of that name has no such parameter
     */
    public static Answer isUser(Btf btf, String function, int parameterIndex) {
        int id = btf.find(BtfKind.FUNC, function).orElse(0);
        if (!(btf.type(id) instanceof BtfType.Func type)
                || !(btf.type(type.proto()) instanceof BtfType.FuncProto prototype)) {
            return new Answer(Verdict.UNKNOWN, "the BTF does not describe function '" + function + "'");
        }
        BtfType.Param parameter = prototype.params().get(parameterIndex);
        if (!(btf.resolve(parameter.type()) instanceof BtfType.Ptr pointer)) {
            return new Answer(Verdict.NO, "'" + parameter.name() + "' is no pointer");
        }
        if (isTagged(btf, pointer.type())) {
            return new Answer(Verdict.YES, "its BTF type is tagged " + TAG);
        }
        if (!btf.findAll(BtfKind.TYPE_TAG, TAG).isEmpty()) {
            return new Answer(
                    Verdict.NO, "this kernel's BTF tags pointers to user memory, and this one has no such tag");
        }
        return fromTable(btf, function, parameter.name(), pointer);
    }

    private static Answer fromTable(Btf btf, String function, String parameter, BtfType.Ptr pointer) {
        Entry entry = TABLE.get(function);
        if (entry == null) {
            return new Answer(
                    Verdict.UNKNOWN,
                    "this kernel's BTF does not tag pointers to user memory, and '" + function
                            + "' is not among the functions we know");
        }
        if (entry.parameters().contains(parameter)
                && !btf.resolve(pointer.type()).name().equals(COPIED_NAME)) {
            return new Answer(Verdict.YES, "the source of " + function + "() declares '" + parameter + "' __user");
        }
        return new Answer(Verdict.NO, "the source of " + function + "() declares '" + parameter + "' without __user");
    }

    /** Tags and qualifiers stand between a pointer and what it points to, in any order. */
    private static boolean isTagged(Btf btf, int target) {
        int at = target;
        for (int depth = 0; depth < 32 && btf.type(at) instanceof BtfType.Alias alias; depth++) {
            if (alias.kind() == BtfKind.TYPE_TAG && alias.name().equals(TAG)) {
                return true;
            }
            at = alias.type();
        }
        return false;
    }

    /** The functions of the table, for the documentation and tests. */
    static List<String> functions() {
        return TABLE.keySet().stream().sorted().toList();
    }
}
