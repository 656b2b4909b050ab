// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.FetchExpression;
import dev.probeproof.loader.definition.PathExpression;
import org.jspecify.annotations.Nullable;

/** What a {@link PerfArgument} asks for. */
public sealed interface PerfValue {
    /** A variable and fields of it: {@code file->f_path.dentry}. */
    record Path(PathExpression path) implements PerfValue {}

    /** {@code $params}: the parameters that are visible there. */
    record Parameters() implements PerfValue {}

    /** {@code $vars}: the parameters and variables that are visible there. */
    record Variables() implements PerfValue {}

    /**
     * A fetch in the kernel's words.
     *
     * @param text without name, type and {@code @user}
     * @param fetch what it means, its type included; null if it means nothing to us, though perf would pass it on
     */
    record Raw(String text, @Nullable FetchExpression fetch) implements PerfValue {}
}
