// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.btf.BtfType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * C expressions over one moment of an execution: names, members, elements, casts, arithmetic. There is nothing that changes a value.
 *
 * <pre>{@code Expression.value(live, 0, "$file->f_path.dentry->d_name.len > 3")}</pre>
 */
final class Expression {
    private static final int DEEPEST = 64;

    /** From the weakest; those of one line bind alike. */
    private static final List<List<String>> OPERATORS = List.of(
            List.of("||"),
            List.of("&&"),
            List.of("|"),
            List.of("^"),
            List.of("&"),
            List.of("==", "!="),
            List.of("<=", ">=", "<", ">"),
            List.of("<<", ">>"),
            List.of("+", "-"),
            List.of("*", "/", "%"));

    private final Live live;
    private final Names names;
    private final Words words;
    private int depth;

    private Expression(Live live, int frame, String text) {
        this.live = live;
        this.names = new Names(live, frame);
        this.words = new Words(text);
    }

    /**
     * The value of an expression.
     *
     * @param frame whose registers and arguments count: 0 for the function that runs, 1 for its caller
     */
    static TypedValue value(Live live, int frame, String text) {
        if (text.isBlank()) {
            throw new DebugException("an expression is missing, such as ctx->di, r1 or maps.NAME[key]");
        }
        Expression expression = new Expression(live, frame, text);
        TypedValue value = expression.binary(0);
        expression.words.end();
        return value;
    }

    /** Whether an expression is anything but 0. */
    static boolean holds(Live live, int frame, String text) {
        return value(live, frame, text).number(live) != 0;
    }

    private TypedValue binary(int level) {
        if (level == OPERATORS.size()) {
            return unary();
        }
        TypedValue left = binary(level + 1);
        while (true) {
            Optional<String> operator = words.operator(OPERATORS.get(level));
            if (operator.isEmpty()) {
                return left;
            }
            left = apply(operator.get(), left, binary(level + 1));
        }
    }

    private TypedValue apply(String operator, TypedValue left, TypedValue right) {
        if ((operator.equals("+") || operator.equals("-")) && left.isPointer() && !right.isPointer()) {
            long distance = right.number(live) * Math.max(1, left.targetSize());
            long address = left.number(live) + (operator.equals("+") ? distance : -distance);
            return new TypedValue(
                    left.types(),
                    left.typeId(),
                    names.bytes(address, Long.BYTES),
                    OptionalLong.empty(),
                    0,
                    0,
                    left.stars());
        }
        return number(Arithmetic.apply(operator, left.number(live), right.number(live)));
    }

    private TypedValue unary() {
        if (++depth > DEEPEST) {
            throw new DebugException("the expression is nested more than " + DEEPEST + " deep");
        }
        try {
            if (words.take("*")) {
                return unary().target(live);
            } else if (words.take("&")) {
                return addressOf(unary());
            } else if (words.take("-")) {
                return number(-unary().number(live));
            } else if (words.take("!")) {
                return number(unary().number(live) == 0 ? 1 : 0);
            } else if (words.take("~")) {
                return number(~unary().number(live));
            }
            Optional<String> cast = words.cast(this::isType);
            return cast.isPresent() ? cast(cast.get(), unary()) : postfix();
        } finally {
            depth--;
        }
    }

    private TypedValue addressOf(TypedValue value) {
        long address = value.address()
                .orElseThrow(() ->
                        new DebugException("that value has no address: it is a register, a bit-field or computed"));
        return TypedValue.pointer(value.types(), value.typeId(), value.stars() + 1, names.bytes(address, Long.BYTES));
    }

    private boolean isType(String name) {
        return names.type(name).isPresent();
    }

    private TypedValue cast(String name, TypedValue value) {
        int stars = (int) name.chars().filter(each -> each == '*').count();
        String plain = name.replace("*", "").strip();
        Names.TypeFound type = names.type(plain).orElseThrow();
        if (stars == 0) {
            long size = type.types().size(type.id());
            if (type.types().btf().resolve(type.id()) instanceof BtfType.Composite) {
                long at = value.address()
                        .orElseThrow(() -> new DebugException("only what lies in memory can be a struct"));
                return TypedValue.at(live, type.types(), type.id(), at);
            }
            return TypedValue.of(type.types(), type.id(), names.bytes(value.number(live), (int) size));
        }
        long number =
                value.isArray() && value.address().isPresent() ? value.address().getAsLong() : value.number(live);
        return TypedValue.pointer(type.types(), type.id(), stars, names.bytes(number, Long.BYTES));
    }

    private TypedValue postfix() {
        TypedValue value = primary();
        while (true) {
            if (words.take("->") || words.take(".")) {
                value = value.member(live, words.name("a member's name"));
            } else if (words.take("[")) {
                value = value.element(live, binary(0).number(live));
                words.expect("]");
            } else {
                return value;
            }
        }
    }

    private TypedValue primary() {
        if (words.take("(")) {
            TypedValue value = binary(0);
            words.expect(")");
            return value;
        }
        OptionalLong literal = words.number();
        if (literal.isPresent()) {
            return number(literal.getAsLong());
        }
        String name = words.name("a name, a number or '('");
        if (name.equals("maps") && words.take(".")) {
            return map(words.name("the name of a map"));
        }
        if (name.equals("stack") && words.take("[")) {
            long distance = binary(0).number(live);
            words.expect("]");
            return names.stack(distance);
        }
        Optional<TypedValue> value = names.find(name);
        if (value.isPresent()) {
            return value.get();
        }
        if (names.isMap(name)) {
            return map(name);
        }
        throw names.unknown(name);
    }

    private TypedValue map(String name) {
        if (!words.take("[")) {
            throw new DebugException("'" + name + "' is a map: maps." + name + "[KEY] is an element; 'print maps."
                    + name + "' shows them all");
        }
        Optional<String> text = words.quoted();
        long number = text.isPresent() ? 0 : binary(0).number(live);
        words.expect("]");
        return names.element(name, text, number);
    }

    private TypedValue number(long value) {
        return names.plain(value);
    }
}
