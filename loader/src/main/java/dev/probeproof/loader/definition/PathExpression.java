// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A C path from a parameter, the return value or a variable to what it leads to, such as {@code file->f_path.dentry}.
 *
 * @param start what it starts from
 * @param column where it starts in the definition, from 1
 * @param textType read what is there as text; null for its C type
 * @param display how the value is shown; {@link DisplayRequest#BY_TYPE} for text
 */
public record PathExpression(
        PathRoot start,
        int column,
        List<PathStep> steps,
        @Nullable TextType textType,
        DisplayRequest display) {
    /** The root that means the value at return. */
    public static final String RETURN_VALUE = "$retval";

    public PathExpression {
        steps = List.copyOf(steps);
    }

    /** A path from a parameter, or from {@link #RETURN_VALUE}, that is shown as its type asks. */
    public PathExpression(String root, int column, List<PathStep> steps, @Nullable TextType textType) {
        this(
                root.equals(RETURN_VALUE) ? new PathRoot.ReturnValue() : new PathRoot.Parameter(root),
                column,
                steps,
                textType,
                DisplayRequest.BY_TYPE);
    }

    /** What it starts from, as it is written: a parameter's name, {@link #RETURN_VALUE}, {@code $global(NAME)} … */
    public String root() {
        return start.toString();
    }

    public boolean isReturnValue() {
        return start instanceof PathRoot.ReturnValue;
    }

    /** It starts from what only the entry of a function has in its place: a parameter, by name or number. */
    public boolean needsEntry() {
        return start instanceof PathRoot.Parameter || start instanceof PathRoot.Argument;
    }

    /** The path in its normal form, without blanks and type. */
    @Override
    public String toString() {
        return PathPrinter.print(this);
    }
}
