// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * The order in which C wants declarations: what lies inside of something is defined before it, what is only pointed to
 * has to be declared. Every type is written once, when it is first needed.
 */
final class COrder {
    /** Deeper than any sound kernel nests, less than a stack allows. */
    private static final int MAX_DEPTH = 256;

    private final Btf btf;
    private final CDefinitions definitions;
    private final Consumer<String> out;
    private final BitSet declared = new BitSet();
    private final BitSet defined = new BitSet();
    private int depth;

    COrder(Btf btf, CDefinitions definitions, Consumer<String> out) {
        this.btf = btf;
        this.definitions = definitions;
        this.out = out;
    }

    CDefinitions definitions() {
        return definitions;
    }

    /** Writes whatever a value of the type needs to be complete, and the type itself if it has a name. */
    void define(int id) {
        enter(id);
        BtfType type = btf.type(id);
        switch (type.kind()) {
            case STRUCT, UNION -> composite(id, (BtfType.Composite) type);
            case ARRAY -> define(((BtfType.Array) type).elementType());
            case VOLATILE, CONST, RESTRICT, TYPE_TAG -> define(((BtfType.Alias) type).type());
            case TYPEDEF -> {
                declare(id);
                define(((BtfType.Alias) type).type());
            }
            case VOID, INT, PTR, ENUM, FWD, FUNC, FUNC_PROTO, VAR, DATASEC, FLOAT, DECL_TAG, ENUM64 -> declare(id);
        }
        depth--;
    }

    /** Writes whatever has to be known of a type before something can point to it. */
    void declare(int id) {
        enter(id);
        BtfType type = btf.type(id);
        switch (type.kind()) {
            case STRUCT, UNION, FWD -> forward(id, type);
            case ENUM, ENUM64 -> write(id, !type.name().isEmpty());
            case INT -> unknown(id, type, ((BtfType.Int) type).size());
            case FLOAT -> unknown(id, type, ((BtfType.Float) type).size());
            case PTR -> declare(((BtfType.Ptr) type).type());
            // Also behind a pointer C wants to know how large an element is.
            case ARRAY -> define(((BtfType.Array) type).elementType());
            case VOLATILE, CONST, RESTRICT, TYPE_TAG -> declare(((BtfType.Alias) type).type());
            case TYPEDEF -> typedef(id, ((BtfType.Alias) type).type());
            case FUNC_PROTO -> prototype((BtfType.FuncProto) type);
            case FUNC -> declare(((BtfType.Func) type).proto());
            case VAR -> define(((BtfType.Var) type).type());
            case VOID, DATASEC, DECL_TAG -> {}
        }
        depth--;
    }

    /** Writes a function or a variable, after what it needs. */
    void external(int id) {
        declare(id);
        if (!defined.get(id)) {
            defined.set(id);
            out.accept(definitions.declaration(id));
        }
    }

    private void enter(int id) {
        if (++depth > MAX_DEPTH) {
            throw btf.raw().corrupt(-1, "type " + id + " contains itself, or nests deeper than " + MAX_DEPTH);
        }
    }

    private void composite(int id, BtfType.Composite type) {
        if (defined.get(id)) {
            return;
        }
        defined.set(id);
        members(type.members());
        if (!type.name().isEmpty()) {
            declared.set(id);
            out.accept(definitions.definition(id));
        }
    }

    private void members(List<BtfType.Member> members) {
        members.forEach(member -> define(member.type()));
    }

    private void forward(int id, BtfType type) {
        if (type.name().isEmpty()) {
            define(id);
        } else if (!declared.get(id)) {
            declared.set(id);
            out.accept(definitions.forward(id));
        }
    }

    private void typedef(int id, int target) {
        if (!declared.get(id)) {
            declared.set(id);
            declare(target);
            out.accept(definitions.typedef(id));
        }
    }

    private void unknown(int id, BtfType type, int size) {
        if (!CInteger.isKnown(type.name(), size)) {
            write(id, true);
        }
    }

    private void write(int id, boolean named) {
        if (named && !defined.get(id)) {
            defined.set(id);
            out.accept(btf.type(id) instanceof BtfType.Enum ? definitions.definition(id) : definitions.typedef(id));
        }
    }

    private void prototype(BtfType.FuncProto prototype) {
        declare(prototype.returnType());
        prototype.params().forEach(param -> declare(param.type()));
    }
}
