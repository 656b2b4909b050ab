// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

import dev.probeproof.loader.kernel.KernelRelease;

/**
 * What a kernel release allows and how it decides. Whoever checks something that not every release checks asks here, by
 * the name of the change; an unknown release is taken for the newest.
 *
 * @param release the release whose verdict is wanted
 */
public record KernelProfile(KernelRelease release) {
    /** The profile of a release text such as {@code 6.12.57-cloud-amd64}. */
    public static KernelProfile of(String release) {
        return new KernelProfile(KernelRelease.of(release));
    }

    /** Whether this release has a change. */
    public boolean has(KernelChange change) {
        return change.isIn(release);
    }

    /** Whether this release is that one or a newer one; an unknown release is newer than all. */
    public boolean isAtLeast(int major, int minor) {
        return !release.isBefore(major, minor);
    }
}
