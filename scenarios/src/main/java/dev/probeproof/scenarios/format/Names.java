// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.format;

import dev.probeproof.scenarios.model.Value;
import java.util.ArrayList;
import java.util.List;

/** What a scenario gives names to, and that nothing else is referred to by {@code $name}. */
record Names(List<String> tasks, List<String> others) {
    Names {
        tasks = List.copyOf(tasks);
        others = List.copyOf(others);
    }

    /** Notes every reference in a value that leads to nothing. */
    void check(Value value, Shape shape) {
        if (value instanceof Value.Word word) {
            if (!word.quoted() && word.text().startsWith("$")) {
                checkReference(word, shape);
            }
        } else if (value instanceof Value.Items items) {
            items.values().forEach(item -> check(item, shape));
        } else {
            ((Value.Fields) value).fields().forEach(field -> check(field.value(), shape));
        }
    }

    /** The name at the front of {@code $file->f_inode}. */
    static String name(String reference) {
        int end = 1;
        while (end < reference.length()
                && (Character.isLetterOrDigit(reference.charAt(end)) || "_-".indexOf(reference.charAt(end)) >= 0)
                && !reference.startsWith("->", end)) {
            end++;
        }
        return reference.substring(1, end);
    }

    private void checkReference(Value.Word word, Shape shape) {
        String name = name(word.text());
        if (!tasks.contains(name) && !others.contains(name)) {
            List<String> all = new ArrayList<>(others);
            all.addAll(tasks);
            shape.mistakes()
                    .unknown(
                            word.position(),
                            "reference",
                            "$" + name,
                            all.stream().map(each -> "$" + each).toList());
        }
    }

    void checkTask(Value.Word task, Shape shape) {
        if (!tasks.contains(task.text())) {
            shape.mistakes().unknown(task.position(), "task", task.text(), tasks);
        }
    }
}
