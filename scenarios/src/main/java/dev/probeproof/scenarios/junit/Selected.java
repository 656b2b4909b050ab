// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.FilePosition;
import org.junit.platform.engine.support.descriptor.FileSource;

/** What of a file was selected: all of it, scenarios by lines, tests by ids. */
final class Selected {
    private final List<Integer> lines = new ArrayList<>();
    private final List<UniqueId> ids = new ArrayList<>();
    private boolean whole;

    void whole() {
        whole = true;
    }

    /** @param line from 1; empty for the whole file */
    void line(Optional<Integer> line) {
        line.ifPresentOrElse(lines::add, this::whole);
    }

    void id(UniqueId id) {
        ids.add(id);
    }

    /** Kernels that ids name, whatever the scenarios do. */
    List<String> kernels(String scenario) {
        return ids.stream()
                .filter(id -> id.getSegments().size() > 3
                        && id.getSegments().get(2).getValue().equals(scenario))
                .map(id -> id.getSegments().get(3).getValue())
                .distinct()
                .toList();
    }

    /** Leaves what was selected, what is below it, and what is above it. */
    void prune(TestDescriptor file) {
        if (whole) {
            return;
        }
        List<Integer> starts = file.getChildren().stream().map(Selected::start).toList();
        int index = 0;
        for (TestDescriptor scenario : List.copyOf(file.getChildren())) {
            int from = index == 0 ? 0 : starts.get(index);
            int to = index + 1 < starts.size() ? starts.get(index + 1) : Integer.MAX_VALUE;
            index++;
            boolean byLine = lines.stream().anyMatch(line -> line >= from && line < to);
            if (!byLine) {
                byIds(scenario, file);
            }
        }
    }

    private void byIds(TestDescriptor descriptor, TestDescriptor parent) {
        UniqueId id = descriptor.getUniqueId();
        if (ids.stream().anyMatch(id::hasPrefix)) {
            return;
        }
        List.copyOf(descriptor.getChildren()).forEach(child -> byIds(child, descriptor));
        if (descriptor.getChildren().isEmpty()) {
            parent.removeChild(descriptor);
        }
    }

    private static int start(TestDescriptor scenario) {
        return scenario.getSource()
                .filter(FileSource.class::isInstance)
                .flatMap(source -> ((FileSource) source).getPosition())
                .map(FilePosition::getLine)
                .orElse(1);
    }
}
