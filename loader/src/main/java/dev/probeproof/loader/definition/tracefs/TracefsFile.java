// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

/** The file of tracefs that a command is written to. */
public enum TracefsFile {
    /** Places of the kernel. */
    KPROBE_EVENTS,
    /** Places of user programs. */
    UPROBE_EVENTS,
    /** All kinds; a place of {@code p} and {@code r} that begins with a slash is one of a user program. */
    DYNAMIC_EVENTS
}
