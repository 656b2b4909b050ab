// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.KernelFunction.Flag;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;

import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Arguments that are pointers to structs of the kernel ({@code process_kf_arg_ptr_to_btf_id}). */
final class KfuncObjects {
    private static final int SAFE_FLAGS = TypeFlags.ALLOCATED | TypeFlags.TRUSTED | TypeFlags.NON_OWNING;
    /** Marks struct names that stand for the same memory and still must not be mixed up: {@code nf_conn___init}. */
    private static final String ALIAS = "___";

    private final Verification verification;
    private final Checks checks;

    KfuncObjects(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
    }

    /** The argument at an index must be a struct of the kernel, by its id. */
    void check(int index, int wanted, KfuncMeta meta) {
        int number = index + 1;
        RegisterState register = verification.register(number);
        requireKind(index, register);
        Btf types = meta.function.types();
        Btf own = register.types();
        boolean object = register.is(RegisterType.BTF_ID) && own != null;
        if (!object) {
            own = types;
        }
        int id = object ? own.strip(register.typeId()) : structOf(register.type(), types);
        String name = own.name(id);
        String wantedName = types.name(wanted);
        boolean strict = meta.function.has(Flag.RELEASES) && register.referenceId() != 0
                || (name.contains(ALIAS) || wantedName.contains(ALIAS))
                        && essential(name).equals(essential(wantedName))
                        && !name.equals(wantedName);
        boolean same = checks.calls.structs.matches(own, id, register.offset(), types, wanted, strict);
        if (!same && !isProjection(wantedName, name)) {
            throw verification.reject(
                    EINVAL,
                    "kernel function %s %s expected pointer to %s %s but R%d has a pointer to %s %s",
                    meta.function.name(),
                    verification.argument(number).replace("arg#", "args#"),
                    KfuncArguments.word(types, wanted),
                    wantedName,
                    number,
                    KfuncArguments.word(own, id),
                    name);
        }
    }

    private void requireKind(int index, RegisterState register) {
        boolean unsafe = (register.flags() & ~SAFE_FLAGS) != 0 && !register.has(TypeFlags.RCU);
        boolean object = register.is(RegisterType.BTF_ID) && !unsafe;
        if (!object && !KfuncParameters.hasKernelStruct(register.type())) {
            String expected = verification.types.of(register.type(), register.flags() & SAFE_FLAGS);
            throw verification.reject(
                    EINVAL,
                    "%s is %s expected %s or socket",
                    verification.argument(index + 1),
                    verification.types.of(register),
                    expected);
        }
    }

    private static int structOf(RegisterType type, Btf types) {
        String name = switch (type) {
            case SOCKET -> "sock";
            case SOCK_COMMON -> "sock_common";
            case TCP_SOCK -> "tcp_sock";
            default -> "bpf_map";
        };
        return types.find(BtfKind.STRUCT, name).orElse(0);
    }

    private static String essential(String name) {
        int mark = name.indexOf(ALIAS);
        return mark < 0 ? name : name.substring(0, mark);
    }

    /** A made-up struct for which the kernel's own may be passed. */
    static boolean isProjection(String madeUp, String real) {
        return madeUp.equals("__sk_buff") && real.equals("sk_buff")
                || madeUp.equals("xdp_md") && real.equals("xdp_buff");
    }
}
