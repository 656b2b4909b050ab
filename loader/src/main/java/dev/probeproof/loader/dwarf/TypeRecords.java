// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;

/** The BTF record that says what a type DIE says. */
final class TypeRecords {
    private static final int ENCODING_BOOLEAN = 2;
    private static final int ENCODING_COMPLEX = 3;
    private static final int ENCODING_FLOAT = 4;
    private static final long MAX_COUNT = 0xffff_ffffL;

    private final BtfEditor editor;
    private final ToIntFunction<Die> ids;
    private final MemberRecords members;
    private int indexType;

    /**
     * @param ids gives the id of a type that a record refers to
     */
    TypeRecords(BtfEditor editor, ToIntFunction<Die> ids, ByteOrder order) {
        this.editor = editor;
        this.ids = ids;
        this.members = new MemberRecords(ids, order);
    }

    BtfType of(Die die) {
        return switch (die.tag()) {
            case DwarfTag.BASE_TYPE -> base(die);
            case DwarfTag.POINTER_TYPE, DwarfTag.REFERENCE_TYPE, DwarfTag.RVALUE_REFERENCE_TYPE ->
                new BtfType.Ptr(target(die));
            case DwarfTag.TYPEDEF -> new BtfType.Alias(BtfKind.TYPEDEF, name(die), target(die));
            case DwarfTag.CONST_TYPE -> new BtfType.Alias(BtfKind.CONST, "", target(die));
            case DwarfTag.VOLATILE_TYPE -> new BtfType.Alias(BtfKind.VOLATILE, "", target(die));
            case DwarfTag.RESTRICT_TYPE -> new BtfType.Alias(BtfKind.RESTRICT, "", target(die));
            case DwarfTag.STRUCTURE_TYPE, DwarfTag.CLASS_TYPE, DwarfTag.UNION_TYPE -> composite(die);
            case DwarfTag.ENUMERATION_TYPE -> enumeration(die);
            case DwarfTag.ARRAY_TYPE -> array(die);
            case DwarfTag.SUBROUTINE_TYPE -> prototype(die);
            default -> opaque(die);
        };
    }

    /** Only the name of it, where its record would be one too many. */
    BtfType declared(Die die) {
        return new BtfType.Fwd(name(die), die.is(DwarfTag.UNION_TYPE));
    }

    private int target(Die die) {
        return die.typeDie().map(ids::applyAsInt).orElse(0);
    }

    private static String name(Die die) {
        return die.name().orElse("");
    }

    private static long size(Die die) {
        return die.constant(DwarfAttribute.BYTE_SIZE).orElse(0);
    }

    private BtfType base(Die die) {
        int encoding = (int) die.constant(DwarfAttribute.ENCODING).orElse(0);
        int size = boundedSize(die);
        BaseType type = new BaseType(name(die), encoding, size);
        if (encoding == ENCODING_FLOAT) {
            boolean known = size == 2 || size == 4 || size == 8 || size == 12 || size == 16;
            return known ? new BtfType.Float(type.name(), size) : opaque(die);
        }
        if (encoding == ENCODING_COMPLEX && size % 2 == 0 && size > 0) {
            int part = editor.add(new BtfType.Float(type.name().replace("complex ", ""), size / 2));
            return new BtfType.Composite(
                    type.name(),
                    false,
                    size,
                    List.of(new BtfType.Member("real", part, 0, 0), new BtfType.Member("imag", part, 4 * size, 0)));
        }
        if (!type.isInteger() || size < 1 || size > 16) {
            return opaque(die);
        }
        if (type.name().equals("char")) {
            String plain = type.isSigned() ? "signed char" : "unsigned char";
            return new BtfType.Alias(
                    BtfKind.TYPEDEF,
                    "char",
                    editor.add(new BtfType.Int(plain, size, type.isSigned(), false, false, 0, 8 * size)));
        }
        long bits = die.constant(DwarfAttribute.BIT_SIZE).orElse(8L * size);
        return new BtfType.Int(
                type.name(),
                size,
                type.isSigned(),
                false,
                encoding == ENCODING_BOOLEAN,
                0,
                (int) Math.max(1, Math.min(bits, 8L * size)));
    }

    private static int boundedSize(Die die) {
        long size = size(die);
        if (size < 0 || size > Integer.MAX_VALUE) {
            throw die.problem("a type of " + Long.toUnsignedString(size) + " bytes");
        }
        return (int) size;
    }

    /** Something that BTF has no record for. */
    private BtfType opaque(Die die) {
        String what = DwarfTag.name(die.tag()) + (name(die).isEmpty() ? "" : " " + name(die));
        return new BtfType.Composite("<" + what + ">", false, boundedSize(die), List.of());
    }

    private BtfType composite(Die die) {
        if (die.flag(DwarfAttribute.DECLARATION)) {
            return declared(die);
        }
        int size = boundedSize(die);
        boolean union = die.is(DwarfTag.UNION_TYPE);
        return new BtfType.Composite(name(die), union, size, members.of(die, size));
    }

    private BtfType enumeration(Die die) {
        Optional<Die> underlying = die.typeDie();
        long size = die.constant(DwarfAttribute.BYTE_SIZE)
                .orElse(underlying.map(TypeRecords::size).orElse(4L));
        boolean known = size == 1 || size == 2 || size == 4 || size == 8;
        if (!known) {
            return opaque(die);
        }
        boolean signed = isSigned(die, underlying);
        int unused = Long.SIZE - 8 * (int) size;
        List<BtfType.Enumerator> values = new ArrayList<>();
        for (Die child : die.children()) {
            AttributeValue value = child.value(DwarfAttribute.CONST_VALUE);
            if (child.is(DwarfTag.ENUMERATOR) && value != null && value.bytes() == null) {
                // gcc writes negative values in signed forms, and all others as unsigned as they are.
                long number = value.number();
                number = signed ? number << unused >> unused : number << unused >>> unused;
                values.add(new BtfType.Enumerator(name(child), number));
            }
        }
        return new BtfType.Enum(name(die), size == 8, (int) size, signed, values);
    }

    /** By the underlying type; without one, by whether a value is negative. */
    private static boolean isSigned(Die die, Optional<Die> underlying) {
        for (int i = 0; i < 16 && underlying.isPresent() && !underlying.get().has(DwarfAttribute.ENCODING); i++) {
            underlying = underlying.get().typeDie();
        }
        OptionalLong encoding = die.constant(DwarfAttribute.ENCODING);
        if (encoding.isEmpty() && underlying.isPresent()) {
            encoding = underlying.get().constant(DwarfAttribute.ENCODING);
        }
        if (encoding.isPresent()) {
            return new BaseType("", (int) encoding.getAsLong(), 4).isSigned();
        }
        return die.children().stream()
                .map(child -> child.value(DwarfAttribute.CONST_VALUE))
                .anyMatch(value -> value != null && value.form() == DwarfForm.SDATA && value.number() < 0);
    }

    /** One record for each dimension, the outermost for the type itself. */
    private BtfType array(Die die) {
        List<Long> counts = new ArrayList<>();
        for (Die child : die.children()) {
            if (child.is(DwarfTag.SUBRANGE_TYPE) || child.is(DwarfTag.ENUMERATION_TYPE)) {
                counts.add(count(child));
            }
        }
        if (counts.isEmpty()) {
            counts.add(0L);
        }
        if (die.has(DwarfAttribute.BIT_STRIDE) || die.has(DwarfAttribute.BYTE_STRIDE)) {
            return opaque(die);
        }
        int element = target(die);
        for (int i = counts.size() - 1; i > 0; i--) {
            element = editor.add(new BtfType.Array(element, indexType(), counts.get(i)));
        }
        return new BtfType.Array(element, indexType(), counts.get(0));
    }

    /** 0 for flexible arrays, and for those whose length is known only when the program runs. */
    private static long count(Die dimension) {
        OptionalLong count = constant(dimension, DwarfAttribute.COUNT);
        if (count.isPresent()) {
            return bounded(count.getAsLong());
        }
        OptionalLong upper = constant(dimension, DwarfAttribute.UPPER_BOUND);
        if (upper.isEmpty()) {
            return 0;
        }
        return bounded(upper.getAsLong()
                - constant(dimension, DwarfAttribute.LOWER_BOUND).orElse(0)
                + 1);
    }

    private static OptionalLong constant(Die die, int attribute) {
        AttributeValue value = die.value(attribute);
        return value == null ? OptionalLong.empty() : value.constant();
    }

    private static long bounded(long count) {
        return Math.max(0, Math.min(count, MAX_COUNT));
    }

    private int indexType() {
        if (indexType == 0) {
            indexType = editor.add(new BtfType.Int("__ARRAY_SIZE_TYPE__", 4, false, false, false, 0, 32));
        }
        return indexType;
    }

    /** Of a function type or a function. */
    BtfType.FuncProto prototype(Die die) {
        List<BtfType.Param> params = new ArrayList<>();
        for (Die child : die.children()) {
            if (child.is(DwarfTag.FORMAL_PARAMETER)) {
                params.add(new BtfType.Param(name(child), target(child)));
            } else if (child.is(DwarfTag.UNSPECIFIED_PARAMETERS)) {
                params.add(new BtfType.Param("", 0));
            }
        }
        return new BtfType.FuncProto(target(die), params);
    }
}
