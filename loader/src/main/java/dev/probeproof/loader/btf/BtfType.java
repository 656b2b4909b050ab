// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One type record of BTF, decoded. Type ids refer to the {@link Btf} it came from; 0 is {@code void}. Names are empty
 * where the type is anonymous. Most code cares about few kinds and asks for {@link #kind()} first.
 */
public sealed interface BtfType {
    BtfKind kind();

    /** The name, or the empty string. */
    String name();

    /** Type id 0. */
    record Void() implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.VOID;
        }

        @Override
        public String name() {
            return "void";
        }
    }

    /**
     * A type of a kind that is newer than {@link BtfKind}: its size in the file is known, its meaning is not. Its
     * {@link #kind} is {@link BtfKind#VOID}, because that is how much can be done with it.
     *
     * @param kindNumber the number in the file
     */
    record Unknown(int kindNumber, String name) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.VOID;
        }
    }

    /**
     * An integer.
     *
     * @param size bytes
     * @param signed encoding bit 1; plain {@code char} carries no sign
     * @param isChar encoding bit 2
     * @param isBool encoding bit 4
     * @param bitOffset of the value inside {@code size} bytes, nearly always 0
     * @param bits width of the value
     */
    record Int(String name, int size, boolean signed, boolean isChar, boolean isBool, int bitOffset, int bits)
            implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.INT;
        }
    }

    /** A pointer to {@code type}. */
    record Ptr(int type) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.PTR;
        }

        @Override
        public String name() {
            return "";
        }
    }

    /** An array of {@code count} elements; 0 for a flexible one. */
    record Array(int elementType, int indexType, long count) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.ARRAY;
        }

        @Override
        public String name() {
            return "";
        }
    }

    /**
     * A member of a struct or union.
     *
     * @param bitOffset from the start of the struct, as BTF counts it: from the lowest address
     * @param bitfieldBits width in bits, or 0 for an ordinary member
     */
    record Member(String name, int type, int bitOffset, int bitfieldBits) {}

    /** A struct ({@code union} false) or a union; {@code size} in bytes. */
    record Composite(String name, boolean union, int size, List<Member> members) implements BtfType {
        public Composite {
            members = List.copyOf(members);
        }

        @Override
        public BtfKind kind() {
            return union ? BtfKind.UNION : BtfKind.STRUCT;
        }
    }

    /** A named value of an enum; 32-bit values are sign- or zero-extended as the enum says. */
    record Enumerator(String name, long value) {}

    /** An enum or enum64 ({@code wide}); {@code size} in bytes. */
    record Enum(String name, boolean wide, int size, boolean signed, List<Enumerator> values) implements BtfType {
        public Enum {
            values = List.copyOf(values);
        }

        @Override
        public BtfKind kind() {
            return wide ? BtfKind.ENUM64 : BtfKind.ENUM;
        }
    }

    /** A struct or union of which only the name is known. */
    record Fwd(String name, boolean union) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.FWD;
        }
    }

    /**
     * Typedef, const, volatile, restrict or type tag.
     *
     * @param attribute of a type tag: the name is a whole attribute and not the text of {@code btf_type_tag}
     */
    record Alias(BtfKind kind, String name, int type, boolean attribute) implements BtfType {
        public Alias(BtfKind kind, String name, int type) {
            this(kind, name, type, false);
        }
    }

    /** A function; {@code linkage} 0 static, 1 global, 2 extern. */
    record Func(String name, int proto, int linkage) implements BtfType {
        public static final int STATIC = 0;
        public static final int GLOBAL = 1;
        public static final int EXTERN = 2;

        @Override
        public BtfKind kind() {
            return BtfKind.FUNC;
        }
    }

    /** A parameter; type 0 with no name ends a variable argument list. */
    record Param(String name, int type) {
        // Written out: those of the language are generated when first called, which takes longer than all their calls.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Param that && name.equals(that.name) && type == that.type;
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + type;
        }
    }

    /** A function type. */
    record FuncProto(int returnType, List<Param> params) implements BtfType {
        public FuncProto {
            params = List.copyOf(params);
        }

        // Written out: those of the language are generated when first called, which takes longer than all their calls.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof FuncProto that && returnType == that.returnType && params.equals(that.params);
        }

        @Override
        public int hashCode() {
            return 31 * returnType + params.hashCode();
        }

        @Override
        public BtfKind kind() {
            return BtfKind.FUNC_PROTO;
        }

        @Override
        public String name() {
            return "";
        }
    }

    /** A variable; {@code linkage} 0 static, 1 global, 2 extern. */
    record Var(String name, int type, int linkage) implements BtfType {
        public static final int STATIC = 0;
        public static final int GLOBAL = 1;
        public static final int EXTERN = 2;

        @Override
        public BtfKind kind() {
            return BtfKind.VAR;
        }
    }

    /** A variable's place in a section; offset and size in bytes. */
    record SectionVar(int type, long offset, long size) {}

    /** A data section. */
    record DataSec(String name, long size, List<SectionVar> vars) implements BtfType {
        public DataSec {
            vars = List.copyOf(vars);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.DATASEC;
        }
    }

    /** A floating-point type; {@code size} in bytes. */
    record Float(String name, int size) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.FLOAT;
        }
    }

    /**
     * A tag on a declaration.
     *
     * @param component a member or parameter index, -1 for the whole
     * @param attribute true if the name is a whole attribute and not the text of {@code btf_decl_tag}
     */
    record DeclTag(String name, int type, int component, boolean attribute) implements BtfType {
        public DeclTag(String name, int type, int component) {
            this(name, type, component, false);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.DECL_TAG;
        }
    }
}
