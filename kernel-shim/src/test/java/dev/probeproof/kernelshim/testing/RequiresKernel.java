// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.testing;

import dev.probeproof.loader.kernel.KernelFeature;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of a class need the real kernel. Where it cannot be used, or lacks a feature, they are skipped, with the
 * reason in the report; with {@code PROBEPROOF_REQUIRE_NATIVE=1} in the environment they fail instead, so that a run
 * which must have a kernel cannot pass without one.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("native")
@ExtendWith(RequiresKernelExtension.class)
public @interface RequiresKernel {
    /** What the kernel must be able to do, beyond maps and programs. */
    KernelFeature[] value() default {};

    /** What kernels in use may well lack: where it is missing, tests are skipped even if a kernel must be there. */
    KernelFeature[] ifSupported() default {};
}
