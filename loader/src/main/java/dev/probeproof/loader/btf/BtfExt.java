// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code .BTF.ext} says about code, by ELF section name: where functions start, which source line an instruction
 * came from, and which instructions depend on the kernel's types. Offsets are bytes from the start of the section.
 */
public record BtfExt(
        Map<String, List<FuncInfo>> functions,
        Map<String, List<LineInfo>> lines,
        Map<String, List<CoreRelocation>> coreRelocations) {

    /** An object without any. */
    public static final BtfExt NONE = new BtfExt(Map.of(), Map.of(), Map.of());

    public BtfExt {
        functions = Map.copyOf(functions);
        lines = Map.copyOf(lines);
        // The order of the file matters: loaders apply them in it.
        coreRelocations = Collections.unmodifiableMap(new LinkedHashMap<>(coreRelocations));
    }

    /** A function of that BTF type starts there. */
    public record FuncInfo(long offset, int typeId) {}

    /**
     * A source line starts there.
     *
     * @param fileName offset in the string table of {@code .BTF}
     * @param lineText offset in the string table of {@code .BTF}
     * @param lineColumn line number << 10 | column
     */
    public record LineInfo(long offset, int fileName, int lineText, int lineColumn) {
        public int line() {
            return lineColumn >>> 10;
        }

        public int column() {
            return lineColumn & 0x3ff;
        }
    }

    /**
     * The instruction there depends on the kernel's types.
     *
     * @param access offset in the string table of {@code .BTF}
     * @param kind number of {@code enum bpf_core_relo_kind}
     */
    public record CoreRelocation(long offset, int typeId, int access, int kind) {}
}
