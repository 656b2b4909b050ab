// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fills in what a compiler leaves open in {@code .BTF} and a kernel insists on: sizes of data sections and offsets of
 * global variables, which stand in the ELF sections and symbols; functions that are hidden, which count as static; and
 * externs, which a kernel refuses as such.
 */
final class BtfCompletion {
    private static final String KSYMS = ".ksyms";
    private static final String KCONFIG = ".kconfig";

    private final Btf btf;
    private final BtfEditor editor;
    private final Map<String, ElfSection> sections = new HashMap<>();
    private final Map<Integer, Map<String, ElfSymbol>> symbolsBySection = new HashMap<>();

    private BtfCompletion(Btf btf, ElfFile elf) {
        this.btf = btf;
        this.editor = BtfEditor.of(btf);
        for (ElfSection section : elf.sections()) {
            sections.putIfAbsent(section.name(), section);
        }
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.type() == ElfSymbol.OBJECT && symbol.binding() != ElfSymbol.LOCAL) {
                symbolsBySection
                        .computeIfAbsent(symbol.sectionIndex(), index -> new HashMap<>())
                        .putIfAbsent(symbol.name(), symbol);
            }
        }
    }

    /**
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if sections or variables that the types describe are
     *     not in the file
     */
    static Btf complete(Btf btf, ElfFile elf) {
        BtfCompletion completion = new BtfCompletion(btf, elf);
        completion.hideFunctions(elf);
        for (int id = btf.firstId(); id < btf.endId(); id++) {
            if (btf.kind(id) == BtfKind.DATASEC) {
                completion.section(id, (BtfType.DataSec) btf.type(id));
            }
        }
        return completion.editor.toBtf();
    }

    private void section(int id, BtfType.DataSec section) {
        if (section.name().equals(KSYMS)) {
            kernelSymbols(id, section);
        } else if (section.name().equals(KCONFIG)) {
            configuration(id, section);
        } else {
            data(id, section, elfSection(section));
        }
    }

    private ElfSection elfSection(BtfType.DataSec section) {
        ElfSection elfSection = sections.get(section.name());
        if (elfSection == null || elfSection.size() == 0) {
            throw btf.raw().corrupt(-1, "it describes section " + section.name() + ", which is not in the file");
        }
        return elfSection;
    }

    /** Functions that are called only and that other files cannot see; the reference loader leaves programs alone. */
    private void hideFunctions(ElfFile elf) {
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.isFunction()
                    && symbol.isHidden()
                    && symbol.binding() != ElfSymbol.LOCAL
                    && !symbol.isUndefined()
                    && symbol.sectionIndex() < elf.sections().size()
                    && elf.sections().get(symbol.sectionIndex()).name().equals(ObjectSections.TEXT)) {
                btf.findAll(BtfKind.FUNC, symbol.name()).stream()
                        .filter(id -> ((BtfType.Func) btf.type(id)).linkage() == BtfType.Func.GLOBAL)
                        .findFirst()
                        .ifPresent(id -> editor.setLinkage(id, BtfType.Func.STATIC));
            }
        }
    }

    private void data(int id, BtfType.DataSec section, ElfSection elfSection) {
        Map<String, ElfSymbol> symbols = symbolsBySection.getOrDefault(elfSection.index(), Map.of());
        List<BtfType.SectionVar> places = new ArrayList<>();
        for (BtfType.SectionVar place : section.vars()) {
            BtfType.Var variable = variable(section, place);
            long offset = place.offset();
            // Static variables have their offsets already; their symbols may be named after the function around them.
            if (variable.linkage() == BtfType.Var.GLOBAL) {
                ElfSymbol symbol = symbols.get(variable.name());
                if (symbol == null) {
                    throw elfSection.bytes().corrupt(-1, "there is no symbol for variable '" + variable.name() + "'");
                }
                offset = symbol.value();
                if (symbol.isHidden()) {
                    editor.setLinkage(place.type(), BtfType.Var.STATIC);
                }
            }
            if (offset < 0 || offset > elfSection.size() - place.size()) {
                throw elfSection
                        .bytes()
                        .corrupt(
                                offset,
                                "variable '" + variable.name() + "' of " + place.size()
                                        + " bytes does not fit in a section of " + elfSection.size());
            }
            places.add(new BtfType.SectionVar(place.type(), offset, place.size()));
        }
        places.sort((one, other) -> Long.compare(one.offset(), other.offset()));
        editor.replace(id, new BtfType.DataSec(section.name(), elfSection.size(), places));
    }

    private BtfType.Var variable(BtfType.DataSec section, BtfType.SectionVar place) {
        if (btf.type(place.type()) instanceof BtfType.Var variable) {
            return variable;
        }
        throw btf.raw()
                .corrupt(
                        -1,
                        "section " + section.name() + " lists type " + place.type() + " (" + btf.kind(place.type())
                                + ") where a variable belongs");
    }

    /** Kernel symbols become four-byte integers in a row: a kernel wants sizes, and has the real types itself. */
    private void kernelSymbols(int id, BtfType.DataSec section) {
        int integer = editor.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
        int placeholder = editor.add(new BtfType.Var("kernel_function", integer, BtfType.Var.GLOBAL));
        List<BtfType.SectionVar> places = new ArrayList<>();
        for (BtfType.SectionVar place : section.vars()) {
            int type = place.type();
            if (btf.type(type) instanceof BtfType.Func function) {
                kernelFunction(type, function);
                type = placeholder;
            } else {
                String name = variable(section, place).name();
                editor.replace(type, new BtfType.Var(name, integer, BtfType.Var.GLOBAL));
            }
            places.add(new BtfType.SectionVar(type, 4L * places.size(), 4));
        }
        editor.replace(id, new BtfType.DataSec(section.name(), 4L * places.size(), places));
    }

    /** Functions that are not extern need names for their parameters; declarations often have none. */
    private void kernelFunction(int id, BtfType.Func function) {
        editor.setLinkage(id, BtfType.Func.GLOBAL);
        if (btf.type(function.proto()) instanceof BtfType.FuncProto proto) {
            List<BtfType.Param> params = proto.params().stream()
                    .map(param -> param.name().isEmpty() && param.type() != 0
                            ? new BtfType.Param("arg", param.type())
                            : param)
                    .toList();
            editor.replace(function.proto(), new BtfType.FuncProto(proto.returnType(), params));
        }
    }

    /** Configuration values: large alignments first, then small sizes, then names, each at the next aligned offset. */
    private void configuration(int id, BtfType.DataSec section) {
        List<BtfType.SectionVar> sorted = new ArrayList<>(section.vars());
        sorted.sort(Comparator.<BtfType.SectionVar>comparingLong(place -> -alignment(place))
                .thenComparingLong(place -> btf.sizeOf(place.type()))
                .thenComparing(place -> btf.name(place.type())));
        List<BtfType.SectionVar> places = new ArrayList<>();
        long end = 0;
        for (BtfType.SectionVar place : sorted) {
            variable(section, place);
            editor.setLinkage(place.type(), BtfType.Var.GLOBAL);
            long size = btf.sizeOf(place.type());
            long alignment = alignment(place);
            long offset = (end + alignment - 1) / alignment * alignment;
            places.add(new BtfType.SectionVar(place.type(), offset, size));
            end = offset + size;
        }
        editor.replace(id, new BtfType.DataSec(section.name(), end, places));
    }

    /** Configuration values are integers, enums or arrays of char, so the size of one element is its alignment. */
    private long alignment(BtfType.SectionVar place) {
        BtfType type = btf.resolve(variableType(place));
        int element = type instanceof BtfType.Array array ? array.elementType() : variableType(place);
        return Math.max(1, Math.min(8, btf.sizeOf(element)));
    }

    private int variableType(BtfType.SectionVar place) {
        return btf.type(place.type()) instanceof BtfType.Var variable ? variable.type() : place.type();
    }
}
