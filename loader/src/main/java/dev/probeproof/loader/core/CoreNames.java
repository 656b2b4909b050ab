// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;

/** Names types as C does: {@code struct task_struct}, {@code const char *}, {@code u32 [4]}. */
final class CoreNames {
    private static final int MAX_DEPTH = 16;

    private CoreNames() {}

    static String of(CoreTypes types, int id) {
        return of(types, id, 0);
    }

    private static String of(CoreTypes types, int id, int depth) {
        if (depth >= MAX_DEPTH) {
            return "...";
        }
        BtfType type = types.type(id);
        if (type instanceof BtfType.Ptr pointer) {
            return types.resolve(pointer.type()) instanceof BtfType.FuncProto
                    ? "function pointer"
                    : of(types, pointer.type(), depth + 1) + " *";
        } else if (type instanceof BtfType.Array array) {
            return array(types, array, depth);
        } else if (type instanceof BtfType.Alias alias && alias.kind() != BtfKind.TYPEDEF) {
            String inner = of(types, alias.type(), depth + 1);
            return alias.kind() == BtfKind.TYPE_TAG ? inner : keyword(alias.kind()) + inner;
        } else if (type instanceof BtfType.Fwd declared) {
            return (declared.union() ? "union " : "struct ") + declared.name();
        }
        return keyword(type.kind()) + (type.name().isEmpty() ? "(anonymous)" : type.name());
    }

    /** Arrays of arrays have the outermost length first. */
    private static String array(CoreTypes types, BtfType.Array array, int depth) {
        StringBuilder lengths = new StringBuilder();
        BtfType.Array at = array;
        int levels = depth;
        while (types.type(at.elementType()) instanceof BtfType.Array inner && levels < MAX_DEPTH) {
            lengths.append(length(at));
            at = inner;
            levels++;
        }
        return of(types, at.elementType(), levels + 1) + " " + lengths + length(at);
    }

    private static String length(BtfType.Array array) {
        return array.count() == 0 ? "[]" : "[" + array.count() + "]";
    }

    /** What C writes before the name of such a type, with a space; empty if nothing. */
    static String keyword(BtfKind kind) {
        return switch (kind) {
            case STRUCT -> "struct ";
            case UNION -> "union ";
            case ENUM, ENUM64 -> "enum ";
            case CONST -> "const ";
            case VOLATILE -> "volatile ";
            case RESTRICT -> "restrict ";
            case FUNC -> "function ";
            case VAR -> "variable ";
            case DATASEC -> "section ";
            default -> "";
        };
    }
}
