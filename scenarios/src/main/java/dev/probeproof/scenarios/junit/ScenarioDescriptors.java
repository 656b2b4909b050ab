// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.junit;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.scenarios.model.Scenario;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.FilePosition;
import org.junit.platform.engine.support.descriptor.FileSource;

/** What the tree of tests is made of: files, scenarios, scenarios on a kernel. */
final class ScenarioDescriptors {
    private ScenarioDescriptors() {}

    private static FileSource source(Path file, Scenario scenario) {
        return FileSource.from(
                file.toFile(),
                FilePosition.from(
                        scenario.position().line(), scenario.position().column()));
    }

    private static Set<TestTag> tags(Scenario scenario) {
        return scenario.tags().stream()
                // Words that JUnit takes for no tag keep what they say: blanks and brackets become lines.
                .map(tag -> tag.strip().replaceAll("[\\s,()&|!\\p{Cntrl}]+", "-"))
                .filter(TestTag::isValid)
                .map(TestTag::create)
                .collect(Collectors.toSet());
    }

    /** A file of scenarios. */
    static final class InFile extends AbstractTestDescriptor {
        InFile(UniqueId id, Path file) {
            super(id, String.valueOf(file.getFileName()), FileSource.from(file.toFile()));
        }

        @Override
        public Type getType() {
            return Type.CONTAINER;
        }
    }

    /** A file that is none: a test that fails, so that nobody takes it for one without scenarios. */
    static final class Unreadable extends AbstractTestDescriptor {
        private final ProbeproofException reason;

        Unreadable(UniqueId id, Path file, ProbeproofException reason) {
            super(id, String.valueOf(file.getFileName()), FileSource.from(file.toFile()));
            this.reason = reason;
        }

        ProbeproofException reason() {
            return reason;
        }

        @Override
        public Type getType() {
            return Type.TEST;
        }
    }

    /** A scenario, on whatever kernels. */
    static final class OneScenario extends AbstractTestDescriptor {
        private final Scenario scenario;

        OneScenario(UniqueId id, Path file, Scenario scenario) {
            super(id, scenario.name(), source(file, scenario));
            this.scenario = scenario;
        }

        @Override
        public Type getType() {
            return Type.CONTAINER;
        }

        @Override
        public Set<TestTag> getTags() {
            return tags(scenario);
        }
    }

    /** A scenario on a kernel. */
    static final class OnKernel extends AbstractTestDescriptor {
        private final Path file;
        private final Scenario scenario;
        private final String kernel;

        OnKernel(UniqueId id, Path file, Scenario scenario, String kernel) {
            super(id, kernel, source(file, scenario));
            this.file = file;
            this.scenario = scenario;
            this.kernel = kernel;
        }

        Path file() {
            return file;
        }

        Scenario scenario() {
            return scenario;
        }

        String kernel() {
            return kernel;
        }

        @Override
        public Type getType() {
            return Type.TEST;
        }

        @Override
        public Set<TestTag> getTags() {
            return tags(scenario);
        }
    }
}
