// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an object leaves to the kernel: undefined symbols, which BTF lists in section {@code .kconfig} or
 * {@code .ksyms} with their types. A symbol that is in neither is a function or variable that nobody linked in, and the
 * object is of no use, whoever refers to it: the reference loader refuses such objects, too.
 */
final class ExternReader {
    /** Section, and name of the map, of configuration values. */
    static final String KCONFIG = ".kconfig";

    /** A few values of a few bytes each; the map's bytes are held in memory, and a file may declare anything. */
    private static final int MAX_KCONFIG_BYTES = 64 * 1024;

    private static final String KSYMS = ".ksyms";
    private static final int BPF_F_RDONLY_PROG = 1 << 7;
    private static final int BPF_F_MMAPABLE = 1 << 10;

    private final ElfFile elf;
    private final Btf declared;
    private final Btf completed;
    private final Map<String, Integer> declarations = new HashMap<>();
    private final Map<Integer, String> sections = new HashMap<>();

    private ExternReader(ElfFile elf, Btf declared, Btf completed) {
        this.elf = elf;
        this.declared = declared;
        this.completed = completed;
        for (int id = declared.firstId(); id < declared.endId(); id++) {
            BtfKind kind = declared.kind(id);
            if ((kind == BtfKind.VAR || kind == BtfKind.FUNC) && isExtern(declared.type(id))) {
                declarations.putIfAbsent(declared.name(id), id);
            } else if (kind == BtfKind.DATASEC) {
                for (BtfType.SectionVar place : ((BtfType.DataSec) declared.type(id)).vars()) {
                    sections.putIfAbsent(place.type(), declared.name(id));
                }
            }
        }
    }

    private static boolean isExtern(BtfType type) {
        return type instanceof BtfType.Var variable && variable.linkage() == BtfType.Var.EXTERN
                || type instanceof BtfType.Func function && function.linkage() == BtfType.Func.EXTERN;
    }

    /**
     * The externs of an object: configuration values in the order of their map, then symbols and functions by name.
     *
     * @param declared the types as they are in the file, null if there are none
     * @param completed the same types, made acceptable to a kernel
     * @throws CorruptObjectException naming a symbol that is declared nowhere or as nothing that a kernel can supply
     */
    static List<Extern> read(ElfFile elf, @Nullable Btf declared, @Nullable Btf completed) {
        Map<String, ElfSymbol> undefined = new LinkedHashMap<>();
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.isUndefined() && symbol.binding() != ElfSymbol.LOCAL && isUntyped(symbol)) {
                undefined.putIfAbsent(symbol.name(), symbol);
            }
        }
        undefined.remove("");
        if (undefined.isEmpty()) {
            return List.of();
        }
        if (declared == null || completed == null) {
            throw problem(elf, undefined.keySet().iterator().next(), "and no BTF says what it is; compile with -g");
        }
        return new ExternReader(elf, declared, completed).read(undefined);
    }

    /** Compilers do not know what an undefined symbol is. */
    private static boolean isUntyped(ElfSymbol symbol) {
        return symbol.type() == ElfSymbol.NOTYPE;
    }

    private List<Extern> read(Map<String, ElfSymbol> undefined) {
        List<Extern.Configuration> values = new ArrayList<>();
        List<Extern> symbols = new ArrayList<>();
        for (ElfSymbol symbol : undefined.values()) {
            Extern extern = read(symbol);
            if (extern instanceof Extern.Configuration value) {
                values.add(value);
            } else {
                symbols.add(extern);
            }
        }
        checkAllUsed(undefined, KCONFIG, !values.isEmpty());
        checkAllUsed(undefined, KSYMS, !symbols.isEmpty());
        values.sort((one, other) -> Integer.compare(one.offset(), other.offset()));
        symbols.sort((one, other) -> one.name().compareTo(other.name()));
        List<Extern> externs = new ArrayList<>(values);
        externs.addAll(symbols);
        return externs;
    }

    private Extern read(ElfSymbol symbol) {
        String name = symbol.name();
        boolean weak = symbol.binding() == ElfSymbol.WEAK;
        Integer id = declarations.get(name);
        if (id == null) {
            throw problem(elf, name, "and BTF does not declare it as extern: nobody linked it in");
        }
        String section = sections.getOrDefault(id, "");
        BtfType type = declared.type(id);
        if (section.equals(KCONFIG)) {
            if (!(type instanceof BtfType.Var variable)) {
                throw problem(elf, name, "a function in " + KCONFIG + ", which is for values");
            }
            return configuration(name, weak, id, variable.type());
        } else if (section.equals(KSYMS)) {
            return type instanceof BtfType.Func function
                    ? new Extern.Function(name, weak, function.proto())
                    : symbol(name, weak, ((BtfType.Var) type).type());
        }
        throw problem(
                elf,
                name,
                section.isEmpty()
                        ? "declared outside " + KSYMS + " and " + KCONFIG + ": nobody linked it in"
                        : "declared in section " + section + "; only " + KSYMS + " and " + KCONFIG
                                + " are left to a loader");
    }

    private Extern symbol(String name, boolean weak, int typeId) {
        return declared.strip(typeId) == 0 ? new Extern.Address(name, weak) : new Extern.Variable(name, weak, typeId);
    }

    /** The place was computed when the types were completed. */
    private Extern configuration(String name, boolean weak, int variableId, int typeId) {
        if (ConfigurationType.of(declared, typeId).isEmpty()) {
            throw problem(
                    elf,
                    name,
                    "a configuration value is a bool, a char, an integer of 1, 2, 4 or 8 bytes, an array of char or"
                            + " enum libbpf_tristate");
        }
        BtfType.DataSec section = (BtfType.DataSec)
                completed.type(completed.find(BtfKind.DATASEC, KCONFIG).orElseThrow());
        BtfType.SectionVar place = section.vars().stream()
                .filter(candidate -> candidate.type() == variableId)
                .findFirst()
                .orElseThrow();
        if (place.offset() + place.size() > MAX_KCONFIG_BYTES) {
            throw problem(elf, name, "configuration values of more than " + MAX_KCONFIG_BYTES + " bytes");
        }
        return new Extern.Configuration(name, weak, typeId, (int) place.offset(), (int) place.size());
    }

    /** What a section declares and no symbol stands for would be given to the kernel with a type that it refuses. */
    private void checkAllUsed(Map<String, ElfSymbol> undefined, String section, boolean used) {
        int id = used ? declared.find(BtfKind.DATASEC, section).orElse(0) : 0;
        if (id == 0) {
            return;
        }
        for (BtfType.SectionVar place : ((BtfType.DataSec) declared.type(id)).vars()) {
            String name = declared.name(place.type());
            if (!undefined.containsKey(name)) {
                throw problem(elf, name, "declared in " + section + ", but the symbol table does not have it");
            }
        }
    }

    /** The map of configuration values; its bytes depend on the kernel. */
    static MapSpec map(List<Extern> externs, String objectName, Btf completed) {
        int typeId = completed.find(BtfKind.DATASEC, KCONFIG).orElseThrow();
        int end = 0;
        for (Extern extern : externs) {
            if (extern instanceof Extern.Configuration value) {
                end = Math.max(end, value.offset() + value.size());
            }
        }
        return MapSpec.builder(DataSections.mapName(objectName, KCONFIG), MapType.ARRAY.number())
                .keySize(Integer.BYTES)
                .valueSize(end)
                .maxEntries(1)
                .flags(BPF_F_RDONLY_PROG | BPF_F_MMAPABLE)
                .types(0, typeId)
                .section(KCONFIG, null, true)
                .build();
    }

    private static CorruptObjectException problem(ElfFile elf, String name, String problem) {
        return elf.bytes().corrupt(-1, "extern '" + name + "': " + problem);
    }
}
