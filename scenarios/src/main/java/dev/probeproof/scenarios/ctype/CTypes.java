// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.ctype;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Types written in C, as BTF. What a program emits has a type in a header that it shares with its consumer; compilers leave it
 * out of an object's BTF when only a local variable has it.
 *
 * <pre>{@code
 * Btf types = CTypes.read("struct event { u32 pid; char comm[16]; };", ByteOrder.LITTLE_ENDIAN, kernel.btf());
 * int event = types.find(BtfKind.STRUCT, "event").orElseThrow();
 * }</pre>
 *
 * <p>It knows structs, unions, enums, typedefs, arrays, bit-fields, pointers, {@code packed} and {@code aligned}, constant
 * expressions and {@code #define} of a name. Sizes and places are those of a machine with 64-bit pointers. A type that is not
 * declared is taken from the kernel's types; pointers become pointers to {@code void}.
 */
public final class CTypes {
    private static final int MOST_CHARACTERS = 1 << 20;

    private CTypes() {}

    /**
     * Reads declarations.
     *
     * @param order of the machine that the types are for
     * @param kernel where types and enumerators come from that are not declared; null for none
     * @throws CTypeException where it cannot be understood
     */
    public static Btf read(String text, ByteOrder order, @Nullable Btf kernel) {
        if (text.length() > MOST_CHARACTERS) {
            throw new CTypeException(1, 1, "more than " + MOST_CHARACTERS + " characters of C");
        }
        TypePool pool = new TypePool(order, kernel);
        Constants constants = new Constants(name -> kernel == null ? OptionalLong.empty() : enumerator(kernel, name));
        new Declarations(new Cursor(Lexer.read(text)), pool, constants).readAll();
        return pool.toBtf();
    }

    /** {@code TASK_COMM_LEN} is one since 5.16. */
    private static OptionalLong enumerator(Btf kernel, String name) {
        if (name.equals("TASK_COMM_LEN")) {
            return OptionalLong.of(16);
        }
        for (int id = kernel.firstId(); id < kernel.endId(); id++) {
            BtfKind kind = kernel.kind(id);
            if ((kind == BtfKind.ENUM || kind == BtfKind.ENUM64) && kernel.type(id) instanceof BtfType.Enum values) {
                for (BtfType.Enumerator value : values.values()) {
                    if (value.name().equals(name)) {
                        return OptionalLong.of(value.value());
                    }
                }
            }
        }
        return OptionalLong.empty();
    }
}
