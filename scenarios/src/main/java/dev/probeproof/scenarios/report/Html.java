// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes HTML. Everything that is not a tag's name is escaped, so that nothing a program printed becomes markup. */
final class Html {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element; attributes are names and values by turns. */
    Html open(String element, String... attributes) {
        tag(element, attributes);
        open.push(element);
        return this;
    }

    /** Closes the element that was opened last. */
    Html close() {
        out.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /** An element that has nothing in it. */
    Html empty(String element, String... attributes) {
        tag(element, attributes);
        out.setLength(out.length() - 1);
        out.append(element.equals("meter") ? "></meter>\n" : "/>\n");
        return this;
    }

    /** An element with text and nothing else. */
    Html element(String element, String text, String... attributes) {
        tag(element, attributes);
        text(text);
        out.append("</").append(element).append('>');
        return this;
    }

    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            escape(text.charAt(i));
        }
        return this;
    }

    private void tag(String element, String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            text(attributes[i + 1]);
            out.append('"');
        }
        out.append('>');
    }

    private void escape(char c) {
        switch (c) {
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '&' -> out.append("&amp;");
            case '"' -> out.append("&quot;");
            case '\n', '\t' -> out.append(c);
            default -> out.append(c < ' ' ? '\ufffd' : c);
        }
    }

    /** Style sheets are ours and written as they are. */
    Html style(String css) {
        out.append("<style>\n").append(css).append("</style>\n");
        return this;
    }

    /** The whole document. */
    String document() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return "<!DOCTYPE html>\n" + out;
    }
}
