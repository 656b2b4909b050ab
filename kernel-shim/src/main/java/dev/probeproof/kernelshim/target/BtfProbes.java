// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.target;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfFeature;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Learns which parts of BTF a kernel understands, by handing it the smallest BTF that has each. */
public final class BtfProbes {
    private BtfProbes() {}

    /** What the kernel takes. A kernel that takes none of it has no BTF at all. */
    public static Set<BtfFeature> probe(Bpf bpf) {
        Set<BtfFeature> features = EnumSet.noneOf(BtfFeature.class);
        for (BtfFeature feature : BtfFeature.values()) {
            // Tables without a layout say the same, so it is never worth asking for.
            if (feature != BtfFeature.LAYOUT && accepts(bpf, example(feature))) {
                features.add(feature);
            }
        }
        return features;
    }

    private static boolean accepts(Bpf bpf, byte[] blob) {
        try (NativeArena arena = new NativeArena(bpf.syscalls())) {
            long result = bpf.call(BpfAttribute.btfLoad(arena.pointer(blob), blob.length, 0, 0, 0));
            if (result >= 0) {
                Fd.own(bpf.syscalls(), result).close();
            }
            return result >= 0;
        }
    }

    /** Types that a kernel accepts if and only if it knows the feature. */
    static byte[] example(BtfFeature feature) {
        BtfEditor editor = BtfEditor.empty(ByteOrder.nativeOrder());
        int integer = editor.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
        switch (feature) {
            case FUNC -> function(editor, integer, BtfType.Func.STATIC);
            case GLOBAL_FUNC -> function(editor, integer, BtfType.Func.GLOBAL);
            case DATASEC -> section(editor, integer, ".data");
            case QUESTION_MARK_DATASEC -> section(editor, integer, "?.data");
            case FLOAT -> editor.add(new BtfType.Float("float", 4));
            case DECL_TAG ->
                editor.add(new BtfType.DeclTag(
                        "tag", editor.add(new BtfType.Alias(BtfKind.TYPEDEF, "number", integer)), -1));
            case TYPE_TAG ->
                editor.add(new BtfType.Ptr(editor.add(new BtfType.Alias(BtfKind.TYPE_TAG, "tag", integer))));
            case ENUM64 ->
                editor.add(
                        new BtfType.Enum("wide", true, 8, false, List.of(new BtfType.Enumerator("A", 0x1_0000_0000L))));
            case LAYOUT -> throw new IllegalArgumentException("a layout is in every type, not one of them");
        }
        return editor.toBtf().raw().toArray();
    }

    private static void function(BtfEditor editor, int integer, int linkage) {
        int prototype = editor.add(new BtfType.FuncProto(integer, List.of(new BtfType.Param("a", integer))));
        editor.add(new BtfType.Func("f", prototype, linkage));
    }

    private static void section(BtfEditor editor, int integer, String name) {
        int variable = editor.add(new BtfType.Var("v", integer, BtfType.Var.STATIC));
        editor.add(new BtfType.DataSec(name, 4, List.of(new BtfType.SectionVar(variable, 0, 4))));
    }
}
