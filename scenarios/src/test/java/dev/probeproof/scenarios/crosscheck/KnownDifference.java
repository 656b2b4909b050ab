// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.crosscheck;

import dev.probeproof.scenarios.crosscheck.Comparison.Difference;
import java.util.List;

/**
 * Where we do something else than libbpf, on purpose, or where an old libbpf does something else than a new one. Each has a
 * reason; one that is no difference any more fails a test.
 *
 * @param source of the objects it is about
 * @param item the map or program; empty for the object as a whole, {@link #ANY} for whatever is in it
 * @param before libbpf 1.x below which it is one; {@link #ALWAYS} for all that there are
 */
record KnownDifference(String source, String item, int before, String reason) {
    static final int ALWAYS = Integer.MAX_VALUE;
    static final String ANY = "*";

    private static final String OTHERS_GO_ON =
            "libbpf gives up the object for what one program needs; we list that program as refused and go on";
    private static final String OLD_MAPS =
            "libbpf 1.0 and later refuse map definitions that are older than BTF; we read them";

    static final List<KnownDifference> ALL = List.of(
            always("kconfig_missing", "does_not", OTHERS_GO_ON),
            always("kconfig_too_large", "does_not", OTHERS_GO_ON),
            always("kconfig_module_bool", "does_not", OTHERS_GO_ON),
            always("kconfig_negative", "does_not", OTHERS_GO_ON),
            always("kconfig_word", "does_not", OTHERS_GO_ON),
            always("kconfig_unknown_name", "does_not", OTHERS_GO_ON),
            always("kfuncs_strong", "does_not", OTHERS_GO_ON),
            always("maps_legacy", "", OLD_MAPS),
            always("maps_named_sections", "", OLD_MAPS),
            always("refused_map_static", "", "static maps can be loaded; only libbpf's linker could not merge them"),
            always(
                    "core_crafted",
                    "large_top",
                    "libbpf extends the sign of an unsigned 32-bit enumerator above 2^31; compilers do not, nor do we"),
            always("sections_future", "", "we know these section names from newer kernels, no released libbpf does"),
            older("arena", "", 5, "variables in an arena"),
            older("code_addresses", "", 5, "addresses of global functions"),
            older("core_module", "calls", 5, "the marker of weak functions that a kernel lacks"),
            older("kfuncs", ANY, 5, "the marker of weak functions that a kernel lacks, and flavours of their names"),
            older("kfuncs_flavours", ANY, 5, "flavours of names of functions"),
            older("ksyms_llvm", "addresses", 5, "symbols with a compiler's suffix"),
            older("maps_wide_extra", "", 5, "64-bit numbers in map definitions"),
            older("struct_ops", ANY, 5, "finding the kernel's struct when the map is created"),
            older("struct_ops_link", "", 5, "section .struct_ops.link and optional maps"),
            older("sections_newer", "", 7, "section names"),
            older("sections_newest", "", 7, "section names"));

    private static KnownDifference always(String source, String item, String reason) {
        return new KnownDifference(source, item, ALWAYS, reason);
    }

    private static KnownDifference older(String source, String item, int minor, String what) {
        return new KnownDifference(source, item, minor, "libbpf before 1." + minor + " lacks it: " + what);
    }

    /** The differences that no reason is known for. */
    static List<Difference> unknown(List<Difference> differences, int libbpfMinor) {
        return differences.stream()
                .filter(difference -> ALL.stream().noneMatch(known -> known.explains(difference, libbpfMinor)))
                .toList();
    }

    boolean explains(Difference difference, int libbpfMinor) {
        return libbpfMinor < before
                && source.equals(difference.source())
                && (item.equals(ANY) || item.equals(difference.item()));
    }
}
