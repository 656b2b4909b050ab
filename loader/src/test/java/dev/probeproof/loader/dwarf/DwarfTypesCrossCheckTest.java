// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The layout of every type, compared with the BTF that clang itself, or pahole, makes of the same source. */
class DwarfTypesCrossCheckTest {
    @TempDir
    Path folder;

    static Stream<String> compilations() {
        List<String> all = new ArrayList<>();
        for (int version = 2; version <= 5; version++) {
            all.add("bpfel gcc -gdwarf-" + version + " -gstrict-dwarf");
            all.add("bpfel clang --target=x86_64-linux-gnu -gdwarf-" + version);
            all.add("bpfel clang --target=aarch64-linux-gnu -gdwarf-" + version);
            all.add("bpfel clang --target=riscv64-linux-gnu -mno-relax -gdwarf-" + version);
            all.add("bpfel clang --target=powerpc64le-linux-gnu -gdwarf-" + version);
            all.add("bpfeb clang --target=s390x-linux-gnu -gdwarf-" + version);
            all.add("bpfeb s390x-linux-gnu-gcc -gdwarf-" + version);
        }
        all.add("bpfel gcc -gdwarf-5 -fdebug-types-section");
        all.add("bpfel gcc -gdwarf-4 -fdebug-types-section");
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("compilations")
    void everyLayoutIsTheOneOfClangsOwnBtf(String compilation) throws IOException {
        List<String> words = List.of(compilation.split(" "));
        OutsideTool.require("clang", words.get(1));
        ElfFile debug = compile(words.subList(1, words.size()));
        ElfFile bpf = compile(List.of("clang", "--target=" + words.get(0), "-g"));
        Btf expected = BtfReader.read(bpf.section(".BTF").orElseThrow().bytes());

        Btf found = types(debug);

        assertThat(layouts(found)).isEqualTo(layouts(expected));
    }

    @Test
    void everyLayoutIsTheOneOfPaholesBtf() throws IOException {
        OutsideTool.require("gcc", "pahole");
        ElfFile debug = compile(List.of("gcc", "-gdwarf-5"));
        Path object = folder.resolve("types.o");
        OutsideTool.run(folder, List.of("pahole", "-J", object.toString()));
        ElfFile withBtf = ElfReader.read(Bytes.wrap(Files.readAllBytes(object), "types.o"));

        Btf found = types(debug);

        assertThat(layouts(found))
                .isEqualTo(layouts(
                        BtfReader.read(withBtf.section(".BTF").orElseThrow().bytes())));
    }

    private ElfFile compile(List<String> compiler) throws IOException {
        Path source = folder.resolve("types.c");
        try (var resource = getClass().getResourceAsStream("/dwarf/types.c")) {
            Files.write(source, resource.readAllBytes());
        }
        Path object = folder.resolve("types.o");
        List<String> command = new ArrayList<>(compiler);
        // In relocatable files types with units of their own are in sections of their own, which a linker joins.
        boolean link = compiler.contains("-fdebug-types-section");
        command.addAll(link ? List.of("-shared", "-fPIC", "-nostdlib") : List.of("-c"));
        command.addAll(List.of("-O1", source.toString(), "-o", object.toString()));
        OutsideTool.run(folder, command);
        return ElfReader.read(Bytes.wrap(Files.readAllBytes(object), "types.o"));
    }

    static Btf types(ElfFile elf) {
        DebugInfo info = DebugInfo.open(elf);
        DwarfTypes types = new DwarfTypes(info);
        info.globals("the_holder").forEach(variable -> types.add(variable.type().orElseThrow()));
        info.functions("touch").forEach(function -> types.addFunction(function.die()));
        return types.btf();
    }

    /**
     * Every named struct, union, enum and function, one line each. What makers of BTF disagree on is left out: the upper half of
     * 64-bit enumerators and their sign (clang 14 has none), the sign of char (by architecture), pahole's flat arrays and its
     * floats that are integers.
     */
    static TreeSet<String> layouts(Btf btf) {
        TreeSet<String> layouts = new TreeSet<>();
        for (int id = 1; id < btf.endId(); id++) {
            BtfType type = btf.type(id);
            if (type instanceof BtfType.Composite composite && !composite.name().isEmpty()) {
                StringBuilder line =
                        new StringBuilder(composite.kind() + " " + composite.name() + " " + composite.size());
                for (MemberLookup.Found member : MemberLookup.all(btf, id)) {
                    line.append("; ").append(member.name()).append(' ').append(member.bitOffset());
                    line.append(member.bitfieldBits() == 0 ? "" : ":" + member.bitfieldBits());
                    line.append(' ').append(kind(btf, member.type()));
                }
                layouts.add(line.toString());
            } else if (type instanceof BtfType.Enum values && !values.name().isEmpty()) {
                StringBuilder line = new StringBuilder("enum " + values.name() + " " + values.size());
                values.values().forEach(value -> line.append("; ").append(value.name() + " " + (int) value.value()));
                layouts.add(line.toString());
            } else if (type instanceof BtfType.Func function) {
                BtfType.FuncProto proto = (BtfType.FuncProto) btf.type(function.proto());
                StringBuilder line = new StringBuilder("function " + function.name());
                proto.params()
                        .forEach(param -> line.append("; ")
                                .append(param.name())
                                .append(' ')
                                .append(kind(btf, param.type())));
                layouts.add(line.toString());
            }
        }
        return layouts;
    }

    private static String kind(Btf btf, int id) {
        long count = 1;
        int at = btf.strip(id);
        boolean array = false;
        while (btf.type(at) instanceof BtfType.Array dimension) {
            count *= dimension.count();
            at = btf.strip(dimension.elementType());
            array = true;
        }
        return element(btf, at) + (array ? "[" + count + "]" : "");
    }

    private static String element(Btf btf, int id) {
        BtfType type = btf.type(id);
        if (type instanceof BtfType.Int integer && integer.size() < 4) {
            return integer.size() + " bytes";
        } else if (type instanceof BtfType.Int integer && !integer.name().matches("float|double")) {
            return (integer.signed() ? "s" : "u") + 8 * integer.size();
        } else if (type.kind() == BtfKind.FLOAT || type.kind() == BtfKind.INT) {
            return "float of " + btf.sizeOf(id);
        }
        return type.kind().asEnum() + (type.kind().isComposite() ? " " + type.name() : "");
    }
}
