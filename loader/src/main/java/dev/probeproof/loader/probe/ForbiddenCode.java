// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Code of a kernel or module that takes no kprobes, because a kprobe runs through it: what {@code NOKPROBE_SYMBOL} names, and the
 * sections that a kernel keeps such code in. Read from the image, as the kernel itself does when it makes the list that
 * {@code /sys/kernel/debug/kprobes/blacklist} shows (kernel/kprobes.c; sections {@code .noinstr.text} since 5.8).
 */
final class ForbiddenCode {
    /** What the macro calls the variable that holds a function's address. */
    private static final String LISTED = "_kbl_addr_";

    /** In a module each section stands for itself; in a kernel two symbols mark what became of it. */
    private static final List<Part> PARTS = List.of(
            new Part(".kprobes.text", "__kprobes_text_start", "__kprobes_text_end"),
            new Part(".noinstr.text", "__noinstr_text_start", "__noinstr_text_end"),
            new Part(".entry.text", "__entry_text_start", "__entry_text_end"));

    private record Part(String section, String start, String end) {}

    /** @param end the first address behind */
    private record Range(String section, long start, long end) {}

    private final List<Range> ranges = new ArrayList<>();
    private final Set<String> listed = new HashSet<>();

    private ForbiddenCode() {}

    static ForbiddenCode of(DebugInfo info) {
        ForbiddenCode code = new ForbiddenCode();
        ElfFile elf = info.elf();
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.name().startsWith(LISTED)) {
                code.listed.add(symbol.name().substring(LISTED.length()));
            }
        }
        for (Part part : PARTS) {
            Optional<ElfSymbol> start = elf.symbol(part.start());
            Optional<ElfSymbol> end = elf.symbol(part.end());
            if (start.isPresent() && end.isPresent()) {
                code.ranges.add(
                        new Range(part.section(), start.get().value(), end.get().value()));
            }
        }
        if (elf.type() == ElfFile.RELOCATABLE) {
            for (ElfSection section : elf.sections()) {
                if (PARTS.stream().anyMatch(part -> part.section().equals(section.name()))) {
                    long start = info.sectionAddress(section.index());
                    code.ranges.add(new Range(
                            section.name(), start, start + section.bytes().size()));
                }
            }
        }
        return code;
    }

    /**
     * Why no kprobe can be at an address; empty if nothing speaks against it.
     *
     * @param function of which the address is part: a list entry means all of it
     */
    Optional<String> why(long address, String function) {
        if (listed.contains(function)) {
            return Optional.of("the kernel's source lists it (NOKPROBE_SYMBOL)");
        }
        return ranges.stream()
                .filter(range -> Long.compareUnsigned(address, range.start()) >= 0
                        && Long.compareUnsigned(address, range.end()) < 0)
                .findFirst()
                .map(range -> "it is in " + range.section());
    }
}
