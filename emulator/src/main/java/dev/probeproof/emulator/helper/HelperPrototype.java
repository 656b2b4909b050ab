// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;
import java.util.List;

/**
 * What a helper requires and returns, stated once and read by the verifier and by every engine.
 *
 * @param since the first release that has it, such as {@code 5.5}
 * @param gplOnly true if only programs under a GPL-compatible licence may call it
 */
public record HelperPrototype(
        HelperId id, String since, boolean gplOnly, List<ArgumentKind> arguments, ReturnKind returns) {
    public HelperPrototype {
        arguments = List.copyOf(arguments);
    }

    /** A prototype without arguments that returns an integer and asks for no licence. */
    public static HelperPrototype of(HelperId id) {
        return new HelperPrototype(id, id.since(), false, List.of(), ReturnKind.INTEGER);
    }

    public HelperPrototype arguments(ArgumentKind... kinds) {
        return new HelperPrototype(id, since, gplOnly, List.of(kinds), returns);
    }

    public HelperPrototype returning(ReturnKind kind) {
        return new HelperPrototype(id, since, gplOnly, arguments, kind);
    }

    public HelperPrototype onlyGpl() {
        return new HelperPrototype(id, since, true, arguments, returns);
    }
}
