// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.ArrayList;
import java.util.List;

/** Builds the types of a kernel by hand, a few lines of C at a time. Offsets are given in bytes, bit-fields in bits. */
final class TinyKernel {
    private final Arch arch;
    private final BtfEditor editor;
    private String release = "6.12";
    private KernelSymbols symbols = KernelSymbols.NONE;

    final int charType;
    final int signedChar;
    final int u8;
    final int u16;
    final int s32;
    final int u32;
    final int s64;
    final int u64;
    final int bool;

    TinyKernel(Arch arch) {
        this.arch = arch;
        this.editor = BtfEditor.empty(arch.byteOrder());
        this.charType = integer("char", 1, false, false);
        this.signedChar = integer("signed char", 1, true, false);
        this.u8 = integer("unsigned char", 1, false, false);
        this.u16 = integer("unsigned short", 2, false, false);
        this.s32 = integer("int", 4, true, false);
        this.u32 = integer("unsigned int", 4, false, false);
        this.s64 = integer("long", 8, true, false);
        this.u64 = integer("unsigned long", 8, false, false);
        this.bool = integer("_Bool", 1, false, true);
    }

    private int integer(String name, int size, boolean signed, boolean isBool) {
        return editor.add(new BtfType.Int(name, size, signed, false, isBool, 0, 8 * size));
    }

    int add(BtfType type) {
        return editor.add(type);
    }

    int pointer(int type) {
        return editor.add(new BtfType.Ptr(type));
    }

    int array(int type, int count) {
        return editor.add(new BtfType.Array(type, s32, count));
    }

    int struct(String name, int size, BtfType.Member... members) {
        return editor.add(new BtfType.Composite(name, false, size, List.of(members)));
    }

    int union(String name, int size, BtfType.Member... members) {
        return editor.add(new BtfType.Composite(name, true, size, List.of(members)));
    }

    int typedef(String name, int type) {
        return editor.add(new BtfType.Alias(BtfKind.TYPEDEF, name, type));
    }

    /** An ordinary member at a byte. */
    static BtfType.Member at(int offset, int type, String name) {
        return new BtfType.Member(name, type, 8 * offset, 0);
    }

    /** A bit-field at a bit. */
    static BtfType.Member bits(int bit, int width, int type, String name) {
        return new BtfType.Member(name, type, bit, width);
    }

    static BtfType.Param param(int type, String name) {
        return new BtfType.Param(name, type);
    }

    int prototype(int result, BtfType.Param... params) {
        return editor.add(new BtfType.FuncProto(result, List.of(params)));
    }

    TinyKernel function(String name, int result, BtfType.Param... params) {
        editor.add(new BtfType.Func(name, prototype(result, params), 0));
        return this;
    }

    TinyKernel release(String newRelease) {
        release = newRelease;
        return this;
    }

    TinyKernel symbols(KernelSymbols newSymbols) {
        symbols = newSymbols;
        return this;
    }

    Btf btf() {
        return editor.toBtf();
    }

    TargetKernel build() {
        return new TargetKernel("tiny", release, arch, btf(), symbols);
    }

    /** A resolved argument in one line: {@code di +24 +40 Int[sizeBytes=4, signed=true]}. */
    static String fetchOf(TargetKernel kernel, String definition) {
        FetchArgument.Fetch fetch = resolve(kernel, definition).argument().fetch();
        List<String> words = new ArrayList<>();
        words.add(
                fetch.base() instanceof FetchBase.Register register
                        ? register.register().name()
                        : fetch.base().toString());
        for (Deref deref : fetch.derefs()) {
            words.add((deref.space() == AddressSpaceKind.USER ? "u" : "")
                    + (deref.offset() < 0 ? "" : "+")
                    + deref.offset());
        }
        words.add(fetch.leaf().toString());
        return String.join(" ", words);
    }

    static ArgumentOutcome.Resolved resolve(TargetKernel kernel, String definition) {
        return ProbePointResolver.examine(ProbeDefinition.parse(definition), kernel)
                .arguments()
                .get(0)
                .orThrow();
    }

    static ResolvedPath path(TargetKernel kernel, String definition) {
        ResolvedPath path = resolve(kernel, definition).path();
        if (path == null) {
            throw new AssertionError("no path in " + definition);
        }
        return path;
    }

    static Register register(ResolvedPath path) {
        return ((ArgumentPlace.InRegisters) path.place()).first();
    }
}
