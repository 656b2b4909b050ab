// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;

/** Names a type as C does, typedefs and qualifiers resolved: {@code unsigned char *}, {@code char [16]}. */
final class TypeText {
    private static final int MAX_DEPTH = 32;

    private TypeText() {}

    static String of(Btf btf, int type) {
        return of(new PathTypes(btf), type);
    }

    static String of(PathTypes types, int type) {
        return of(types, type, 0);
    }

    private static String of(PathTypes types, int type, int depth) {
        BtfType resolved = types.resolve(type);
        if (depth == MAX_DEPTH) {
            return "…";
        }
        if (resolved instanceof BtfType.Ptr pointer) {
            return types.resolve(pointer.type()) instanceof BtfType.FuncProto
                    ? "function pointer"
                    : of(types, pointer.type(), depth + 1) + " *";
        } else if (resolved instanceof BtfType.Array array) {
            return of(types, array.elementType(), depth + 1) + " [" + array.count() + "]";
        } else if (resolved instanceof BtfType.Composite composite) {
            return (composite.union() ? "union " : "struct ") + named(composite.name());
        } else if (resolved instanceof BtfType.Fwd declared) {
            return (declared.union() ? "union " : "struct ") + named(declared.name());
        } else if (resolved instanceof BtfType.Enum) {
            return "enum " + named(resolved.name());
        } else if (resolved instanceof BtfType.FuncProto) {
            return "function";
        }
        return resolved.name();
    }

    private static String named(String name) {
        return name.isEmpty() ? "(anonymous)" : name;
    }
}
