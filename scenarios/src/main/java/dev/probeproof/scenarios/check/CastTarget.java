// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.TypeName;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.util.Map;

/** What a cast makes of a number. The names are looked up in the kernel's own typedefs, where the resolver has a table. */
final class CastTarget {
    /** C's names, and those that BTF carries for the same types. */
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "long", "long int",
            "unsigned long", "long unsigned int",
            "short", "short int",
            "unsigned short", "short unsigned int",
            "long long", "long long int",
            "unsigned long long", "long long unsigned int",
            "bool", "_Bool");

    private CastTarget() {}

    /** How BTF that gcc made calls an integer of C. */
    static String inBtf(String name) {
        return OTHER_NAMES.getOrDefault(name, name);
    }

    static Meaning.Whole of(Btf btf, TypeName name, Arch arch) {
        for (BtfKind kind : new BtfKind[] {BtfKind.TYPEDEF, BtfKind.INT, BtfKind.ENUM}) {
            for (String each : new String[] {name.name(), inBtf(name.name())}) {
                for (int id : btf.findAll(kind, each)) {
                    if (btf.resolve(id) instanceof BtfType.Int number && !number.isBool()) {
                        boolean signed = number.signed()
                                || number.size() == 1 && number.name().endsWith("char") && isSignedChar(number, arch);
                        return new Meaning.Whole(number.size(), signed);
                    } else if (btf.resolve(id) instanceof BtfType.Enum number) {
                        return new Meaning.Whole(number.size(), number.signed());
                    }
                }
            }
        }
        throw new UnsupportedFeatureException("check of (" + name + ")", "it is no integer of this kernel");
    }

    private static boolean isSignedChar(BtfType.Int number, Arch arch) {
        return number.name().equals("signed char") || number.name().equals("char") && arch.plainCharIsSigned();
    }
}
