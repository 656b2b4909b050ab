// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierRejectedException;
import dev.probeproof.loader.uapi.Errno;
import java.io.IOException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailureTest {
    @Test
    void damagedInputIsTheUsersToMend() {
        Failure failure = Failure.of(new CorruptObjectException("x.o", ".BTF", 4, "cut"));

        assertThat(failure).isEqualTo(new Failure(ExitCode.USAGE, "corrupt-object", "x.o: .BTF at byte 4: cut"));
    }

    @Test
    void unreadableInputIsTheUsersToMend() {
        assertThat(Failure.of(new IOException("gone")).code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void rejectionMeansDisproved() {
        VerifierRejectedException rejected =
                new VerifierRejectedException(new ProgramLoadResult.Rejected("p", 13, "R0 !read_ok\n"));

        assertThat(Failure.of(rejected).code()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void whatThisMachineCannotIsSaidSo() {
        assertThat(Failure.of(new KernelException("create map 'm'", Errno.EPERM, ""))
                        .code())
                .isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(Failure.of(new UnsupportedFeatureException("ringbuf", "since 5.8"))
                        .code())
                .isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(Failure.of(new OutOfMemoryError("Java heap space")).code()).isEqualTo(ExitCode.ENVIRONMENT);
    }

    @Test
    void ourOwnDefectSaysWhatToSend() {
        Failure failure = Failure.of(new IndexOutOfBoundsException("Index 7 out of bounds for length 3"));

        assertThat(failure.code()).isEqualTo(ExitCode.INTERNAL);
        assertThat(failure.message())
                .startsWith("this is a defect of probeproof, not of your input: Index 7 out of bounds for length 3\n")
                .contains("please report it with the command line")
                .contains("FailureTest.java:");
    }
}
