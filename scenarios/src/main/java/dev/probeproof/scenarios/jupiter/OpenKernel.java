// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.jupiter;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.run.ProbedKernel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A kernel for one test: made when a parameter asks for it, so that what fails is the test, and closed after it. */
final class OpenKernel implements ParameterResolver, AfterEachCallback {
    private final Supplier<ProbedKernel> making;
    private @Nullable ProbedKernel open;

    OpenKernel(Supplier<ProbedKernel> making) {
        this.making = making;
    }

    ProbedKernel get() {
        if (open == null) {
            open = making.get();
        }
        return open;
    }

    /** Types of ours that it does not have are taken as well, to say what there is. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().getName().startsWith("dev.probeproof.");
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == ProbedKernel.class) {
            return get();
        } else if (type == EmulatedKernel.class) {
            return get().kernel();
        } else if (type == TargetKernel.class) {
            return get().target();
        } else if (type == LoadedObject.class && get().objects().size() == 1) {
            return get().objects().get(0);
        }
        throw new ParameterResolutionException(
                type == LoadedObject.class
                        ? "several objects are loaded, so it is not clear which this one is; take a ProbedKernel and its objects()"
                        : "no parameter of type " + type.getSimpleName()
                                + " here; there are ProbedKernel, EmulatedKernel, TargetKernel and LoadedObject");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
