// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import dev.probeproof.loader.uapi.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JnaSyscallsTest {
    @Test
    void saysThatOtherSystemsHaveNoBpf() {
        assertThat(JnaSyscalls.whyUnavailable("Windows 11", "amd64"))
                .contains("the kernel behind bpf(2) is Linux; this is Windows 11");
        assertThat(JnaSyscalls.whyUnavailable("Mac OS X", "aarch64"))
                .contains("the kernel behind bpf(2) is Linux; this is Mac OS X");
    }

    @Test
    void saysWhichArchitecturesItKnows() {
        assertThat(JnaSyscalls.whyUnavailable("Linux", "riscv64"))
                .contains("system call numbers are known for x86_64 and arm64; this is riscv64");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "system calls of Linux")
    void answersTheErrnoAsANegativeNumber() {
        JnaSyscalls syscalls = JnaSyscalls.open();

        assertThat(syscalls.close(-1)).isEqualTo(-Errno.EBADF.number());
        assertThat(syscalls.fcntl(-1, 1030, 3)).isEqualTo(-Errno.EBADF.number());
        assertThat(syscalls.mmap(0, 1, 0x22, -1, 0)).isEqualTo(-Errno.EINVAL.number());
        try (NativeMemory attribute = syscalls.allocate(168)) {
            assertThat(syscalls.bpf(9999, attribute, 168)).isIn(-22L, -1L, -38L);
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "system calls of Linux")
    void handsOutZeroedMemoryThatTheKernelCanReach() {
        JnaSyscalls syscalls = JnaSyscalls.open();
        try (NativeMemory memory = syscalls.allocate(8)) {
            assertThat(memory.bytes().getLong(0)).isZero();
            memory.bytes().putLong(0, 1);

            Fd event = Fd.own(syscalls, syscalls.eventfd(0, 0x80000));
            try (event) {
                assertThat(syscalls.write(event.number(), memory, 8)).isEqualTo(8);
            }
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "system calls of Linux")
    void refusesMemoryThatWasFreed() {
        NativeMemory memory = JnaSyscalls.open().allocate(8);
        memory.close();
        memory.close();

        assertThatThrownBy(memory::bytes).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(memory::address).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "system calls of Linux")
    void mapsAndUnmapsMemory() {
        JnaSyscalls syscalls = JnaSyscalls.open();
        int page = syscalls.pageSize();
        int anonymousPrivate = 0x22;

        long address = syscalls.mmap(page, 3, anonymousPrivate, -1, 0);
        syscalls.view(address, page).putLong(page - 8, 42);

        assertThat(syscalls.view(address + page - 8, 8).getLong(0)).isEqualTo(42);
        assertThat(syscalls.munmap(address, page)).isZero();
    }
}
