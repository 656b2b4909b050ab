// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Optional;

/** Arguments of which the kernel says more than their types do: those of iterators and of structs of functions. */
final class GivenArguments {
    private GivenArguments() {}

    static Optional<ContextValue> value(ProgramSetting setting, TargetFunction function, int index) {
        return Optional.empty();
    }

    /** Congestion control runs on TCP sockets only, so its sockets are given as such. */
    static int promoted(ProgramSetting setting, Btf btf, int structId) {
        if (setting.type() == ProgramType.STRUCT_OPS && btf.name(structId).equals("sock")) {
            return btf.find(BtfKind.STRUCT, "tcp_sock").orElse(structId);
        }
        return structId;
    }
}
