// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

/** The commands of {@code bpf(2)} in use, with the numbers of {@code enum bpf_cmd}. */
public enum BpfCommand {
    MAP_CREATE(0),
    MAP_LOOKUP_ELEM(1),
    MAP_UPDATE_ELEM(2),
    MAP_DELETE_ELEM(3),
    MAP_GET_NEXT_KEY(4),
    PROG_LOAD(5),
    OBJ_PIN(6),
    OBJ_GET(7),
    PROG_TEST_RUN(10),
    OBJ_GET_INFO_BY_FD(15),
    RAW_TRACEPOINT_OPEN(17),
    BTF_LOAD(18),
    BTF_GET_FD_BY_ID(19),
    MAP_FREEZE(22),
    BTF_GET_NEXT_ID(23),
    LINK_CREATE(28);

    private final int number;

    BpfCommand(int number) {
        this.number = number;
    }

    /** The kernel's number. */
    public int number() {
        return number;
    }

    /** True where the kernel charges the memory of a new object, before 5.11 against {@code RLIMIT_MEMLOCK}. */
    boolean chargesMemory() {
        return this == MAP_CREATE || this == PROG_LOAD || this == BTF_LOAD;
    }
}
