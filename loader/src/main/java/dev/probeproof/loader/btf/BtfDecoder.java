// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * One record of the type section: name, info, size or type, then what the kind needs. The newest form has 24 bits of
 * length and 7 of kind; in older files the extra bits are 0, so the wide masks read both.
 */
final class BtfDecoder {
    static final int HEADER_BYTES = 12;
    static final int MAX_LENGTH = 0xff_ffff;

    private BtfDecoder() {}

    /** The number in the info word, which may be that of a kind newer than {@link BtfKind}. */
    static int kindNumber(Bytes types, int at) {
        return types.s32(at + 4) >> 24 & 0x7f;
    }

    /** The kind, or {@link BtfKind#VOID} for one that is not known. */
    static BtfKind kind(Bytes types, int at) {
        return BtfKind.known(kindNumber(types, at));
    }

    static int length(Bytes types, int at) {
        return types.s32(at + 4) & MAX_LENGTH;
    }

    /** The top bit of the info word, whose meaning depends on the kind. */
    static boolean flag(Bytes types, int at) {
        return types.s32(at + 4) < 0;
    }

    static BtfType decode(Btf btf, Bytes types, int at) {
        String name = btf.string(types.u32(at));
        boolean flag = flag(types, at);
        int count = length(types, at);
        int sizeOrType = types.s32(at + 8);
        int body = at + HEADER_BYTES;
        BtfKind kind = kind(types, at);
        return switch (kind) {
            case VOID -> new BtfType.Unknown(kindNumber(types, at), name);
            case INT -> integer(name, size(types, at), types.u32(body));
            case PTR -> new BtfType.Ptr(sizeOrType);
            case ARRAY -> new BtfType.Array(types.s32(body), types.s32(body + 4), types.u32(body + 8));
            case STRUCT, UNION ->
                new BtfType.Composite(
                        name, kind == BtfKind.UNION, size(types, at), members(btf, types, body, count, flag));
            case ENUM, ENUM64 ->
                new BtfType.Enum(
                        name,
                        kind == BtfKind.ENUM64,
                        size(types, at),
                        flag,
                        enumerators(btf, types, body, count, kind == BtfKind.ENUM64, flag));
            case FWD -> new BtfType.Fwd(name, flag);
            case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG ->
                new BtfType.Alias(kind, name, sizeOrType, kind == BtfKind.TYPE_TAG && flag);
            case FUNC -> new BtfType.Func(name, sizeOrType, count);
            case FUNC_PROTO -> new BtfType.FuncProto(sizeOrType, params(btf, types, body, count));
            case VAR -> new BtfType.Var(name, sizeOrType, types.s32(body));
            case DATASEC -> new BtfType.DataSec(name, types.u32(at + 8), sectionVars(types, body, count));
            case FLOAT -> new BtfType.Float(name, size(types, at));
            case DECL_TAG -> new BtfType.DeclTag(name, sizeOrType, types.s32(body), flag);
        };
    }

    static int size(Bytes types, int at) {
        int size = types.s32(at + 8);
        if (size < 0) {
            throw types.corrupt(at + 8, "a type of " + Integer.toUnsignedString(size) + " bytes");
        }
        return size;
    }

    private static BtfType.Int integer(String name, int size, long word) {
        int encoding = (int) (word >> 24) & 15;
        return new BtfType.Int(
                name,
                size,
                (encoding & 1) != 0,
                (encoding & 2) != 0,
                (encoding & 4) != 0,
                (int) (word >> 16) & 0xff,
                (int) word & 0xff);
    }

    private static List<BtfType.Member> members(Btf btf, Bytes types, int body, int count, boolean bitfields) {
        List<BtfType.Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = body + 12 * i;
            int offset = types.s32(at + 8);
            members.add(new BtfType.Member(
                    btf.string(types.u32(at)),
                    types.s32(at + 4),
                    bitfields ? offset & 0xff_ffff : offset,
                    bitfields ? offset >>> 24 : 0));
        }
        return members;
    }

    private static List<BtfType.Enumerator> enumerators(
            Btf btf, Bytes types, int body, int count, boolean wide, boolean signed) {
        List<BtfType.Enumerator> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = body + (wide ? 12 : 8) * i;
            long low = types.u32(at + 4);
            long value = wide ? types.u32(at + 8) << 32 | low : signed ? (int) low : low;
            values.add(new BtfType.Enumerator(btf.string(types.u32(at)), value));
        }
        return values;
    }

    private static List<BtfType.Param> params(Btf btf, Bytes types, int body, int count) {
        List<BtfType.Param> params = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            params.add(new BtfType.Param(btf.string(types.u32(body + 8L * i)), types.s32(body + 8L * i + 4)));
        }
        return params;
    }

    private static List<BtfType.SectionVar> sectionVars(Bytes types, int body, int count) {
        List<BtfType.SectionVar> vars = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = body + 12 * i;
            vars.add(new BtfType.SectionVar(types.s32(at), types.u32(at + 4), types.u32(at + 8)));
        }
        return vars;
    }
}
