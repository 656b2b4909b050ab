// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.util.ArrayList;
import java.util.List;

/**
 * The types of a kernel, and those that only an expression makes: pointers that {@code &} yields, integers that a cast names.
 * They get ids behind the last of the BTF, so that walks need not care where a type came from.
 */
final class PathTypes {
    private final Btf btf;
    private final List<BtfType> made = new ArrayList<>();

    PathTypes(Btf btf) {
        this.btf = btf;
    }

    Btf btf() {
        return btf;
    }

    /** A pointer to a type of either sort. */
    int pointerTo(int type) {
        return add(new BtfType.Ptr(type));
    }

    int add(BtfType type) {
        made.add(type);
        return btf.endId() + made.size() - 1;
    }

    BtfType type(int id) {
        return id < btf.endId() ? btf.type(id) : made.get(id - btf.endId());
    }

    /** The id behind typedefs and modifiers. */
    int strip(int id) {
        return id < btf.endId() ? btf.strip(id) : id;
    }

    /** The type behind typedefs and modifiers. */
    BtfType resolve(int id) {
        return type(strip(id));
    }

    BtfKind kind(int id) {
        return type(id).kind();
    }

    /** Size of a value of that type in bytes. */
    long sizeOf(int id) {
        if (id < btf.endId()) {
            return btf.sizeOf(id);
        }
        return type(id) instanceof BtfType.Int number ? number.size() : 8;
    }

    /** A value of the type takes room: it can be read, and stepped over. */
    boolean hasSize(int id) {
        BtfKind kind = kind(strip(id));
        return kind != BtfKind.VOID && kind != BtfKind.FWD && kind != BtfKind.FUNC && kind != BtfKind.FUNC_PROTO;
    }

    /**
     * A struct of which this place knows the name only, completed by the one struct of that name, if there is exactly
     * one: BTF of kernels before 6.2 has such declarations beside the definition.
     */
    int completed(int id) {
        int stripped = strip(id);
        if (type(stripped) instanceof BtfType.Fwd declared) {
            List<Integer> defined = btf.findAll(declared.union() ? BtfKind.UNION : BtfKind.STRUCT, declared.name());
            return defined.size() == 1 ? defined.get(0) : stripped;
        }
        return stripped;
    }

    /** Names a type as C does, typedefs and qualifiers resolved. */
    String text(int id) {
        return TypeText.of(this, id);
    }
}
