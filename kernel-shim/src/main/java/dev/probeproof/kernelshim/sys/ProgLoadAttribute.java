// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

/** The argument of {@code BPF_PROG_LOAD}; what is not set is 0. */
public final class ProgLoadAttribute {
    /** Bytes of one {@code struct bpf_func_info}. */
    public static final int FUNC_INFO_BYTES = 8;

    /** Bytes of one {@code struct bpf_line_info}. */
    public static final int LINE_INFO_BYTES = 16;

    /** Output: bytes that the whole log takes ({@code u32}); stays 0 before 6.4. */
    public static final int LOG_TRUE_SIZE = 140;

    private final BpfAttribute attribute = new BpfAttribute(BpfCommand.PROG_LOAD);

    /** The type's number, the instructions and how many slots they are, and the license as C text. */
    public ProgLoadAttribute(int type, long instructions, int slots, long license) {
        attribute.u32(0, type).u32(4, slots).u64(8, instructions).u64(16, license);
    }

    /** Where the verifier writes, and how much. */
    public ProgLoadAttribute log(int level, long buffer, int bufferBytes) {
        attribute.u32(24, level).u32(28, bufferBytes).u64(32, buffer).output(LOG_TRUE_SIZE);
        return this;
    }

    public ProgLoadAttribute kernelVersion(int version) {
        attribute.u32(40, version);
        return this;
    }

    public ProgLoadAttribute flags(int flags) {
        attribute.u32(44, flags);
        return this;
    }

    /** Cut and cleaned to what the kernel takes. */
    public ProgLoadAttribute name(String name) {
        attribute.name(48, name);
        return this;
    }

    public ProgLoadAttribute expectedAttachType(int type) {
        attribute.u32(68, type);
        return this;
    }

    /** Loaded BTF, and the records that tie slots to functions and source lines. */
    public ProgLoadAttribute types(int btfFd, long functions, int functionCount, long lines, int lineCount) {
        attribute.u32(72, btfFd);
        if (functionCount > 0) {
            attribute.u32(76, FUNC_INFO_BYTES).u64(80, functions).u32(88, functionCount);
        }
        if (lineCount > 0) {
            attribute.u32(92, LINE_INFO_BYTES).u64(96, lines).u32(104, lineCount);
        }
        return this;
    }

    /**
     * BTF id of the function that a tracing program is for.
     *
     * @param moduleFd the types of the module that has it, 0 for the kernel's own
     */
    public ProgLoadAttribute attachBtfId(int id, int moduleFd) {
        attribute.u32(108, id).u32(112, moduleFd);
        return this;
    }

    /** An array of descriptors ({@code int}), to whose elements instructions refer by number. */
    public ProgLoadAttribute descriptors(long array) {
        attribute.u64(120, array);
        return this;
    }

    public BpfAttribute build() {
        return attribute;
    }
}
