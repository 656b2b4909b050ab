// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

/** Writes a path as C does, with the parentheses that its operators need and no others. */
final class PathPrinter {
    private final StringBuilder text;

    /** The text so far ends with an operator in front, which a postfix operator would take precedence over. */
    private boolean prefixed;

    private PathPrinter(String root) {
        this.text = new StringBuilder(root);
    }

    static String print(PathExpression path) {
        PathPrinter printer = new PathPrinter(path.start().toString());
        path.steps().forEach(printer::step);
        return printer.text.toString();
    }

    private void step(PathStep step) {
        if (step instanceof PathStep.ContainerOf container) {
            text.insert(0, container + "(")
                    .append(", ")
                    .append(container.type())
                    .append(", ")
                    .append(container.memberText())
                    .append(')');
            prefixed = false;
        } else if (isPrefix(step)) {
            text.insert(0, step);
            prefixed = true;
        } else {
            if (prefixed) {
                text.insert(0, '(').append(')');
            }
            text.append(step);
            prefixed = false;
        }
    }

    private static boolean isPrefix(PathStep step) {
        return step instanceof PathStep.Cast
                || step instanceof PathStep.Dereference
                || step instanceof PathStep.AddressOf;
    }
}
