// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.uapi.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

class FdTest {
    private static final int F_DUPFD_CLOEXEC = 1030;

    private final Syscalls syscalls = mock(Syscalls.class);

    @Test
    void keepsANumberFromThreeOn() {
        assertThat(Fd.own(syscalls, 3).number()).isEqualTo(3);
        verify(syscalls, times(0)).fcntl(3, F_DUPFD_CLOEXEC, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void movesANumberThatMeansAbsentOrAStandardStream(int low) {
        when(syscalls.fcntl(low, F_DUPFD_CLOEXEC, 3)).thenReturn(17L);

        assertThat(Fd.own(syscalls, low).number()).isEqualTo(17);
        verify(syscalls).close(low);
    }

    @Test
    void closesTheLowNumberAlsoWhereItCannotBeMoved() {
        when(syscalls.fcntl(0, F_DUPFD_CLOEXEC, 3)).thenReturn((long) -Errno.EMFILE.number());

        assertThatThrownBy(() -> Fd.own(syscalls, 0))
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot duplicate descriptor 0: EMFILE (24)");
        verify(syscalls).close(0);
    }

    @Test
    void closesOnce() {
        Fd fd = Fd.own(syscalls, 7);

        fd.close();
        fd.close();

        verify(syscalls, times(1)).close(7);
        assertThat(fd.isClosed()).isTrue();
    }

    @Test
    void refusesItsNumberOnceClosed() {
        Fd fd = Fd.own(syscalls, 7);
        fd.close();

        assertThatThrownBy(fd::number).isInstanceOf(IllegalStateException.class).hasMessage("descriptor 7 is closed");
    }

    @Test
    void tellsAFailedCloseAndDoesNotRepeatIt() {
        when(syscalls.close(7)).thenReturn((long) -Errno.EBADF.number());
        Fd fd = Fd.own(syscalls, 7);

        assertThatThrownBy(fd::close).isInstanceOf(KernelException.class).hasMessageContaining("EBADF (9)");
        fd.close();

        verify(syscalls, times(1)).close(7);
    }
}
