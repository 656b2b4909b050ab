// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the sections of an object are for, by name and type. What nothing here knows is left out, with a note. */
final class ObjectSections {
    static final String LICENSE = "license";
    static final String VERSION = "version";
    static final String TEXT = ".text";
    static final String MAPS = ".maps";
    static final String BTF = ".BTF";
    static final String BTF_EXT = ".BTF.ext";
    static final String ARENA = ".addr_space.1";
    static final String JUMP_TABLES = ".jumptables";
    static final String STRUCT_OPS_LINK = ".struct_ops.link";

    private static final String STRUCT_OPS = ".struct_ops";

    /** {@code SHT_LLVM_ADDRSIG}: symbols whose addresses matter to a linker. */
    private static final int LLVM_ADDRSIG = 0x6fff4c03;

    /** Read where they are needed, or of no use to a loader. */
    private static final Set<Integer> SILENT_TYPES =
            Set.of(ElfSection.NULL, ElfSection.SYMTAB, ElfSection.STRTAB, LLVM_ADDRSIG);

    private static final Set<String> KNOWN_NAMES =
            Set.of(LICENSE, VERSION, MAPS, BTF, BTF_EXT, ARENA, JUMP_TABLES, STRUCT_OPS, STRUCT_OPS_LINK);

    /** What a compiler writes for debuggers, relocations of it included. */
    private static final List<String> SILENT_PREFIXES = List.of(".debug", ".eh_frame");

    /** Sections whose relocations are read, or hold nothing that the section itself does not say. */
    private static final Set<String> RELOCATED_NAMES = Set.of(MAPS, BTF, BTF_EXT, JUMP_TABLES);

    private static final String RELOCATIONS = ".rel";

    private ObjectSections() {}

    /** Code, of programs or of functions that they call. */
    static boolean isCode(ElfSection section) {
        return section.type() == ElfSection.PROGBITS && section.isExecutable() && section.size() > 0;
    }

    static boolean isReadOnlyData(ElfSection section) {
        return isContent(section) && isNamed(section, ".rodata");
    }

    /** Global variables: {@code .data}, {@code .rodata}, {@code .bss} and names that go on with a dot. */
    static boolean isData(ElfSection section) {
        return isContent(section) && isNamed(section, ".data")
                || isReadOnlyData(section)
                || section.isZeroed() && section.size() > 0 && isNamed(section, ".bss");
    }

    /** Variables that are tables of functions, each a map. */
    static boolean isStructOps(ElfSection section) {
        String name = SectionNames.withoutMark(section.name());
        return isContent(section) && (name.equals(STRUCT_OPS) || name.equals(STRUCT_OPS_LINK));
    }

    static boolean isArena(ElfSection section) {
        return isContent(section) && section.name().equals(ARENA);
    }

    static boolean isJumpTables(ElfSection section) {
        return isContent(section) && section.name().equals(JUMP_TABLES);
    }

    private static boolean isContent(ElfSection section) {
        return section.type() == ElfSection.PROGBITS && !section.isExecutable() && section.size() > 0;
    }

    private static boolean isNamed(ElfSection section, String name) {
        return section.name().equals(name) || section.name().startsWith(name + ".");
    }

    /** True if something in the object is known by its type only, so that it cannot be loaded without types. */
    static boolean needTypes(ElfFile elf) {
        return elf.section(MAPS).isPresent()
                || elf.sections().stream().anyMatch(ObjectSections::isStructOps)
                || elf.symbols().stream().anyMatch(ObjectSections::isExtern);
    }

    /** True for symbols that only a kernel can define. */
    static boolean isExtern(ElfSymbol symbol) {
        return symbol.isUndefined()
                && symbol.type() == ElfSymbol.NOTYPE
                && (symbol.binding() == ElfSymbol.GLOBAL || symbol.binding() == ElfSymbol.WEAK);
    }

    /**
     * Why a section is left out, or empty if it is not, or nobody would ask.
     *
     * @throws dev.probeproof.loader.bytes.CorruptObjectException for relocations in a section that is not there
     */
    static Optional<ObjectNote> omission(ElfSection section, ElfFile elf) {
        if (section.size() == 0 || SILENT_TYPES.contains(section.type()) || isForOthers(section.name())) {
            return Optional.empty();
        }
        if (section.type() == ElfSection.REL) {
            return relocationOmission(section, elf);
        }
        boolean known = isCode(section)
                || isData(section)
                || LegacyMapReader.isMaps(section)
                || isStructOps(section)
                || KNOWN_NAMES.contains(section.name());
        return known
                ? Optional.empty()
                : Optional.of(new ObjectNote(
                        section.name(),
                        "left out: nothing known reads its " + section.size() + " bytes (type "
                                + Integer.toUnsignedString(section.type()) + ")"));
    }

    private static boolean isForOthers(String name) {
        String base = name.startsWith(RELOCATIONS) ? name.substring(RELOCATIONS.length()) : name;
        return SILENT_PREFIXES.stream().anyMatch(base::startsWith);
    }

    private static Optional<ObjectNote> relocationOmission(ElfSection section, ElfFile elf) {
        if (section.info() < 0 || section.info() >= elf.sections().size()) {
            throw section.bytes()
                    .corrupt(
                            -1,
                            "relocations for section " + section.info() + " of "
                                    + elf.sections().size());
        }
        ElfSection target = elf.sections().get(section.info());
        boolean read = isCode(target)
                || isStructOps(target)
                || isForOthers(target.name())
                || RELOCATED_NAMES.contains(target.name());
        return read
                ? Optional.empty()
                : Optional.of(new ObjectNote(
                        section.name(), "left out: relocations in " + target.name() + " are not applied"));
    }
}
