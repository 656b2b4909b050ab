// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The probe definitions that a source attaches to its functions: declaration tags whose text starts with {@code probe:}.
 * Compilers write tags in the order of the source (seen with clang 14, 16 and 19), and so they are listed here.
 */
final class ProbeTags {
    private static final String PREFIX = "probe:";
    private static final int WHOLE_DECLARATION = -1;

    private final Map<Integer, List<String>> byFunction = new HashMap<>();

    private ProbeTags() {}

    static ProbeTags of(@Nullable Btf btf) {
        ProbeTags tags = new ProbeTags();
        for (int id = 1; btf != null && id < btf.endId(); id++) {
            if (btf.kind(id) == BtfKind.DECL_TAG && btf.name(id).startsWith(PREFIX)) {
                tags.add((BtfType.DeclTag) btf.type(id));
            }
        }
        return tags;
    }

    private void add(BtfType.DeclTag tag) {
        if (tag.component() == WHOLE_DECLARATION) {
            byFunction
                    .computeIfAbsent(tag.type(), type -> new ArrayList<>())
                    .add(tag.name().substring(PREFIX.length()).strip());
        }
    }

    /** The definitions on a function, in the order of the source. */
    List<String> on(int functionId) {
        return functionId == 0 ? List.of() : byFunction.getOrDefault(functionId, List.of());
    }
}
