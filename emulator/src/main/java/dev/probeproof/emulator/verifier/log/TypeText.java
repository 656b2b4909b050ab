// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;

/** The word for the type of a register, {@code reg_type_str} of the kernel. Messages use it, too. */
public final class TypeText {
    private final boolean hasFlags;
    private final boolean callsNumbersScalar;
    private final boolean namesRingBuffers;

    public TypeText(KernelProfile profile) {
        hasFlags = profile.isAtLeast(5, 17);
        callsNumbersScalar = profile.isAtLeast(5, 18);
        namesRingBuffers = profile.isAtLeast(6, 2);
    }

    /** {@code map_value_or_null}, {@code trusted_ptr_}, {@code inv}. */
    public String of(RegisterState register) {
        return of(register.type(), register.flags());
    }

    public String of(RegisterType type, int flags) {
        if (type == RegisterType.SCALAR) {
            return callsNumbersScalar ? "scalar" : "inv";
        }
        boolean nullable = (flags & TypeFlags.MAY_BE_NULL) != 0;
        String nullSuffix = !nullable ? "" : type == RegisterType.BTF_ID ? "or_null_" : "_or_null";
        return (hasFlags ? prefixes(flags) : oldPrefix(type, flags)) + type.word() + nullSuffix;
    }

    private String prefixes(int flags) {
        StringBuilder text = new StringBuilder();
        add(text, flags, TypeFlags.READ_ONLY, "rdonly_");
        add(text, flags, TypeFlags.RING_BUFFER, namesRingBuffers ? "ringbuf_" : "alloc_");
        add(text, flags, TypeFlags.USER, "user_");
        add(text, flags, TypeFlags.PER_CPU, "percpu_");
        if (namesRingBuffers) {
            add(text, flags, TypeFlags.RCU, "rcu_");
        }
        add(text, flags, TypeFlags.UNTRUSTED, "untrusted_");
        if (namesRingBuffers) {
            add(text, flags, TypeFlags.TRUSTED, "trusted_");
        }
        return text.toString();
    }

    /** Before 5.17 every combination was a type of its own, and there were fewer. */
    private static String oldPrefix(RegisterType type, int flags) {
        boolean readOnly = (flags & TypeFlags.READ_ONLY) != 0;
        return switch (type) {
            case BUFFER -> readOnly ? "rdonly_" : "rdwr_";
            case BTF_ID -> (flags & TypeFlags.PER_CPU) != 0 ? "percpu_" : "";
            default -> "";
        };
    }

    private static void add(StringBuilder text, int flags, int flag, String word) {
        if ((flags & flag) != 0) {
            text.append(word);
        }
    }
}
