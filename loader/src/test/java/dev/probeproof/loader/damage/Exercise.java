// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfSelection;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.footprint.ObjectFootprint;
import dev.probeproof.loader.insn.AssembledCode;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Code;
import dev.probeproof.loader.insn.Dialect;
import dev.probeproof.loader.insn.Disassembler;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.instance.ProgramDigest;
import dev.probeproof.loader.kernel.KernelConfigText;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.TargetKernels;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.relocate.ReachableCode;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.relocate.Relocator;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What users do with a file, from reading it to the instructions for a kernel. Whatever is in the file, it ends with a
 * result or a {@link ProbeproofException}, which is no finding; everything else that is thrown is one.
 */
public final class Exercise {
    private static final String CRAFTED_KERNEL = "/crosscheck/crafted_a.target.el.o";
    private static final String CRAFTED_MODULE = "/crosscheck/crafted_a.module.btf";
    private static final String CONFIGURATION = "/crosscheck/kconfig.txt";

    private final TargetKernel kernel;

    public Exercise() {
        Btf types =
                ObjectReader.read(Specimens.bytes(CRAFTED_KERNEL), "kernel.o").btf();
        Btf module = BtfReader.readSplit(Specimens.bytes(CRAFTED_MODULE), types);
        this.kernel = new TargetKernel("crafted", "6.1.0", Archs.X86_64, types, KernelSymbols.NONE)
                .withModules(List.of(new KernelModule("crafted_module", module)))
                .withConfig(KernelConfigText.whole(Specimens.bytes(CONFIGURATION)));
    }

    /**
     * Opens an object, relocates it for a small kernel and for a kernel that has the object's own types, and prints it.
     *
     * @return false if it was refused as a whole
     */
    public boolean object(byte[] file) {
        try {
            BpfObject object = ObjectReader.read(Bytes.wrap(file, "damaged.o"), "damaged.o");
            object.programs().stream().map(ProgramSpec::function).forEach(function -> print(object, function));
            object.subprograms().forEach(function -> print(object, function));
            ObjectFootprint.choose(object, new BtfSelection(kernel.btf()));
            relocate(object, kernel);
            if (object.btf() != null) {
                relocate(object, new TargetKernel("own", "6.1.0", Archs.ARM64, object.btf(), KernelSymbols.NONE));
            }
            return true;
        } catch (ProbeproofException refused) {
            explains(refused);
            return false;
        }
    }

    /** Lists sections, symbols and relocations of an ELF file. */
    public boolean elf(byte[] file) {
        try {
            ElfFile elf = ElfReader.read(Bytes.wrap(file, "damaged.o"));
            elf.sections().forEach(section -> attempt(() -> elf.relocations(section)));
            elf.symbols().forEach(symbol -> elf.symbol(symbol.name()));
            return true;
        } catch (ProbeproofException refused) {
            explains(refused);
            return false;
        }
    }

    /** Reads types and asks everything of them; see {@link TypesExercise}. */
    public boolean types(byte[] blob) {
        try {
            Btf types = BtfReader.read(Bytes.wrap(blob, "damaged.btf"));
            TypesExercise.use(types);
            attempt(() -> TargetKernels.of("damaged", "6.1.0", types));
            return true;
        } catch (ProbeproofException refused) {
            explains(refused);
            return false;
        }
    }

    /** The same for types of a module, behind those of a sound kernel. */
    public boolean splitTypes(byte[] blob) {
        try {
            TypesExercise.use(BtfReader.readSplit(Bytes.wrap(blob, "damaged.btf"), kernel.btf()));
            return true;
        } catch (ProbeproofException refused) {
            explains(refused);
            return false;
        }
    }

    /** Relocates a sound object for a kernel with damaged types. */
    public void kernel(byte[] blob, BpfObject object) {
        attempt(() -> relocate(
                object,
                new TargetKernel(
                        "damaged",
                        "6.1.0",
                        Archs.X86_64,
                        BtfReader.read(Bytes.wrap(blob, "damaged.btf")),
                        KernelSymbols.NONE)));
    }

    /** Prints instructions and reads them back: the same ones come out. */
    public static void code(byte[] code) {
        Instructions program;
        try {
            program = Instructions.decode(Bytes.wrap(code, "damaged code"));
        } catch (ProbeproofException refused) {
            explains(refused);
            return;
        }
        Disassembler.disassemble(program, Dialect.KERNEL);
        for (Dialect dialect : List.of(Dialect.LLVM, Dialect.LLVM_ALU32)) {
            assertThat(Assembler.assemble(Disassembler.disassemble(program, dialect)))
                    .isEqualTo(program);
        }
        attempt(() -> {
            AssembledCode same = Code.of(program).assemble();
            assertThat(same.instructions()).isEqualTo(program);
        });
    }

    /** Assembles text; what it makes is printed and read back. */
    public static void assembler(byte[] text) {
        try {
            code(Assembler.assemble(new String(text, StandardCharsets.UTF_8)).encode(ByteOrder.LITTLE_ENDIAN));
        } catch (IllegalArgumentException refused) {
            // A caller's mistake rather than a damaged file, so this is the type it has; it must be ours all the same.
            assertThat(refused).hasMessageMatching("(?s)line \\d+: .+");
        }
    }

    /** Reads a configuration. */
    public static void configuration(byte[] text) {
        attempt(() -> KernelConfigText.whole(Bytes.wrap(text, "damaged config")).value("CONFIG_HZ"));
    }

    private static void relocate(BpfObject object, TargetKernel target) {
        RelocatedObject relocated = Relocator.relocate(object, target);
        relocated.refused().forEach(refusal -> explains(refusal.reason()));
        assertThat(relocated.programs().size() + relocated.refused().size())
                .isEqualTo(object.programs().size());
        for (RelocatedProgram program : relocated.programs()) {
            ProgramDigest.sha256(program, relocated.maps());
            ReachableCode reachable = ReachableCode.of(program, relocated);
            reachable.poison();
            reachable.missingCalls();
            Disassembler.disassemble(program.instructions(), Dialect.KERNEL);
        }
    }

    private static void print(BpfObject object, FunctionSpec function) {
        Disassembler.disassemble(function.instructions(), Dialect.LLVM);
        for (FunctionSpec.Line line : function.lines()) {
            attempt(() -> object.sourceLine(function, line.slot()));
        }
    }

    /** For what stands beside other things: one refusal does not keep the next from being tried. */
    static void attempt(Runnable action) {
        try {
            action.run();
        } catch (ProbeproofException refused) {
            explains(refused);
        }
    }

    static void explains(ProbeproofException refused) {
        assertThat(refused.getMessage()).isNotBlank();
    }
}
