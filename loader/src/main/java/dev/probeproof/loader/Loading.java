// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.instance.Closing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What was made in a kernel so far. Closing it closes all of that, the last first, unless {@link #finish} has handed it
 * on; so whatever fails between begin and finish leaves nothing behind.
 */
final class Loading implements AutoCloseable {
    private final Deque<AutoCloseable> made = new ArrayDeque<>();
    private final Set<AutoCloseable> undone = new HashSet<>();

    /** From now on the thing is closed with the others. */
    <T extends AutoCloseable> T add(T thing) {
        made.push(thing);
        return thing;
    }

    /** Something that is to stay if everything succeeds, and to be undone only if not. */
    void addUndo(AutoCloseable undo) {
        made.push(undo);
        undone.add(undo);
    }

    /** No longer responsible for anything; the caller is, through the result. */
    Loading finish() {
        Loading all = new Loading();
        made.removeAll(undone);
        all.made.addAll(made);
        made.clear();
        return all;
    }

    /** Closes everything; throws the first error at the end, with the others suppressed. */
    @Override
    public void close() {
        List<AutoCloseable> lastFirst = List.copyOf(made);
        made.clear();
        Closing.all(lastFirst);
    }
}
