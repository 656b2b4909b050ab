// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.util.List;

/** A command whose first word says which of several to run, each with options of its own. */
interface CommandGroup extends Command {
    /** Its commands, in the order of the help. */
    List<Command> children();
}
