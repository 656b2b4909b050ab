// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The system calls of the running Linux, through the C library's {@code syscall(2)}.
 *
 * <p>One C function with plain numbers, bound directly: a call costs a fifth of what an interface mapping costs, and no
 * structure of a header that grows with each release is described twice. {@code syscall} is variadic in C; on Linux
 * x86_64 and arm64 integer arguments travel in the same registers either way.
 */
public final class JnaSyscalls implements Syscalls {
    private final SyscallNumbers numbers;

    private JnaSyscalls(SyscallNumbers numbers) {
        this.numbers = numbers;
    }

    /**
     * Why there are no system calls here, in words; empty where {@link #open} works. Loads nothing on other systems
     * than Linux.
     *
     * @param osName as the system property {@code os.name} has it
     * @param osArch as the system property {@code os.arch} has it
     */
    public static Optional<String> whyUnavailable(String osName, String osArch) {
        if (!osName.toLowerCase(Locale.ROOT).equals("linux")) {
            return Optional.of("the kernel behind bpf(2) is Linux; this is " + osName);
        }
        if (SyscallNumbers.of(osArch).isEmpty()) {
            return Optional.of("system call numbers are known for x86_64 and arm64; this is " + osArch);
        }
        try {
            LibC.getpagesize();
            return Optional.empty();
        } catch (LinkageError refusal) {
            return Optional.of("JNA cannot load its native part: " + refusal.getMessage());
        }
    }

    /**
     * The system calls of this machine.
     *
     * @throws IllegalStateException where {@link #whyUnavailable} gives a reason
     */
    public static JnaSyscalls open() {
        String osArch = System.getProperty("os.arch");
        whyUnavailable(System.getProperty("os.name"), osArch).ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        return new JnaSyscalls(SyscallNumbers.of(osArch).orElseThrow());
    }

    @Override
    public NativeMemory allocate(int sizeBytes) {
        return new Block(sizeBytes);
    }

    @Override
    public ByteBuffer view(long address, int sizeBytes) {
        return new Pointer(address).getByteBuffer(0, sizeBytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public int pageSize() {
        return LibC.getpagesize();
    }

    @Override
    public long bpf(int command, NativeMemory attribute, int sizeBytes) {
        return call(numbers.bpf(), command, attribute.address(), sizeBytes);
    }

    @Override
    public long perfEventOpen(NativeMemory attribute, int pid, int cpu, int groupFd, long flags) {
        return call(numbers.perfEventOpen(), attribute.address(), pid, cpu, groupFd, flags, 0);
    }

    @Override
    public long ioctl(int fd, long request, long argument) {
        return call(numbers.ioctl(), fd, request, argument);
    }

    @Override
    public long fcntl(int fd, int command, long argument) {
        return call(numbers.fcntl(), fd, command, argument);
    }

    @Override
    public long close(int fd) {
        return call(numbers.close(), fd, 0, 0);
    }

    @Override
    public long mmap(long sizeBytes, int protection, int flags, int fd, long offset) {
        return call(numbers.mmap(), 0, sizeBytes, protection, flags, fd, offset);
    }

    @Override
    public long munmap(long address, long sizeBytes) {
        return call(numbers.munmap(), address, sizeBytes, 0);
    }

    @Override
    public long ppoll(NativeMemory pollFds, int count, NativeMemory timespec) {
        return call(numbers.ppoll(), pollFds.address(), count, timespec.address(), 0, 8, 0);
    }

    @Override
    public long eventfd(int initial, int flags) {
        return call(numbers.eventfd2(), initial, flags, 0);
    }

    @Override
    public long write(int fd, NativeMemory source, long sizeBytes) {
        return call(numbers.write(), fd, source.address(), sizeBytes);
    }

    @Override
    public long setResourceLimit(int resource, NativeMemory limits) {
        return call(numbers.prlimit64(), 0, resource, limits.address(), 0, 0, 0);
    }

    /**
     * With three arguments or fewer a call takes 50 ns less: all of them travel in registers on both sides of the
     * binding.
     */
    private static long call(long number, long a, long b, long c) {
        return answer(LibC.syscall(number, a, b, c));
    }

    private static long call(long number, long a, long b, long c, long d, long e, long f) {
        return answer(LibC.syscall(number, a, b, c, d, e, f));
    }

    /** The C library answers -1 and keeps the errno aside; it must be asked before anything else runs natively here. */
    private static long answer(long result) {
        return result == -1 ? -Native.getLastError() : result;
    }

    /** Bound when first touched, so that merely loading {@link JnaSyscalls} loads no native code. */
    private static final class LibC {
        static {
            Native.register(
                    LibC.class,
                    NativeLibrary.getInstance("c", Map.of(Library.OPTION_CLASSLOADER, LibC.class.getClassLoader())));
        }

        private LibC() {}

        static native long syscall(long number, long a, long b, long c);

        static native long syscall(long number, long a, long b, long c, long d, long e, long f);

        static native int getpagesize();
    }

    private static final class Block implements NativeMemory {
        private final Memory memory;
        private final ByteBuffer bytes;
        private final long address;
        private boolean closed;

        Block(int sizeBytes) {
            memory = new Memory(sizeBytes);
            memory.clear();
            address = Pointer.nativeValue(memory);
            bytes = memory.getByteBuffer(0, sizeBytes).order(ByteOrder.nativeOrder());
        }

        @Override
        public long address() {
            check();
            return address;
        }

        @Override
        public ByteBuffer bytes() {
            check();
            return bytes;
        }

        /** A buffer does not know that its memory is freed; a late write would hit whoever owns it by then. */
        private void check() {
            if (closed) {
                throw new IllegalStateException("native memory is used after it was freed");
            }
        }

        @Override
        public void close() {
            closed = true;
            memory.close();
        }
    }
}
