// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The debug information of a file: DWARF 2 to 5 of 64-bit machines of either byte order, in an executable, a library, a
 * kernel image, or a relocatable file such as a kernel module.
 *
 * <pre>{@code
 * DebugInfo info = DebugInfo.open(ElfReader.read(Bytes.map(Path.of("vmlinux"))));
 * for (DebugFunction function : info.functions("vfs_read")) { … }
 * }</pre>
 *
 * <p>Opening reads the headers of units only; DIEs are read when asked for, and the units read last are kept. What is kept
 * takes some 100 MB at most, however large the file is. One thread at a time may use it.
 */
public final class DebugInfo {
    /** DIEs whose places are kept: at 20 bytes each, and some 60,000 in a unit of a kernel. */
    private static final int KEPT_DIES = 2_000_000;

    private static final int KEPT_ABBREVIATIONS = 200_000;
    private static final int KEPT_LINE_TABLES = 8;

    private final DebugSections sections;
    private final List<CompilationUnit> units;
    private final List<CompilationUnit> typeUnits;
    private final Recent<CompilationUnit, DieTree> trees = new Recent<>(KEPT_DIES, DieTree::count);
    private final Recent<TableKey, AbbreviationTable> abbreviations =
            new Recent<>(KEPT_ABBREVIATIONS, AbbreviationTable::weight);
    private final Recent<LineKey, LineTable> lines = new Recent<>(KEPT_LINE_TABLES, table -> 1);
    private @Nullable Map<Long, CompilationUnit> bySignature;
    private @Nullable UnitsByAddress byAddress;
    private @Nullable FunctionSymbols symbols;
    private @Nullable Boolean crossReferences;

    private record TableKey(long offset, Forms forms) {}

    private record LineKey(CompilationUnit unit, long offset) {}

    private DebugInfo(DebugSections sections) {
        this.sections = sections;
        this.units = new ArrayList<>();
        this.typeUnits = new ArrayList<>();
        readHeaders(sections.get(".debug_info"), false);
        readHeaders(sections.get(".debug_types"), true);
    }

    /**
     * Opens the debug information of a file.
     *
     * @throws DwarfException if it has none, or it is not of a kind that is read
     */
    public static DebugInfo open(ElfFile elf) {
        return open(elf, SectionAddresses.of(elf));
    }

    static DebugInfo open(ElfFile elf, SectionAddresses addresses) {
        DebugSections sections = new DebugSections(elf, addresses);
        if (!sections.has(".debug_info")) {
            throw new DwarfException(sections.source(), ".debug_info", -1, "not there: " + whyMissing(elf));
        }
        return new DebugInfo(sections);
    }

    /** True if a file has debug information. */
    public static boolean isIn(ElfFile elf) {
        return elf.section(".debug_info").or(() -> elf.section(".zdebug_info")).isPresent();
    }

    private static String whyMissing(ElfFile elf) {
        Optional<String> elsewhere = SeparateDebugFile.hint(elf);
        if (elsewhere.isPresent()) {
            return "the file was stripped; " + elsewhere.get();
        }
        if (elf.section(".debug_info.dwo").isPresent()) {
            return "this is one half of -gsplit-dwarf; compile without that option";
        }
        return "the file has no debug information; compile with -g, or install the package with it";
    }

    private void readHeaders(Bytes section, boolean types) {
        for (int at = 0; at < section.size(); ) {
            UnitHeader header = UnitHeader.read(section, at, types);
            (header.isTypeUnit() ? typeUnits : units).add(new CompilationUnit(this, header));
            at = header.end();
        }
    }

    /** The file. */
    public ElfFile elf() {
        return sections.elf();
    }

    DebugSections sections() {
        return sections;
    }

    /**
     * A section of the file, decompressed, and relocated as all addresses here are; empty if there is none of that name.
     * {@code .debug_frame} and {@code .eh_frame} for example.
     */
    public Bytes section(String name) {
        return sections.get(name);
    }

    /**
     * Where a section starts: what its header says; in relocatable files, where all of them say 0, the place that this reader
     * gave it, which all addresses of it count from.
     *
     * @param index as in {@link ElfSection#index}
     */
    public long sectionAddress(int index) {
        return sections.addresses().start(index);
    }

    /** The units, without those for types, in the order of the file. */
    public List<CompilationUnit> units() {
        return List.copyOf(units);
    }

    List<CompilationUnit> unitsOrTypes() {
        List<CompilationUnit> all = new ArrayList<>(units);
        all.addAll(typeUnits);
        return all;
    }

    AbbreviationTable abbreviations(UnitHeader header) {
        return abbreviations.get(
                new TableKey(header.abbreviations(), header.forms()),
                key -> AbbreviationTable.read(sections.get(".debug_abbrev"), key.offset(), key.forms()));
    }

    DieTree tree(CompilationUnit unit) {
        return trees.get(unit, DieTree::read);
    }

    LineTable lines(CompilationUnit unit, long offset) {
        return lines.get(
                new LineKey(unit, offset), key -> new LineTable(LineHeader.read(key.unit(), key.offset()), this));
    }

    /** The unit that an offset of {@code .debug_info} lies in. */
    CompilationUnit unitAt(long offset) {
        CompilationUnit unit = unitOrNull(units, offset);
        unit = unit != null ? unit : unitOrNull(typeUnits, offset);
        if (unit == null) {
            throw DwarfCursor.problem(sections.get(".debug_info"), offset, "no unit is there. The file is damaged");
        }
        return unit;
    }

    private @Nullable CompilationUnit unitOrNull(List<CompilationUnit> sorted, long offset) {
        int low = 0;
        int high = sorted.size() - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            CompilationUnit unit = sorted.get(middle);
            if (!unit.header().section().section().equals(".debug_info") || offset < unit.start()) {
                high = middle - 1;
            } else if (offset >= unit.end()) {
                low = middle + 1;
            } else {
                return unit;
            }
        }
        return null;
    }

    /**
     * The DIE at an offset of {@code .debug_info}.
     *
     * @throws DwarfException if none starts there
     */
    public Die dieAt(long offset) {
        return unitAt(offset).dieAt(offset);
    }

    Die typeOf(Die from, long signature) {
        if (bySignature == null) {
            bySignature = new HashMap<>();
            for (CompilationUnit unit : typeUnits) {
                bySignature.putIfAbsent(unit.header().signature(), unit);
            }
        }
        CompilationUnit unit = bySignature.get(signature);
        if (unit == null) {
            throw from.problem("refers to the type of signature 0x" + Long.toHexString(signature)
                    + ", which is not in this file. The file is damaged");
        }
        return unit.dieAt(unit.start() + unit.header().typeOffset());
    }

    /** The file that dwz moved shared parts to, if it did: {@code .gnu_debugaltlink}. */
    public Optional<String> supplementaryFile() {
        return elf().section(".gnu_debugaltlink").map(section -> new DwarfCursor(section.bytes(), 0).text());
    }

    boolean hasCrossReferences() {
        if (crossReferences == null) {
            crossReferences = CrossReferences.arePresent(this);
        }
        return crossReferences;
    }

    /** True for addresses that linkers give to code that they dropped, in files where no code can be there. */
    boolean isDropped(long address) {
        return elf().type() != ElfFile.RELOCATABLE && (address == 0 || address == -1 || address == -2);
    }

    /** Functions by name: see {@link DebugFunction}. None of that name is an empty list. */
    public List<DebugFunction> functions(String name) {
        return new FunctionSearch(this).named(name);
    }

    /** Functions whose names match, for globs. */
    public List<DebugFunction> functions(Predicate<String> name) {
        return new FunctionSearch(this).matching(name);
    }

    /** What the code at an address is part of; empty if no function is there. */
    public Optional<CodeScopes> scopesAt(long address) {
        return CodeScopes.at(this, address);
    }

    /** The unit whose code is at an address. */
    public Optional<CompilationUnit> unitOf(long address) {
        return Optional.ofNullable(byAddress().at(address));
    }

    private UnitsByAddress byAddress() {
        if (byAddress == null) {
            byAddress = UnitsByAddress.of(this);
        }
        return byAddress;
    }

    /** Variables outside of functions by name, of all units; those only declared do not count. */
    public List<DebugVariable> globals(String name) {
        return new GlobalSearch(this).named(name);
    }

    /** The calls of a function that are described in the file: {@link CallSite}. */
    public List<CallSite> callSites(Die function) {
        return new CallSiteSearch(this).of(function);
    }

    /** The file and line of the code at an address. */
    public Optional<SourceLine> lineAt(long address) {
        return unitOf(address)
                .flatMap(CompilationUnit::lines)
                .flatMap(table -> table.rowAt(address)
                        .map(row -> new SourceLine(table.fileName(row.file()).orElse("?"), row.line(), row.column())));
    }

    /**
     * Where code of a line starts, in all units, in their order.
     *
     * @param file the path or its end, such as {@code fs/open.c}
     */
    public List<Long> addressesOf(String file, int line) {
        List<Long> addresses = new ArrayList<>();
        for (CompilationUnit unit : units) {
            unit.lines()
                    .ifPresent(table -> table.addressesOf(file, line).stream()
                            .filter(address -> !addresses.contains(address))
                            .forEach(addresses::add));
        }
        return addresses;
    }

    /** Names that the symbol table gives the function at an address, such as {@code copy.isra.0}. */
    public List<String> symbolsAt(long address) {
        return symbols().at(address);
    }

    /** Where the symbol table has a function of that name, or a copy that the compiler made of one. */
    List<Long> functionsWithSymbol(String name) {
        return symbols().of(name);
    }

    private FunctionSymbols symbols() {
        if (symbols == null) {
            symbols = FunctionSymbols.of(elf(), sections.addresses());
        }
        return symbols;
    }

    /** Sentences on what is not in this file: parts that were split off. A search that finds nothing may be due to them. */
    public List<String> missingParts() {
        List<String> missing = new ArrayList<>();
        supplementaryFile()
                .ifPresent(file -> missing.add("shared parts are in the supplementary file '" + file
                        + "', which is not read; use debug information that was not split by 'dwz -m'"));
        for (CompilationUnit unit : units) {
            unit.splitFile()
                    .ifPresent(file -> missing.add("the debug information of '"
                            + unit.name().orElse(unit.toString()) + "' is in '" + file
                            + "', which is not read; compile without -gsplit-dwarf"));
        }
        return missing;
    }
}
