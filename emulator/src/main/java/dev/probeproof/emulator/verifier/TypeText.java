// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;

/** The type of a register in messages: {@code map_value_or_null}, {@code rdonly_mem}, {@code trusted_ptr_}. */
final class TypeText {
    private TypeText() {}

    static String of(RegisterState register) {
        return of(register.type(), register.flags());
    }

    static String of(RegisterType type, int flags) {
        StringBuilder text = new StringBuilder();
        prefix(text, flags, TypeFlags.READ_ONLY, "rdonly_");
        prefix(text, flags, TypeFlags.RING_BUFFER, "ringbuf_");
        prefix(text, flags, TypeFlags.USER, "user_");
        prefix(text, flags, TypeFlags.PER_CPU, "percpu_");
        prefix(text, flags, TypeFlags.UNTRUSTED, "untrusted_");
        prefix(text, flags, TypeFlags.TRUSTED, "trusted_");
        prefix(text, flags, TypeFlags.RCU, "rcu_");
        text.append(type.word());
        if ((flags & TypeFlags.MAY_BE_NULL) != 0) {
            text.append(type == RegisterType.BTF_ID ? "or_null_" : "_or_null");
        }
        return text.toString();
    }

    private static void prefix(StringBuilder text, int flags, int flag, String word) {
        if ((flags & flag) != 0) {
            text.append(word);
        }
    }
}
