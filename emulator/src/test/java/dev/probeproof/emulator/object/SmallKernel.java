// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.BtfType.Member;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.List;

/** A kernel with a handful of types, shaped as real ones are. */
final class SmallKernel {
    private final BtfEditor btf;

    private SmallKernel(BtfEditor btf) {
        this.btf = btf;
    }

    static EmulatedKernel on(Arch arch) {
        BtfEditor editor = BtfEditor.empty(arch.byteOrder());
        new SmallKernel(editor).types();
        return EmulatedKernel.on(
                new TargetKernel("small-" + arch.name(), "6.12", arch, editor.toBtf(), KernelSymbols.NONE));
    }

    private void types() {
        int u64 = number("u64", 8, false);
        int u32 = number("unsigned int", 4, false);
        int s32 = number("int", 4, true);
        int character = btf.add(new BtfType.Int("char", 1, true, true, false, 0, 8));
        int bool = btf.add(new BtfType.Int("bool", 1, false, false, true, 0, 8));
        int constant = btf.add(new BtfType.Alias(BtfKind.CONST, "", character));
        int text = btf.add(new BtfType.Ptr(constant));
        int anything = btf.add(new BtfType.Ptr(0));
        int state = btf.add(new BtfType.Enum(
                "state",
                false,
                4,
                false,
                List.of(new BtfType.Enumerator("IDLE", 3), new BtfType.Enumerator("BUSY", 4))));

        int listHead = btf.endId();
        int toList = listHead + 1;
        btf.add(new BtfType.Composite("list_head", false, 16, List.of(at(0, toList, "next"), at(8, toList, "prev"))));
        btf.add(new BtfType.Ptr(listHead));

        int hlistNode = btf.endId();
        int toNode = hlistNode + 1;
        int toPointer = hlistNode + 2;
        btf.add(new BtfType.Composite(
                "hlist_node", false, 16, List.of(at(0, toNode, "next"), at(8, toPointer, "pprev"))));
        btf.add(new BtfType.Ptr(hlistNode));
        btf.add(new BtfType.Ptr(toNode));
        btf.add(new BtfType.Composite("hlist_head", false, 8, List.of(at(0, toNode, "first"))));

        int rbNode = btf.endId();
        int toTree = rbNode + 1;
        btf.add(new BtfType.Composite(
                "rb_node",
                false,
                24,
                List.of(at(0, u64, "__rb_parent_color"), at(8, toTree, "rb_right"), at(16, toTree, "rb_left"))));
        btf.add(new BtfType.Ptr(rbNode));
        int rbRoot = btf.add(new BtfType.Composite("rb_root", false, 8, List.of(at(0, toTree, "rb_node"))));
        btf.add(new BtfType.Composite(
                "rb_root_cached", false, 16, List.of(at(0, rbRoot, "rb_root"), at(8, toTree, "rb_leftmost"))));

        int hash = btf.add(new BtfType.Composite("", false, 8, List.of(at(0, u32, "hash"), at(4, u32, "len"))));
        int unnamed = btf.add(new BtfType.Composite("", true, 8, List.of(at(0, hash, ""), at(0, u64, "hash_len"))));
        int qstr = btf.add(new BtfType.Composite("qstr", false, 16, List.of(at(0, unnamed, ""), at(8, text, "name"))));
        int iname = btf.add(new BtfType.Array(character, u32, 8));
        int dentry = btf.add(new BtfType.Composite(
                "dentry",
                false,
                40,
                List.of(at(0, qstr, "d_name"), at(16, iname, "d_iname"), at(24, listHead, "d_child"))));
        int toDentry = btf.add(new BtfType.Ptr(dentry));
        int path = btf.add(
                new BtfType.Composite("path", false, 16, List.of(at(0, anything, "mnt"), at(8, toDentry, "dentry"))));
        int slots = btf.add(new BtfType.Array(toDentry, u32, 3));
        btf.add(new BtfType.Composite(
                "file",
                false,
                72,
                List.of(
                        at(0, path, "f_path"),
                        at(16, s32, "f_flags"),
                        new Member("f_low", u32, 160, 3),
                        new Member("f_signed", s32, 163, 7),
                        at(24, slots, "f_slots"),
                        at(48, state, "f_state"),
                        at(52, bool, "f_open"),
                        at(56, u64, "f_count"))));
        btf.add(new BtfType.Composite(
                "item",
                false,
                64,
                List.of(
                        at(0, u64, "key"),
                        at(8, listHead, "list"),
                        at(24, hlistNode, "hash"),
                        at(40, rbNode, "tree"))));
        int tail = btf.add(new BtfType.Array(u32, u32, 0));
        btf.add(new BtfType.Composite("table", false, 4, List.of(at(0, u32, "count"), at(4, tail, "entries"))));
    }

    private int number(String name, int size, boolean signed) {
        return btf.add(new BtfType.Int(name, size, signed, false, false, 0, 8 * size));
    }

    private static Member at(int offset, int type, String name) {
        return new Member(name, type, 8 * offset, 0);
    }
}
