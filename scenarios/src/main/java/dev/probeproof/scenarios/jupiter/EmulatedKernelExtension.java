// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.jupiter;

import dev.probeproof.scenarios.run.NextStep;
import dev.probeproof.scenarios.run.ProbedKernel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * An emulated kernel for each test of a class, by program instead of annotation: for tests that work out what they load, or that have a
 * kernel beside something else.
 *
 * <pre>{@code
 * @RegisterExtension
 * final EmulatedKernelExtension kernel = EmulatedKernelExtension.on("6.12-amd64").load("latency.bpf.o");
 *
 * @Test
 * void countsAQuickRead() {
 *     kernel.call("vfs_read").takes("3us").fire();
 *     assertThat(kernel.get()).map("histogram").containsOnly(entry(2, 1));
 * }
 * }</pre>
 *
 * <p>The kernel is made before each test and closed after it. One extension is for one thread: make the field an instance field if tests
 * of the class run beside each other.
 */
public final class EmulatedKernelExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private final String name;
    private final GivenKernel given;
    private @Nullable OpenKernel open;

    private EmulatedKernelExtension(String name, GivenKernel given) {
        this.name = name;
        this.given = given;
    }

    /** @param kernel a name, or a file with its types; no glob */
    public static EmulatedKernelExtension on(String kernel) {
        return new EmulatedKernelExtension(kernel, GivenKernel.NOTHING);
    }

    /** The same with one more object, found as {@link ProbeproofTest#value} says. */
    public EmulatedKernelExtension load(String object) {
        List<String> objects = new ArrayList<>(given.objects());
        objects.add(object);
        return new EmulatedKernelExtension(
                name, new GivenKernel(objects, given.kernels(), given.programs(), given.given()));
    }

    /** The same with these programs only. */
    public EmulatedKernelExtension programs(String... programs) {
        return new EmulatedKernelExtension(
                name, new GivenKernel(given.objects(), given.kernels(), List.of(programs), given.given()));
    }

    /** The same with a kernel that looks so, in the keys of a scenario file; see {@link ProbeproofTest#given}. */
    public EmulatedKernelExtension given(String yaml) {
        return new EmulatedKernelExtension(
                name, new GivenKernel(given.objects(), given.kernels(), given.programs(), yaml));
    }

    /** The kernel of the test under way. */
    public ProbedKernel get() {
        if (open == null) {
            throw new IllegalStateException(
                    "no test is under way: annotate the field with @RegisterExtension, and ask in a test or a @BeforeEach method");
        }
        return open.get();
    }

    /** As {@link ProbedKernel#call}. */
    public NextStep call(String function) {
        return get().call(function);
    }

    /** As {@link ProbedKernel#tracepoint}. */
    public NextStep tracepoint(String event) {
        return get().tracepoint(event);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Shared shared = Shared.of(context);
        Class<?> test = context.getRequiredTestClass();
        open = new OpenKernel(() -> given.open(test, shared.kernels().byName(name), shared.runner()));
        open.get();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (open != null) {
            open.afterEach(context);
            open = null;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return open != null && open.supportsParameter(parameter, context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return java.util.Objects.requireNonNull(open).resolveParameter(parameter, context);
    }
}
