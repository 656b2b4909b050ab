// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

/**
 * The name of a type without its flavour: what follows three underscores at the end ({@code task_struct___old}) tells
 * several local descriptions of one kernel type apart and is no part of the kernel's name.
 */
public final class EssentialName {
    private static final int UNDERSCORES = 3;

    private EssentialName() {}

    /** {@code a___b} is {@code a}; {@code a____b}, {@code ___b} and {@code a___} have no flavour. */
    public static String of(String name) {
        for (int i = name.length() - UNDERSCORES - 2; i >= 0; i--) {
            if (name.charAt(i) != '_' && name.startsWith("___", i + 1) && name.charAt(i + UNDERSCORES + 1) != '_') {
                return name.substring(0, i + 1);
            }
        }
        return name;
    }

    /** The same on bytes: how many of those from {@code from} to {@code to} the essential name takes. */
    static int length(byte[] text, int from, int to) {
        for (int i = to - UNDERSCORES - 2; i >= from; i--) {
            if (text[i] != '_'
                    && text[i + 1] == '_'
                    && text[i + 2] == '_'
                    && text[i + 3] == '_'
                    && text[i + 4] != '_') {
                return i + 1 - from;
            }
        }
        return to - from;
    }
}
