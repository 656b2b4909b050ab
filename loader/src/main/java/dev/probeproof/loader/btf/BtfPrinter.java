// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.BitSet;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Prints types as C that a compiler accepts and lays out as BTF says: a {@code vmlinux.h} of a kernel, or some types of
 * it with what they need. Made for clang's BPF target; whatever has 64-bit pointers and the System V rules for structs
 * gives the same layout.
 *
 * <pre>{@code
 * BtfPrinter.of(kernel).printHeader(out::print);
 * BtfPrinter.of(kernel).withOffsets().printOnly(kernel.findAll(BtfKind.STRUCT, "file"), out::print);
 * }</pre>
 */
public final class BtfPrinter {
    private static final String TYPE_TAG = """
            #ifndef __btf_type_tag
            #if defined(__has_attribute) && __has_attribute(btf_type_tag)
            #define __btf_type_tag(value) __attribute__((btf_type_tag(value)))
            #else
            #define __btf_type_tag(value)
            #endif
            #endif

            """;

    private static final String HEAD = """
            #ifndef __VMLINUX_H__
            #define __VMLINUX_H__

            """ + TYPE_TAG + """
            #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
            #pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
            #endif

            """;

    private static final String TAIL = """
            #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
            #pragma clang attribute pop
            #endif

            #endif /* __VMLINUX_H__ */
            """;

    private final Btf btf;
    private final boolean offsets;

    private BtfPrinter(Btf btf, boolean offsets) {
        this.btf = btf;
        this.offsets = offsets;
    }

    public static BtfPrinter of(Btf btf) {
        return new BtfPrinter(btf, false);
    }

    /** With a comment behind every member: offset and size in bytes, of bit-fields byte, bit and width. */
    public BtfPrinter withOffsets() {
        return new BtfPrinter(btf, true);
    }

    /**
     * Prints every type as one header. Functions and variables are left out: a header that programs include must not
     * declare the names that they define.
     *
     * @param out gets the text piece by piece
     */
    public void printHeader(Consumer<String> out) {
        out.accept(HEAD);
        COrder order = order(out);
        BitSet used = used();
        for (int id = 1; id < btf.endId(); id++) {
            BtfType type = btf.type(id);
            boolean named = !type.name().isEmpty();
            switch (type.kind()) {
                case STRUCT, UNION, TYPEDEF -> {
                    if (named) {
                        order.define(id);
                    }
                }
                case ENUM, ENUM64 -> {
                    if (named) {
                        order.define(id);
                    } else if (!used.get(id)) {
                        // Constants, which nothing is declared to be of.
                        out.accept(order.definitions().definition(id));
                    }
                }
                case VOID, INT, PTR, ARRAY, FWD, VOLATILE, CONST, RESTRICT -> {}
                case FUNC, FUNC_PROTO, VAR, DATASEC, FLOAT, DECL_TAG, TYPE_TAG -> {}
            }
        }
        out.accept("\n" + TAIL);
    }

    /** Prints some types, functions and variables behind everything that they need, so that the text compiles. */
    public void printWithNeeds(Collection<Integer> ids, Consumer<String> out) {
        if (!btf.names(BtfKind.TYPE_TAG).isEmpty()) {
            out.accept(TYPE_TAG);
        }
        COrder order = order(out);
        for (int id : ids) {
            if (isExternal(id)) {
                order.external(id);
            } else {
                order.define(id);
            }
        }
    }

    /** Prints some types, functions and variables and nothing else: to be read, not to be compiled. */
    public void printOnly(Collection<Integer> ids, Consumer<String> out) {
        CDefinitions definitions = new CDefinitions(btf, offsets);
        for (int id : ids) {
            BtfKind kind = btf.kind(id);
            if (isExternal(id)) {
                out.accept(definitions.declaration(id));
            } else if (kind.isComposite() || kind.asEnum() == BtfKind.ENUM) {
                out.accept(definitions.definition(id));
            } else {
                out.accept(definitions.typedef(id));
            }
        }
    }

    private boolean isExternal(int id) {
        return btf.kind(id) == BtfKind.FUNC || btf.kind(id) == BtfKind.VAR;
    }

    private COrder order(Consumer<String> out) {
        return new COrder(btf, new CDefinitions(btf, offsets), out);
    }

    /** Types that another type is made of. */
    private BitSet used() {
        BitSet used = new BitSet();
        for (int id = 1; id < btf.endId(); id++) {
            if (btf.kind(id) != BtfKind.DECL_TAG) {
                BtfReferences.of(btf, id).forEach(used::set);
            }
        }
        return used;
    }
}
