// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

/**
 * A place in a {@link Code} that jumps, calls and function addresses refer to. What is put behind a label runs for those
 * who come by it, what is put before it does not.
 */
public final class Label extends CodeElement {
    private final String name;
    private final boolean function;

    /** @param name unique among the labels of a code if its text is to be assembled again */
    public Label(String name) {
        this(name, false, NEW);
    }

    Label(String name, boolean function, int origin) {
        super(origin);
        this.name = name;
        this.function = function;
    }

    public String name() {
        return name;
    }

    /** True for the start of the program and of the functions found in it. */
    public boolean isFunction() {
        return function;
    }

    @Override
    int slots() {
        return 0;
    }

    @Override
    public String toString() {
        return name + ":";
    }
}
