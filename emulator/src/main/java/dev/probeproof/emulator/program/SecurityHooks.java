// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.btf.BtfType;
import java.util.Optional;
import java.util.Set;

/** What hooks of the security modules let programs say and rely on. */
final class SecurityHooks {
    private static final int MAX_ERRNO = 4095;
    /** Hooks that answer a question. */
    private static final Set<String> BOOLEAN = Set.of();
    /** Hooks that run while their arguments are made or taken apart. */
    private static final Set<String> UNTRUSTED = Set.of();

    private SecurityHooks() {}

    static boolean hasTrustedArguments(String hook) {
        return !UNTRUSTED.contains(hook);
    }

    static boolean isVoid(ProgramSetting setting) {
        Optional<TargetFunction> hook = TargetFunction.of(setting);
        return hook.isPresent()
                && hook.get().btf().resolve(hook.get().proto().returnType()) instanceof BtfType.Void;
    }

    /** 0 or a negative errno, for most. */
    static ReturnRange returnRange(ProgramSetting setting) {
        if (isVoid(setting)) {
            return ReturnRange.unbounded();
        }
        String hook = TargetFunction.of(setting).map(TargetFunction::name).orElse("");
        return (BOOLEAN.contains(hook) ? ReturnRange.of(0, 1) : ReturnRange.of(-MAX_ERRNO, 0)).in32Bits();
    }
}
