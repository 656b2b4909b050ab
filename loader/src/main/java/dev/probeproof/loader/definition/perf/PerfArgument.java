// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.FetchType;
import org.jspecify.annotations.Nullable;

/**
 * An argument of a {@link PerfProbe}: {@code [NAME=]BODY[:TYPE][@user]}.
 *
 * @param name as written, or perf's name for a path; null for raw fetches, and for {@code $vars} and {@code $params}
 * @param named the name is written
 * @param type null if none is written
 * @param user {@code @user}: memory that fields lead to is the user's
 * @param text the argument as written
 * @param column where it starts in the definition, from 1
 */
public record PerfArgument(
        @Nullable String name,
        boolean named,
        PerfValue value,
        @Nullable FetchType type,
        boolean user,
        String text,
        int column) {}
