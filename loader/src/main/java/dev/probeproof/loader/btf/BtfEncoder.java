// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.ToIntFunction;

/** The counterpart of {@link BtfDecoder}: one record in its binary form. */
final class BtfEncoder {
    private static final int FLAG = 1 << 31;

    private final ToIntFunction<String> strings;
    private final ByteOrder order;

    /**
     * @param strings gives the offset of a name in the string table
     */
    BtfEncoder(ByteOrder order, ToIntFunction<String> strings) {
        this.order = order;
        this.strings = strings;
    }

    byte[] encode(BtfType type) {
        return switch (type.kind()) {
            case VOID -> throw new IllegalArgumentException("void and unknown kinds have no record of ours");
            case INT -> integer((BtfType.Int) type);
            case PTR -> record(type, 0, false, ((BtfType.Ptr) type).type());
            case ARRAY -> array((BtfType.Array) type);
            case STRUCT, UNION -> composite((BtfType.Composite) type);
            case ENUM, ENUM64 -> enumeration((BtfType.Enum) type);
            case FWD -> record(type, 0, ((BtfType.Fwd) type).union(), 0);
            case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG ->
                record(type, 0, ((BtfType.Alias) type).attribute(), ((BtfType.Alias) type).type());
            case FUNC -> record(type, ((BtfType.Func) type).linkage(), false, ((BtfType.Func) type).proto());
            case FUNC_PROTO -> proto((BtfType.FuncProto) type);
            case VAR -> record(type, 0, false, ((BtfType.Var) type).type(), ((BtfType.Var) type).linkage());
            case DATASEC -> section((BtfType.DataSec) type);
            case FLOAT -> record(type, 0, false, ((BtfType.Float) type).size());
            case DECL_TAG -> tag((BtfType.DeclTag) type);
        };
    }

    private byte[] integer(BtfType.Int type) {
        int encoding = (type.signed() ? 1 : 0) | (type.isChar() ? 2 : 0) | (type.isBool() ? 4 : 0);
        return record(type, 0, false, type.size(), encoding << 24 | type.bitOffset() << 16 | type.bits());
    }

    private byte[] array(BtfType.Array type) {
        return record(type, 0, false, 0, type.elementType(), type.indexType(), (int) type.count());
    }

    private byte[] composite(BtfType.Composite type) {
        List<BtfType.Member> members = type.members();
        boolean bitfields = members.stream().anyMatch(member -> member.bitfieldBits() != 0);
        int[] words = new int[1 + 3 * members.size()];
        words[0] = type.size();
        for (int i = 0; i < members.size(); i++) {
            BtfType.Member member = members.get(i);
            words[1 + 3 * i] = strings.applyAsInt(member.name());
            words[2 + 3 * i] = member.type();
            words[3 + 3 * i] = bitfields ? member.bitfieldBits() << 24 | member.bitOffset() : member.bitOffset();
        }
        return record(type, members.size(), bitfields, words);
    }

    private byte[] enumeration(BtfType.Enum type) {
        int words = type.wide() ? 3 : 2;
        int[] all = new int[1 + words * type.values().size()];
        all[0] = type.size();
        int at = 1;
        for (BtfType.Enumerator value : type.values()) {
            all[at++] = strings.applyAsInt(value.name());
            all[at++] = (int) value.value();
            if (type.wide()) {
                all[at++] = (int) (value.value() >>> 32);
            }
        }
        return record(type, type.values().size(), type.signed(), all);
    }

    private byte[] proto(BtfType.FuncProto type) {
        int[] words = new int[1 + 2 * type.params().size()];
        words[0] = type.returnType();
        for (int i = 0; i < type.params().size(); i++) {
            words[1 + 2 * i] = strings.applyAsInt(type.params().get(i).name());
            words[2 + 2 * i] = type.params().get(i).type();
        }
        return record(type, type.params().size(), false, words);
    }

    private byte[] section(BtfType.DataSec type) {
        int[] words = new int[1 + 3 * type.vars().size()];
        words[0] = (int) type.size();
        for (int i = 0; i < type.vars().size(); i++) {
            BtfType.SectionVar variable = type.vars().get(i);
            words[1 + 3 * i] = variable.type();
            words[2 + 3 * i] = (int) variable.offset();
            words[3 + 3 * i] = (int) variable.size();
        }
        return record(type, type.vars().size(), false, words);
    }

    private byte[] tag(BtfType.DeclTag type) {
        return record(type, 0, type.attribute(), type.type(), type.component());
    }

    private byte[] record(BtfType type, int length, boolean flag, int... words) {
        if (length > BtfDecoder.MAX_LENGTH) {
            throw new IllegalArgumentException(type.kind() + " '" + type.name() + "' has " + length
                    + " parts; BTF holds " + BtfDecoder.MAX_LENGTH);
        }
        ByteBuffer buffer = ByteBuffer.allocate(8 + 4 * words.length).order(order);
        buffer.putInt(strings.applyAsInt(type.name()));
        buffer.putInt(type.kind().number() << 24 | length | (flag ? FLAG : 0));
        for (int word : words) {
            buffer.putInt(word);
        }
        return buffer.array();
    }
}
