// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

/**
 * What a probe is in, where that is not the kernel itself: {@code /usr/bin/bash} in {@code /usr/bin/bash:readline(…)},
 * {@code ext4} in {@code ext4:ext4_file_open(file)}.
 *
 * @param name a path, or the name of a kernel module
 * @param column where it starts in the definition, from 1
 */
public record ProbeTarget(String name, int column) {
    /** A file that processes run; module names have neither slashes nor dots. */
    public boolean isFile() {
        return name.indexOf('/') >= 0 || name.indexOf('.') >= 0;
    }

    @Override
    public String toString() {
        return name;
    }
}
