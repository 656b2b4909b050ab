// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.ctype;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.error.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads declarations one after the other. Variables and prototypes are passed over: only types are of interest. */
final class Declarations {
    private static final int DEEPEST = 32;
    private static final long MOST_ELEMENTS = 1 << 28;
    private static final Set<String> QUALIFIERS =
            Set.of("const", "volatile", "restrict", "__restrict", "extern", "static", "inline", "register");

    private final Cursor cursor;
    private final TypePool pool;
    private final Constants constants;
    /** Structs and unions without a tag: the only ones that are members without a name. */
    private final Set<Integer> composites = new HashSet<>();

    private int depth;

    Declarations(Cursor cursor, TypePool pool, Constants constants) {
        this.cursor = cursor;
        this.pool = pool;
        this.constants = constants;
    }

    void readAll() {
        while (!cursor.isAtEnd()) {
            if (!cursor.accept(";")) {
                declaration();
            }
        }
    }

    /** What attributes say. */
    private record Attributes(boolean packed, int alignment) {
        static final Attributes NONE = new Attributes(false, 1);

        Attributes and(Attributes other) {
            return new Attributes(packed || other.packed, Math.max(alignment, other.alignment));
        }
    }

    /** A declared thing; the name is a sign where there is none. */
    private record Declared(Token name, CType type, boolean isFunction) {}

    private void declaration() {
        boolean typedef = cursor.accept("typedef");
        CType base = specifiers();
        while (!cursor.accept(";")) {
            Declared declared = declarator(base);
            attributes();
            if (typedef) {
                if (!declared.name().isName()) {
                    throw declared.name().problem("the name of the typedef was expected, not " + declared.name());
                }
                pool.typedef(declared.name().text(), declared.type());
            }
            Token next = cursor.peek();
            if (next.is("{") || next.is("=")) {
                throw next.problem("only types can be declared here: no functions, no values");
            } else if (!cursor.accept(",") && !next.is(";")) {
                throw next.problem("';' was expected, not " + next);
            }
        }
    }

    private CType specifiers() {
        List<String> words = new ArrayList<>();
        CType type = null;
        Token first = cursor.peek();
        while (true) {
            Token token = cursor.peek();
            if (token.isName() && QUALIFIERS.contains(token.text())) {
                cursor.next();
            } else if (token.is("__attribute__")) {
                attributes();
            } else if (type == null && token.isName() && BaseTypes.WORDS.contains(token.text())) {
                words.add(cursor.next().text());
            } else if (type == null && words.isEmpty() && (token.is("struct") || token.is("union"))) {
                type = composite(cursor.next().text());
            } else if (type == null && words.isEmpty() && token.is("enum")) {
                cursor.next();
                type = enumeration();
            } else if (type == null && words.isEmpty() && token.isName()) {
                cursor.next();
                type = pool.named(token.text())
                        .orElseThrow(() -> token.problem("unknown type " + token
                                + Nearest.suffix(Nearest.of(token.text(), pool.names()))
                                + "; declare it above, or name one of the kernel's types"));
            } else {
                break;
            }
        }
        if (type == null && words.isEmpty()) {
            throw first.problem("a type was expected, not " + first);
        }
        return type != null ? type : BaseTypes.of(words, pool);
    }

    private CType composite(String keyword) {
        boolean union = keyword.equals("union");
        Attributes attributes = attributes();
        Token name = cursor.peek();
        String tag = name.isName() ? cursor.next().text() : "";
        if (!cursor.accept("{")) {
            if (tag.isEmpty()) {
                throw name.problem("a name or '{' was expected behind '" + keyword + "', not " + name);
            }
            // Pointers to it are as good as pointers to anything.
            return cursor.peek().is("*")
                    ? pool.nothing()
                    : pool.tag(keyword, tag).orElseGet(pool::nothing);
        }
        if (++depth > DEEPEST) {
            throw name.problem("more than " + DEEPEST + " structs in each other");
        }
        // Packing is told behind the members, whose places depend on it: they are read before any is placed.
        List<Part> parts = new ArrayList<>();
        while (!cursor.accept("}")) {
            members(parts);
        }
        depth--;
        attributes = attributes.and(attributes());
        StructLayout layout = new StructLayout(union, attributes.packed());
        for (Part part : parts) {
            if (part.width() >= 0) {
                layout.bitfield(part.name(), part.type(), part.width());
            } else {
                layout.member(part.name(), part.type(), part.alignment());
            }
        }
        CType made = layout.finish(tag, attributes.alignment(), pool);
        if (tag.isEmpty()) {
            composites.add(made.id());
        }
        return made;
    }

    /** A member before its place is known; the width is -1 for one that is no bit-field. */
    private record Part(Token name, CType type, long width, int alignment) {}

    private void members(List<Part> parts) {
        CType base = specifiers();
        Token end = cursor.peek();
        if (end.is(";")) {
            cursor.next();
            // Without a name it is a member only if it has members itself; an enum declares its enumerators.
            if (composites.contains(base.id())) {
                parts.add(new Part(end, base, -1, 1));
            }
            return;
        }
        do {
            Declared declared = declarator(base);
            long width = cursor.accept(":") ? constant() : -1;
            int alignment = attributes().alignment();
            if (!declared.type().isComplete() || declared.isFunction()) {
                throw declared.name()
                        .problem("the size of member " + declared.name() + " is not known: "
                                + "declare its type above, or name one of the kernel's types");
            }
            parts.add(new Part(declared.name(), declared.type(), width, alignment));
        } while (cursor.accept(","));
        cursor.expect(";");
    }

    private CType enumeration() {
        attributes();
        Token name = cursor.peek();
        String tag = name.isName() ? cursor.next().text() : "";
        if (!cursor.accept("{")) {
            return pool.tag("enum", tag)
                    .orElseThrow(() -> name.problem(
                            "unknown type 'enum " + tag + "'" + Nearest.suffix(Nearest.of(tag, pool.names()))));
        }
        List<BtfType.Enumerator> values = new ArrayList<>();
        long next = 0;
        while (!cursor.accept("}")) {
            Token enumerator = cursor.next();
            if (!enumerator.isName()) {
                throw enumerator.problem("the name of an enumerator was expected, not " + enumerator);
            }
            next = cursor.accept("=") ? constant() : next;
            constants.define(enumerator.text(), next);
            values.add(new BtfType.Enumerator(enumerator.text(), next++));
            if (!cursor.accept(",")) {
                cursor.expect("}");
                break;
            }
        }
        boolean signed = values.stream().anyMatch(value -> value.value() < 0);
        boolean wide = values.stream()
                .anyMatch(value -> signed ? value.value() != (int) value.value() : value.value() >>> 32 != 0);
        Attributes attributes = attributes();
        return pool.enumeration(new BtfType.Enum(tag, wide, wide ? 8 : attributes.packed() ? 1 : 4, signed, values));
    }

    /** Stars, a name or none, arrays; or a pointer to a function. */
    private Declared declarator(CType base) {
        CType type = base;
        while (true) {
            if (cursor.accept("*")) {
                type = pool.pointer();
            } else if (cursor.peek().isName()
                    && QUALIFIERS.contains(cursor.peek().text())) {
                cursor.next();
            } else {
                break;
            }
        }
        attributes();
        Token name = cursor.peek();
        if (cursor.accept("(")) {
            cursor.expect("*");
            name = cursor.next();
            cursor.expect(")");
            cursor.expect("(");
            cursor.skipParentheses();
            return new Declared(name, pool.pointer(), false);
        }
        if (name.isName()) {
            cursor.next();
        } else if (!name.is(":")) {
            throw name.problem("a name was expected, not " + name);
        }
        if (cursor.accept("(")) {
            cursor.skipParentheses();
            return new Declared(name, type, true);
        }
        return new Declared(name, arrays(type), false);
    }

    /** The last pair of brackets is the innermost. */
    private CType arrays(CType element) {
        return arrays(element, 0);
    }

    private CType arrays(CType element, int dimension) {
        Token bracket = cursor.peek();
        if (!cursor.accept("[")) {
            return element;
        }
        if (dimension == DEEPEST) {
            throw bracket.problem("an array has at most " + DEEPEST + " dimensions");
        }
        long count = cursor.peek().is("]") ? 0 : constant();
        cursor.expect("]");
        CType inner = arrays(element, dimension + 1);
        if (!inner.isComplete()) {
            throw bracket.problem("an array of what has no size");
        }
        if (count < 0 || count > MOST_ELEMENTS || inner.size() * Math.max(1, count) > MOST_ELEMENTS) {
            throw bracket.problem("an array has 0 to " + MOST_ELEMENTS + " bytes");
        }
        return pool.array(inner, count);
    }

    private Attributes attributes() {
        Attributes all = Attributes.NONE;
        while (true) {
            if (cursor.accept("__packed")) {
                all = all.and(new Attributes(true, 1));
            } else if (cursor.accept("__attribute__")) {
                cursor.expect("(");
                cursor.expect("(");
                all = all.and(attribute());
            } else {
                return all;
            }
        }
    }

    private Attributes attribute() {
        Attributes all = Attributes.NONE;
        while (!cursor.accept(")")) {
            Token name = cursor.next();
            if (name.is("packed") || name.is("__packed__")) {
                all = all.and(new Attributes(true, 1));
            } else if (name.is("aligned") || name.is("__aligned__")) {
                long bytes = 16;
                if (cursor.accept("(")) {
                    bytes = constant();
                    cursor.expect(")");
                }
                if (bytes < 1 || bytes > 4096 || Long.bitCount(bytes) != 1) {
                    throw name.problem("an alignment is a power of two up to 4096, not " + bytes);
                }
                all = all.and(new Attributes(false, (int) bytes));
            } else if (cursor.accept("(")) {
                cursor.skipParentheses();
            } else if (name.kind() == Token.Kind.END) {
                throw name.problem("')' is missing");
            }
            cursor.accept(",");
        }
        cursor.expect(")");
        return all;
    }

    private long constant() {
        return constants.read(cursor, ignored -> {
            Token start = cursor.peek();
            CType type = specifiers();
            while (cursor.accept("*")) {
                type = pool.pointer();
            }
            if (!type.isComplete()) {
                throw start.problem("the size of that type is not known");
            }
            return type.size();
        });
    }
}
