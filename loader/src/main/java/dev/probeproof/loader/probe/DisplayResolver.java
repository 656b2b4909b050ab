// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.DisplayRequest;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.fetch.Display;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.List;

/** Decides how a value is shown: as the author asks, else as its type asks. */
final class DisplayResolver {
    private final PathTypes types;
    private final TypeFinder finder;
    private final LeafReader leaves;
    private final PathFailures failures;

    DisplayResolver(PathTypes types, TypeFinder finder, LeafReader leaves, PathFailures failures) {
        this.types = types;
        this.finder = finder;
        this.leaves = leaves;
        this.failures = failures;
    }

    /** @param type id of the value's C type */
    Display display(PathExpression path, int type, PathLeaf leaf) {
        DisplayRequest asked = path.display();
        boolean number = leaf instanceof PathLeaf.Scalar;
        if (asked instanceof DisplayRequest.ByType) {
            return number && types.resolve(type) instanceof BtfType.Enum
                    ? new Display.Enumeration(name(type), enumerators(type))
                    : Display.PLAIN;
        }
        if (!number) {
            throw failures.of(
                    Reason.TYPE_MISMATCH,
                    path.root(),
                    path.column(),
                    "'" + path + "' is " + types.text(type) + ", and only a number can be shown as " + asked);
        }
        if (asked instanceof DisplayRequest.Hexadecimal) {
            return new Display.Hexadecimal();
        } else if (asked instanceof DisplayRequest.Character) {
            return new Display.Character();
        } else if (asked instanceof DisplayRequest.SymbolAndOffset) {
            return new Display.SymbolAndOffset();
        } else if (asked instanceof DisplayRequest.Enumeration named) {
            int id = enumeration(path, type, named.name(), named.column());
            return new Display.Enumeration(name(id), enumerators(id));
        } else if (asked instanceof DisplayRequest.Flags named) {
            int id = enumeration(path, type, named.name(), named.column());
            return new Display.Flags(name(id), enumerators(id));
        }
        return Display.PLAIN;
    }

    private int enumeration(PathExpression path, int type, String name, int column) {
        if (!name.isEmpty()) {
            return finder.enumeration(name, column);
        }
        if (!(types.resolve(type) instanceof BtfType.Enum)) {
            throw failures.of(
                    Reason.TYPE_MISMATCH,
                    path.root(),
                    column,
                    "'" + path + "' is " + types.text(type) + ", no enum: name the one whose names are meant, as in "
                            + path.display() + "(NAME)");
        }
        return type;
    }

    /** The tag; of an enum that has none, the name of the typedef it came by. */
    private String name(int type) {
        String tag = types.resolve(type).name();
        return tag.isEmpty() ? types.type(type).name() : tag;
    }

    private List<Display.Enumerator> enumerators(int type) {
        BtfType.Enum values = (BtfType.Enum) types.resolve(type);
        // Kernels before 6.0 do not say that an enum is signed, and keep the low 32 bits of its values.
        boolean extend = !values.wide() && leaves.isSigned(type);
        return values.values().stream()
                .map(value -> new Display.Enumerator(value.name(), extend ? (int) value.value() : value.value()))
                .toList();
    }
}
