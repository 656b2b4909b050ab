// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramBtf.FuncInfo;
import dev.probeproof.loader.kernel.ProgramBtf.LineInfo;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Types of programs, as a compiler would describe them. */
final class TestTypes {
    final BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
    final int u64 = editor.add(new BtfType.Int("u64", 8, false, false, false, 0, 64));
    final int u32 = editor.add(new BtfType.Int("u32", 4, false, false, false, 0, 32));
    final int s64 = editor.add(new BtfType.Int("s64", 8, true, false, false, 0, 64));
    final int character = editor.add(new BtfType.Int("char", 1, true, false, false, 0, 8));
    final int context = editor.add(new BtfType.Ptr(0));
    private final List<FuncInfo> functions = new ArrayList<>();
    private final List<LineInfo> lines = new ArrayList<>();

    int array(int count) {
        return editor.add(new BtfType.Array(character, u32, count));
    }

    /** A struct of members without padding, given as name, type, size in bytes. */
    int struct(String name, Object... members) {
        List<BtfType.Member> list = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < members.length; i += 3) {
            list.add(new BtfType.Member((String) members[i], (int) members[i + 1], 8 * offset, 0));
            offset += (int) members[i + 2];
        }
        return editor.add(new BtfType.Composite(name, false, offset, list));
    }

    int pointerToConst(int type) {
        return editor.add(new BtfType.Ptr(editor.add(new BtfType.Alias(BtfKind.CONST, "", type))));
    }

    /** A global function with parameters of these types, which starts at that slot. */
    TestTypes function(int slot, String name, int... parameters) {
        List<BtfType.Param> list = new ArrayList<>();
        for (int type : parameters) {
            list.add(new BtfType.Param("p" + list.size(), type));
        }
        int prototype = editor.add(new BtfType.FuncProto(u32, list));
        functions.add(new FuncInfo(slot, editor.add(new BtfType.Func(name, prototype, BtfType.Func.GLOBAL))));
        return this;
    }

    TestTypes line(int slot, int number) {
        lines.add(new LineInfo(slot, editor.string("open.bpf.c"), editor.string("line " + number), number << 10));
        return this;
    }

    ProgramBtf records() {
        return new ProgramBtf(editor.toBtf().raw(), functions, lines);
    }
}
