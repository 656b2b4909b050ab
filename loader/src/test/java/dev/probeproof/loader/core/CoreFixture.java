// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.object.FunctionSpec.CoreRelocation;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.Relocator;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Relocations that no compiler makes: an object and a kernel, type by type, and instructions to patch. */
final class CoreFixture {
    final Types local = new Types(BtfEditor.empty(ByteOrder.LITTLE_ENDIAN));
    final Types kernel = new Types(BtfEditor.empty(ByteOrder.LITTLE_ENDIAN));
    private final List<ProgramSpec> programs = new ArrayList<>();
    private final List<FunctionSpec> subprograms = new ArrayList<>();
    private final List<KernelModule> modules = new ArrayList<>();
    private int position;

    /** Types of one side. Offsets of members are in bytes, those of bit-fields in bits. */
    static final class Types {
        private final BtfEditor editor;
        final int s32;
        final int u32;
        final int u64;
        final int u8;

        private Types(BtfEditor editor) {
            this.editor = editor;
            s32 = integer("int", 4, true);
            u32 = integer("unsigned int", 4, false);
            u64 = integer("unsigned long long", 8, false);
            u8 = integer("unsigned char", 1, false);
        }

        int add(BtfType type) {
            return editor.add(type);
        }

        int integer(String name, int size, boolean signed) {
            return add(new BtfType.Int(name, size, signed, false, false, 0, 8 * size));
        }

        int pointer(int type) {
            return add(new BtfType.Ptr(type));
        }

        int array(int type, long count) {
            return add(new BtfType.Array(type, s32, count));
        }

        int typedef(String name, int type) {
            return add(new BtfType.Alias(BtfKind.TYPEDEF, name, type));
        }

        int struct(String name, int size, BtfType.Member... members) {
            return add(new BtfType.Composite(name, false, size, List.of(members)));
        }

        int enumeration(String name, boolean signed, Object... namesAndValues) {
            List<BtfType.Enumerator> values = new ArrayList<>();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                values.add(new BtfType.Enumerator(
                        (String) namesAndValues[i], ((Number) namesAndValues[i + 1]).longValue()));
            }
            return add(new BtfType.Enum(name, false, 4, signed, values));
        }

        Btf toBtf() {
            return editor.toBtf();
        }
    }

    static BtfType.Member at(int offset, int type, String name) {
        return new BtfType.Member(name, type, 8 * offset, 0);
    }

    static BtfType.Member bits(int bitOffset, int bits, int type, String name) {
        return new BtfType.Member(name, type, bitOffset, bits);
    }

    /** A program of one relocation, at its first instruction. */
    CoreFixture asks(String name, CoreKind kind, int type, String access, Instruction... code) {
        return asks(name, true, List.of(new CoreRelocation(0, type, access, kind.number(), position++)), code);
    }

    CoreFixture asks(String name, boolean autoload, List<CoreRelocation> relocations, Instruction... code) {
        FunctionSpec function =
                new FunctionSpec(name, "kprobe", 0, Instructions.of(code), List.of(), 0, List.of(), relocations);
        programs.add(new ProgramSpec(name, "kprobe", ProgramType.KPROBE, 0, 0, autoload, "", function, List.of()));
        return this;
    }

    /** A function of {@code .text}. */
    CoreFixture hasFunction(String name, List<CoreRelocation> relocations, Instruction... code) {
        subprograms.add(
                new FunctionSpec(name, ".text", 0, Instructions.of(code), List.of(), 0, List.of(), relocations));
        return this;
    }

    /** A module with one type of its own; the kernel's types must be complete. */
    CoreFixture withModule(String name, BtfType type) {
        byte[] empty = {(byte) 0x9f, (byte) 0xeb, 1, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
        BtfEditor editor = BtfEditor.of(BtfReader.readSplit(Bytes.wrap(empty, name), kernel.toBtf()));
        editor.add(type);
        modules.add(new KernelModule(name, editor.toBtf()));
        return this;
    }

    RelocatedObject relocate() {
        return relocate(CoreObjects.kernel("target", kernel.toBtf()).withModules(modules));
    }

    /** Relocates for another kernel than the one that {@link #kernel} describes. */
    RelocatedObject relocate(TargetKernel target) {
        BpfObject object = new BpfObject(
                "crafted.o",
                "crafted",
                ByteOrder.LITTLE_ENDIAN,
                "GPL",
                0,
                programs,
                subprograms,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                List.of(),
                List.of(),
                local.toBtf());
        return Relocator.relocate(object, target);
    }

    /** What became of the only relocation of a program. */
    CoreOutcome outcome(String program) {
        return relocate().program(program).core().get(0);
    }

    static Instruction load(int sizeBytes, int off) {
        return Insn.load(sizeBytes, 0, 1, off);
    }
}
