// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.instance.InstancePreprocessor;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.probe.ProbePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What {@link LoadOptions} say about one program; empty where they say nothing. */
record ProgramOptions(
        Optional<List<String>> definitions,
        List<ProbePoint> points,
        Optional<PrologueLayout> layout,
        Optional<InstancePreprocessor> preprocessor,
        Optional<Boolean> load,
        UnaryOperator<ProgramSpec> change) {
    static final ProgramOptions NOTHING = new ProgramOptions(
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            UnaryOperator.identity());

    ProgramOptions {
        points = List.copyOf(points);
    }

    ProgramOptions withDefinitions(List<String> texts) {
        return new ProgramOptions(Optional.of(List.copyOf(texts)), points, layout, preprocessor, load, change);
    }

    ProgramOptions withPoint(ProbePoint point) {
        List<ProbePoint> more = new ArrayList<>(points);
        more.add(point);
        return new ProgramOptions(definitions, more, layout, preprocessor, load, change);
    }

    ProgramOptions withLayout(PrologueLayout newLayout) {
        return new ProgramOptions(definitions, points, Optional.of(newLayout), preprocessor, load, change);
    }

    ProgramOptions withPreprocessor(InstancePreprocessor newPreprocessor) {
        return new ProgramOptions(definitions, points, layout, Optional.of(newPreprocessor), load, change);
    }

    ProgramOptions withLoad(boolean newLoad) {
        return new ProgramOptions(definitions, points, layout, preprocessor, Optional.of(newLoad), change);
    }

    /** After the changes so far. */
    ProgramOptions withChange(UnaryOperator<ProgramSpec> next) {
        return new ProgramOptions(
                definitions, points, layout, preprocessor, load, spec -> next.apply(change.apply(spec)));
    }
}
