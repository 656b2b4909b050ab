// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import java.util.Optional;

/**
 * What a kernel was built with, as {@code /proc/config.gz} and {@code /boot/config-RELEASE} have it. Not every kernel
 * tells: {@link #isKnown} says whether an absent option is really off.
 *
 * <p>It may also answer for the values that loaders make up, such as {@code LINUX_KERNEL_VERSION}, where it knows more
 * than the kernel's release and types tell.
 */
public interface KernelConfig {
    /** Nothing is known: every option may be on or off. */
    KernelConfig UNKNOWN = new KernelConfig() {
        @Override
        public Optional<String> value(String option) {
            return Optional.empty();
        }

        @Override
        public boolean isKnown() {
            return false;
        }
    };

    /**
     * What stands behind {@code =} in the line of that option: {@code y}, {@code m}, a number, or a text in double
     * quotes. Empty if there is no such line.
     *
     * @param option with its {@code CONFIG_} prefix, or one of the loader's own: {@code LINUX_KERNEL_VERSION},
     *     {@code LINUX_HAS_BPF_COOKIE}, {@code LINUX_HAS_SYSCALL_WRAPPER}
     */
    Optional<String> value(String option);

    /** False if nothing is known of this kernel's options, so that absence means nothing. */
    default boolean isKnown() {
        return true;
    }

    /** These options, and for all others what another configuration says. */
    default KernelConfig orElse(KernelConfig other) {
        KernelConfig first = this;
        return new KernelConfig() {
            @Override
            public Optional<String> value(String option) {
                return first.value(option).or(() -> other.value(option));
            }

            @Override
            public boolean isKnown() {
                return first.isKnown() || other.isKnown();
            }
        };
    }
}
