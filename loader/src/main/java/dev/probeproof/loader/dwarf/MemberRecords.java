// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;

/**
 * Members of structs as BTF counts them: in bits from the lowest address. DWARF 2 and 3 count bit-fields from the most
 * significant bit of an integer of their declared type instead.
 */
final class MemberRecords {
    /** With a bit-field among its members, a struct has 24 bits for the offset of each. */
    private static final int MAX_OFFSET_BESIDE_BIT_FIELDS = 0xff_ffff;

    private static final int MAX_BIT_FIELD = 0xff;

    private final ToIntFunction<Die> ids;
    private final ByteOrder order;

    MemberRecords(ToIntFunction<Die> ids, ByteOrder order) {
        this.ids = ids;
        this.order = order;
    }

    List<BtfType.Member> of(Die composite, int sizeBytes) {
        List<BtfType.Member> members = new ArrayList<>();
        for (Die child : composite.children()) {
            boolean base = child.is(DwarfTag.INHERITANCE);
            // Static members lie outside of the struct.
            if (base || child.is(DwarfTag.MEMBER) && !child.flag(DwarfAttribute.EXTERNAL)) {
                member(child, base, sizeBytes).ifPresent(members::add);
            }
        }
        boolean bitFields = members.stream().anyMatch(member -> member.bitfieldBits() != 0);
        if (bitFields) {
            members.removeIf(member -> Integer.compareUnsigned(member.bitOffset(), MAX_OFFSET_BESIDE_BIT_FIELDS) > 0);
        }
        return members;
    }

    private Optional<BtfType.Member> member(Die die, boolean base, int sizeBytes) {
        Optional<Die> type = die.typeDie();
        OptionalLong bits = bitOffset(die);
        // Where a virtual base class lies is known only when the program runs.
        if (type.isEmpty() || bits.isEmpty() || bits.getAsLong() < 0 || bits.getAsLong() > 8L * sizeBytes) {
            return Optional.empty();
        }
        long width = die.constant(DwarfAttribute.BIT_SIZE).orElse(0);
        if (width < 0 || width > MAX_BIT_FIELD) {
            return Optional.empty();
        }
        String name = base ? "" : die.name().orElse("");
        return Optional.of(
                new BtfType.Member(name, ids.applyAsInt(type.get()), (int) bits.getAsLong(), (int) width));
    }

    private OptionalLong bitOffset(Die die) {
        OptionalLong direct = die.constant(DwarfAttribute.DATA_BIT_OFFSET);
        if (direct.isPresent()) {
            return direct;
        }
        OptionalLong bytes = byteOffset(die);
        OptionalLong fromTop = die.constant(DwarfAttribute.BIT_OFFSET);
        if (bytes.isEmpty() || fromTop.isEmpty()) {
            return bytes.isEmpty() ? bytes : OptionalLong.of(8 * bytes.getAsLong());
        }
        long start = 8 * bytes.getAsLong();
        if (order == ByteOrder.BIG_ENDIAN) {
            return OptionalLong.of(start + signed(die, fromTop.getAsLong()));
        }
        long width = die.constant(DwarfAttribute.BIT_SIZE).orElse(0);
        return OptionalLong.of(start + 8 * unitBytes(die) - signed(die, fromTop.getAsLong()) - width);
    }

    /** A packed field may start before its integer: the offset is negative then, also in forms without a sign. */
    private static long signed(Die die, long number) {
        AttributeValue value = die.value(DwarfAttribute.BIT_OFFSET);
        return value == null ? number : value.signedNumber();
    }

    /** Bytes of the integer that holds a bit-field. */
    private static long unitBytes(Die die) {
        OptionalLong own = die.constant(DwarfAttribute.BYTE_SIZE);
        Optional<Die> type = die.typeDie();
        for (int i = 0; i < 32 && own.isEmpty() && type.isPresent(); i++) {
            own = type.get().constant(DwarfAttribute.BYTE_SIZE);
            type = type.get().typeDie();
        }
        return own.orElse(0);
    }

    /** 0 in unions, which say nothing. */
    private static OptionalLong byteOffset(Die die) {
        AttributeValue value = die.value(DwarfAttribute.DATA_MEMBER_LOCATION);
        if (value == null) {
            return OptionalLong.of(0);
        }
        Bytes expression = value.bytes();
        if (expression == null) {
            return OptionalLong.of(value.number());
        }
        // DWARF 2: an operator that adds to the address of the struct.
        DwarfCursor cursor = new DwarfCursor(expression, 0);
        boolean adds = !cursor.atEnd() && cursor.u8() == 0x23;
        long offset = adds ? cursor.uleb() : 0;
        return adds && cursor.atEnd() ? OptionalLong.of(offset) : OptionalLong.empty();
    }
}
