// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.jupiter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of programs in an emulated kernel, run on each of the kernels that are named. Each run has a kernel of its own, with the programs
 * loaded and attached.
 *
 * <pre>{@code
 * class ReadsTest {
 *     @ProbeproofTest(value = "latency.bpf.o", kernels = {"5.10-amd64", "6.*"})
 *     void countsAQuickRead(ProbedKernel kernel) {
 *         kernel.call("vfs_read").takes("3us").returns(512).fire();
 *
 *         assertThat(kernel).map("histogram").containsOnly(entry(2, 1));
 *     }
 * }
 * }</pre>
 *
 * <p>On a class it says what holds for the methods that have the annotation, too: what a method leaves out is as the class has it; settings
 * are put together. Parameters may be a {@link dev.probeproof.scenarios.run.ProbedKernel}, the
 * {@link dev.probeproof.emulator.EmulatedKernel} in it, its {@link dev.probeproof.loader.kernel.TargetKernel}, or the
 * {@link dev.probeproof.loader.LoadedObject}. The configuration parameter {@code probeproof.kernels} takes the place of the kernels.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(ProbeproofExtension.class)
public @interface ProbeproofTest {
    /**
     * Objects that clang made: resources beside the test class or, with {@code /} in front, at the root of the class path; else files,
     * relative to the working directory.
     */
    String[] value() default {};

    /** Names, files or globs over the kernels inside ({@code 6.*-amd64}); without any, all that are inside. */
    String[] kernels() default {};

    /** The programs that are loaded; without any, all that load by themselves. */
    String[] programs() default {};

    /**
     * What the kernel looks like, in the keys of a scenario file: {@code tasks}, {@code kernel}, {@code user}, {@code mocks},
     * {@code variables}, {@code maps}, {@code probes}, {@code attach}, {@code seed}, {@code cpus}, {@code clock}.
     */
    String given() default "";
}
