// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

/** The few ways in which text is set apart; never the only carrier of a meaning. Numbers of ECMA-48 SGR. */
enum Paint {
    BOLD(1),
    FAINT(2),
    RED(31),
    GREEN(32),
    YELLOW(33);

    private final int sgr;

    Paint(int sgr) {
        this.sgr = sgr;
    }

    String apply(String text) {
        return "\u001b[" + sgr + "m" + text + "\u001b[0m";
    }
}
