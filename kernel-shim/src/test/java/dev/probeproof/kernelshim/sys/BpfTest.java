// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import dev.probeproof.kernelshim.testing.FakeSyscalls;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.uapi.Errno;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

class BpfTest {
    private static final long EPERM = -Errno.EPERM.number();
    private static final long EAGAIN = -Errno.EAGAIN.number();
    private static final long EINTR = -Errno.EINTR.number();
    private static final BpfAttribute CREATE = new MapCreateAttribute(2, 4, 8, 1).build();
    private static final BpfAttribute LOAD = new ProgLoadAttribute(2, 0x1000, 2, 0x2000).build();

    private final FakeSyscalls fake = new FakeSyscalls();
    private final Bpf bpf = new Bpf(fake.syscalls());

    @Test
    void makesAnInterruptedCallAgain() {
        fake.answer(BpfCommand.MAP_FREEZE, EINTR, EINTR, 0);

        assertThat(bpf.call(BpfAttribute.mapFreeze(7))).isZero();
        assertThat(fake.calls(BpfCommand.MAP_FREEZE)).hasSize(3);
    }

    @Test
    void givesAnInterruptedVerifierFiveTries() {
        fake.answer(BpfCommand.PROG_LOAD, EAGAIN);

        assertThat(bpf.call(LOAD)).isEqualTo(EAGAIN);
        assertThat(fake.calls(BpfCommand.PROG_LOAD)).hasSize(5);
    }

    @Test
    void takesEagainOfOtherCommandsForAnAnswer() {
        fake.answer(BpfCommand.MAP_FREEZE, EAGAIN);

        assertThat(bpf.call(BpfAttribute.mapFreeze(7))).isEqualTo(EAGAIN);
        assertThat(fake.calls(BpfCommand.MAP_FREEZE)).hasSize(1);
    }

    @Test
    void raisesTheMemoryLockLimitOnceAndTriesAgain() {
        fake.answer(BpfCommand.MAP_CREATE, EPERM, 9, EPERM);

        assertThat(bpf.call(CREATE)).isEqualTo(9);
        assertThat(bpf.call(CREATE)).isEqualTo(EPERM);

        verify(fake.syscalls(), times(1)).setResourceLimit(eq(8), any());
        assertThat(fake.calls(BpfCommand.MAP_CREATE)).hasSize(3);
    }

    @Test
    void tellsTheFirstAnswerWhereTheLimitCannotBeRaised() {
        fake.answer(BpfCommand.MAP_CREATE, EPERM);
        org.mockito.Mockito.when(fake.syscalls().setResourceLimit(anyInt(), any()))
                .thenReturn(EPERM);

        assertThat(bpf.call(CREATE)).isEqualTo(EPERM);
        assertThat(fake.calls(BpfCommand.MAP_CREATE)).hasSize(1);
    }

    @Test
    void leavesTheLimitAloneWhereNoMemoryIsCharged() {
        fake.answer(BpfCommand.MAP_FREEZE, EPERM);

        assertThat(bpf.call(BpfAttribute.mapFreeze(7))).isEqualTo(EPERM);
        verify(fake.syscalls(), never()).setResourceLimit(anyInt(), any());
    }

    @Test
    void readsBackWhatTheKernelWroteIntoTheAttribute() {
        fake.answer(BpfCommand.PROG_TEST_RUN, attribute -> {
            attribute.putInt(BpfAttribute.TEST_RUN_RESULT, 42);
            return 0;
        });
        BpfAttribute attribute = BpfAttribute.progTestRun(7, 0, 0, 0, 0, 0, 0, 0);

        bpf.call(attribute);

        assertThat(attribute.u32(BpfAttribute.TEST_RUN_RESULT)).isEqualTo(42);
    }

    @Test
    void turnsErrnoIntoAnExceptionThatNamesTheOperation() {
        fake.answer(BpfCommand.MAP_FREEZE, -Errno.EBUSY.number());

        assertThatThrownBy(() -> bpf.require(BpfAttribute.mapFreeze(7), "freeze map 'config'"))
                .isInstanceOfSatisfying(KernelException.class, error -> {
                    assertThat(error.errno()).isEqualTo(Errno.EBUSY.number());
                    assertThat(error.operation()).isEqualTo("freeze map 'config'");
                })
                .hasMessage("cannot freeze map 'config': EBUSY (16)");
    }

    @Test
    void freesTheMemoryOfEveryCall() {
        bpf.call(LOAD);

        assertThat(fake.openBlocks()).isZero();
    }
}
