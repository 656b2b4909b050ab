// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** Writes the declaration of one name, from the inside out as C has it: {@code int (*(*table)[4])(void)}. */
final class CDeclarator {
    private static final int MAX_STEPS = 64;

    /** Functions that take functions: damaged types can make them take themselves, or each take many. */
    private static final int MAX_NESTED = 16;

    private static final int MAX_PARAMETERS = 2000;

    private final Btf btf;
    private final Naming names;
    private int nested;
    private int parameters;

    /** Gives the names that declarations are written with. */
    interface Naming {
        /** Of a struct, union, enum or declaration of one, without the keyword. */
        String tag(int id);

        /** Of anything else. */
        String ordinary(int id);

        /** Of a parameter that BTF calls so. */
        String parameter(String name);
    }

    CDeclarator(Btf btf, Naming names) {
        this.btf = btf;
        this.names = names;
    }

    /** What a type without a name of its own is written as, at that indentation. */
    interface Anonymous {
        String body(int type, int indent);
    }

    /**
     * A declaration without the semicolon.
     *
     * @param name what is declared, perhaps empty
     * @param anonymous writes structs, unions and enums without names
     */
    String declare(int type, String name, int indent, Anonymous anonymous) {
        String inner = name;
        Set<String> qualifiers = new LinkedHashSet<>();
        String tags = "";
        boolean behindPointer = false;
        int at = type;
        for (int step = 0; step < MAX_STEPS; step++) {
            BtfType here = btf.type(at);
            if (here instanceof BtfType.Ptr pointer) {
                String own = (String.join(" ", qualifiers) + " " + tags).strip();
                inner = "*" + (own.isEmpty() ? "" : own + " ") + inner;
                qualifiers.clear();
                tags = "";
                behindPointer = true;
                at = pointer.type();
            } else if (here instanceof BtfType.Array array) {
                inner = (behindPointer ? "(" + inner + ")" : inner) + "[" + array.count() + "]";
                behindPointer = false;
                at = array.elementType();
            } else if (here instanceof BtfType.FuncProto function) {
                inner = (behindPointer ? "(" + inner + ")" : inner) + "(" + parameters(function, indent, anonymous)
                        + ")";
                behindPointer = false;
                qualifiers.clear();
                at = function.returnType();
            } else if (here.kind().isModifier() && here instanceof BtfType.Alias modifier) {
                if (modifier.kind() == BtfKind.TYPE_TAG) {
                    tags = attribute(modifier) + " " + tags;
                } else {
                    // An array of const and a const array are one thing, and BTF may say it twice.
                    qualifiers.add(word(modifier.kind()));
                }
                at = modifier.type();
            } else {
                String base = base(at, here, indent, anonymous) + (tags.isEmpty() ? "" : " " + tags.strip());
                return ((String.join(" ", qualifiers) + " " + base).strip() + " " + inner).strip();
            }
        }
        throw btf.raw().corrupt(-1, "type " + type + " takes more than " + MAX_STEPS + " steps to declare");
    }

    private static String word(BtfKind modifier) {
        return switch (modifier) {
            case CONST -> "const";
            case VOLATILE -> "volatile";
            case RESTRICT -> "restrict";
            default -> throw new IllegalArgumentException(modifier.name());
        };
    }

    private static String attribute(BtfType.Alias tag) {
        return tag.attribute() ? "__attribute__((" + tag.name() + "))" : "__btf_type_tag(\"" + tag.name() + "\")";
    }

    private String parameters(BtfType.FuncProto function, int indent, Anonymous anonymous) {
        List<BtfType.Param> params = function.params();
        if (params.isEmpty()) {
            return "void";
        }
        parameters = nested == 0 ? params.size() : parameters + params.size();
        if (nested == MAX_NESTED || parameters > MAX_PARAMETERS) {
            throw btf.raw()
                    .corrupt(
                            -1,
                            "a function is declared with more than " + MAX_NESTED + " functions in each other or "
                                    + MAX_PARAMETERS + " parameters");
        }
        nested++;
        try {
            return list(params, indent, anonymous);
        } finally {
            nested--;
        }
    }

    private String list(List<BtfType.Param> params, int indent, Anonymous anonymous) {
        StringJoiner list = new StringJoiner(", ");
        for (BtfType.Param param : params) {
            boolean rest = param.type() == 0 && param.name().isEmpty();
            String name = param.name().isEmpty() ? "" : names.parameter(param.name());
            // C has no function whose only parameter is "...", but older BTF has: a declaration without prototype.
            list.add(rest ? (params.size() == 1 ? "" : "...") : declare(param.type(), name, indent, anonymous));
        }
        return list.toString();
    }

    private String base(int id, BtfType type, int indent, Anonymous anonymous) {
        return switch (type.kind()) {
            case VOID -> "void";
            case INT -> known(id, type.name(), ((BtfType.Int) type).size());
            case FLOAT -> known(id, type.name(), ((BtfType.Float) type).size());
            case STRUCT, UNION, FWD, ENUM, ENUM64 ->
                type.name().isEmpty() ? anonymous.body(id, indent) : keyword(type) + " " + names.tag(id);
            case TYPEDEF -> names.ordinary(id);
            case PTR, ARRAY, FUNC_PROTO, VOLATILE, CONST, RESTRICT, TYPE_TAG -> throw new AssertionError(type);
            case FUNC, VAR, DATASEC, DECL_TAG ->
                throw btf.raw().corrupt(-1, "type " + id + " (" + type.kind() + ") is no type of a value");
        };
    }

    private String known(int id, String name, int size) {
        return CInteger.isKnown(name, size) ? name : names.ordinary(id);
    }

    /** The word before the name of a struct, union, enum or declaration of one. */
    static String keyword(BtfType type) {
        boolean union = type.kind() == BtfKind.UNION || type instanceof BtfType.Fwd declared && declared.union();
        return union ? "union" : type.kind() == BtfKind.ENUM || type.kind() == BtfKind.ENUM64 ? "enum" : "struct";
    }
}
