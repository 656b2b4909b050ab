// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.jupiter;

import java.util.List;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/** One run of a template. */
record Invocation(String name, List<Extension> extensions) implements TestTemplateInvocationContext {
    Invocation {
        extensions = List.copyOf(extensions);
    }

    @Override
    public String getDisplayName(int index) {
        return name;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return extensions;
    }
}
