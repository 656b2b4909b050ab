// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

/**
 * Something that an object asks of a kernel's BPF, and that came with some release.
 *
 * @param number the kernel's, where there is one
 * @param name as people call it
 * @param since the first mainline release with it, such as {@code 5.17}; empty if it is not recorded, or always there
 * @param place the first place that needs it
 */
public record Need(Kind kind, int number, String name, String since, Place place) {
    /** What is needed, and the enum of the kernel that lists what it has. */
    public enum Kind {
        HELPER("helper", "bpf_func_id"),
        MAP_TYPE("map type", "bpf_map_type"),
        PROGRAM_TYPE("program type", "bpf_prog_type"),
        ATTACH_TYPE("attach type", "bpf_attach_type"),
        /** Instructions and flags of loading: no enum lists them, so the release decides. */
        ABILITY("ability", "");

        private final String word;
        private final String kernelEnum;

        Kind(String word, String kernelEnum) {
            this.word = word;
            this.kernelEnum = kernelEnum;
        }

        /** The kernel's enum; empty if no enum lists such things. */
        String kernelEnum() {
            return kernelEnum;
        }

        @Override
        public String toString() {
            return word;
        }
    }
}
