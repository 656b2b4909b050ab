// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A C path from a parameter or the return value to what it leads to, such as {@code file->f_path.dentry}.
 *
 * @param root the parameter's name, or {@link #RETURN_VALUE}
 * @param column where the root starts in the definition, from 1
 * @param textType read what is there as text; null for its C type
 */
public record PathExpression(
        String root,
        int column,
        List<PathStep> steps,
        @Nullable TextType textType) {
    /** The root that means the value at return. */
    public static final String RETURN_VALUE = "$retval";

    public PathExpression {
        steps = List.copyOf(steps);
    }

    public boolean isReturnValue() {
        return root.equals(RETURN_VALUE);
    }

    /** The path in its normal form, without blanks and type. */
    @Override
    public String toString() {
        StringBuilder path = new StringBuilder(root);
        steps.forEach(path::append);
        return path.toString();
    }
}
