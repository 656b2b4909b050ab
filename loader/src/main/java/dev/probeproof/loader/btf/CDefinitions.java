// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Writes structs, unions, enums, typedefs and functions as C, each by itself; in which order is for others to say. */
final class CDefinitions {
    private static final String INDENT = "\t";
    private static final int TAB = 8;
    private static final int COMMENT_COLUMN = 56;

    private final Btf btf;
    private final CNames names;
    private final CLayout layout;
    private final CDeclarator declarator;
    private final boolean offsets;
    private final Set<Integer> open = new HashSet<>();

    /**
     * @param offsets say behind every member where it lies and how large it is
     */
    CDefinitions(Btf btf, boolean offsets) {
        this.btf = btf;
        this.names = new CNames(btf);
        this.layout = new CLayout(btf);
        this.declarator = new CDeclarator(btf, names);
        this.offsets = offsets;
    }

    /** A struct or union that is only declared. */
    String forward(int id) {
        return CDeclarator.keyword(btf.type(id)) + " " + names.tag(id) + ";\n";
    }

    /** A named or unnamed struct, union or enum with what is in it. */
    String definition(int id) {
        BtfType type = btf.type(id);
        String text = type instanceof BtfType.Enum value ? enumeration(id, value, 0) : composite(id, 0, 0);
        return text + ";\n";
    }

    /** A typedef, or an integer type that C does not know. */
    String typedef(int id) {
        BtfType type = btf.type(id);
        if (type instanceof BtfType.Alias alias) {
            return "typedef " + declarator.declare(alias.type(), names.ordinary(id), 0, this::anonymous) + ";\n";
        }
        int size = type instanceof BtfType.Int integer ? integer.size() : ((BtfType.Float) type).size();
        return CInteger.declaration(type, size, names.ordinary(id)) + "\n";
    }

    /** The prototype of a function, or the declaration of a variable. */
    String declaration(int id) {
        BtfType type = btf.type(id);
        int declared = type instanceof BtfType.Func function ? function.proto() : ((BtfType.Var) type).type();
        return "extern " + declarator.declare(declared, names.ordinary(id), 0, this::anonymous) + ";\n";
    }

    private String anonymous(int id, int indent) {
        if (btf.type(id) instanceof BtfType.Enum value) {
            return enumeration(id, value, indent);
        }
        return btf.type(id) instanceof BtfType.Composite ? composite(id, indent, 0) : "struct { }";
    }

    private String enumeration(int id, BtfType.Enum type, int indent) {
        String tabs = INDENT.repeat(indent);
        StringBuilder text = new StringBuilder("enum");
        String name = type.name().isEmpty() ? "" : names.tag(id);
        text.append(name.isEmpty() ? "" : " " + name).append(" {\n");
        for (BtfType.Enumerator value : type.values()) {
            text.append(tabs).append(INDENT).append(names.enumerator(value.name()));
            text.append(" = ").append(number(type, value.value())).append(",\n");
        }
        if (type.values().isEmpty()) {
            // BTF has declarations of enums, which C does not.
            text.append(tabs)
                    .append(INDENT)
                    .append(names.enumerator(name + "___none"))
                    .append(",\n");
        }
        return text.append(tabs).append('}').append(mode(type)).toString();
    }

    private static String number(BtfType.Enum type, long value) {
        if (type.signed()) {
            return value == Long.MIN_VALUE ? "-0x7fffffffffffffffLL - 1" : value + (type.size() > 4 ? "LL" : "");
        }
        return Long.toUnsignedString(value) + (type.size() > 4 ? "ULL" : "");
    }

    /** Without it an enum is as large as an int, or as its largest value needs. */
    private static String mode(BtfType.Enum type) {
        return switch (type.size()) {
            case 1 -> " __attribute__((mode(byte)))";
            case 2 -> " __attribute__((mode(HI)))";
            case 8 -> " __attribute__((mode(DI)))";
            default -> "";
        };
    }

    /**
     * @param outerBit where it lies in the outermost struct, for the comments
     */
    private String composite(int id, int indent, int outerBit) {
        BtfType.Composite type = (BtfType.Composite) btf.type(id);
        if (!open.add(id)) {
            throw btf.raw().corrupt(-1, "type " + id + " contains itself");
        }
        StringBuilder text = new StringBuilder(CDeclarator.keyword(type));
        text.append(type.name().isEmpty() ? "" : " " + names.tag(id)).append(" {\n");
        String attributes = body(text, id, type, indent + 1, outerBit);
        open.remove(id);
        if (offsets) {
            text.append(INDENT.repeat(indent + 1));
            text.append(String.format(
                    Locale.ROOT,
                    "/* size: %d, members: %d */\n",
                    type.size(),
                    type.members().size()));
        }
        return text.append(INDENT.repeat(indent)).append('}').append(attributes).toString();
    }

    private String body(StringBuilder text, int id, BtfType.Composite type, int indent, int outerBit) {
        CLayout.Plan plan = layout.plan(id);
        if (!plan.possible()) {
            text.append(INDENT.repeat(indent));
            text.append("char ___bytes[")
                    .append(type.size())
                    .append("]; /* members that no declaration can place */\n");
            return "";
        }
        for (CLayout.Item item : plan.items()) {
            String line = item.isGap() ? gap(item) : member(type.members().get(item.member()), item, indent, outerBit);
            line = INDENT.repeat(indent) + line + ";";
            text.append(offsets ? commented(line, type, item, outerBit) : line).append('\n');
        }
        return (plan.packed() ? " __attribute__((packed))" : "")
                + (plan.aligned() == 0 ? "" : " __attribute__((aligned(" + plan.aligned() + ")))");
    }

    private static String gap(CLayout.Item item) {
        String unit = switch (item.unitBits()) {
            case 64 -> "long";
            case 32 -> "int";
            case 16 -> "short";
            default -> "char";
        };
        return unit + ": " + item.bits();
    }

    private String member(BtfType.Member member, CLayout.Item item, int indent, int outerBit) {
        String name = member.name().isEmpty() ? "" : CNames.identifier(member.name());
        BtfType type = btf.resolve(member.type());
        String declared;
        if (name.isEmpty() && type instanceof BtfType.Composite) {
            // Also where the type has a name, which only -fms-extensions would allow: its members count all the same.
            declared = unnamedMember(btf.strip(member.type()), indent, outerBit + item.bit());
        } else {
            declared = declarator.declare(
                    member.type(), name, indent, (id, deeper) -> nested(id, deeper, outerBit + item.bit()));
        }
        return item.bits() == 0 ? declared : declared + ": " + item.bits();
    }

    private String nested(int id, int indent, int outerBit) {
        return btf.type(id) instanceof BtfType.Composite ? composite(id, indent, outerBit) : anonymous(id, indent);
    }

    private String unnamedMember(int id, int indent, int outerBit) {
        String text = composite(id, indent, outerBit);
        return CDeclarator.keyword(btf.type(id)) + text.substring(text.indexOf(" {"));
    }

    private String commented(String line, BtfType.Composite type, CLayout.Item item, int outerBit) {
        int bit = outerBit + item.bit();
        String place;
        if (item.isGap()) {
            place = String.format(
                    Locale.ROOT,
                    "/* %d %s free */",
                    item.bits() % 8 == 0 ? item.bits() / 8 : item.bits(),
                    item.bits() % 8 == 0 ? "bytes" : "bits");
        } else if (item.bits() != 0) {
            place = String.format(Locale.ROOT, "/* %5d:%2d %2d bits */", bit / 8, bit % 8, item.bits());
        } else {
            long size = btf.sizeOf(type.members().get(item.member()).type());
            place = String.format(Locale.ROOT, "/* %5d %5d */", bit / 8, size);
        }
        int column = columns(line.substring(line.lastIndexOf('\n') + 1));
        return line + " ".repeat(Math.max(1, COMMENT_COLUMN - column)) + place;
    }

    private static int columns(String line) {
        int column = 0;
        for (int i = 0; i < line.length(); i++) {
            column += line.charAt(i) == '\t' ? TAB - column % TAB : 1;
        }
        return column;
    }
}
