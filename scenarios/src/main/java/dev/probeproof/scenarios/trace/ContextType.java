// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import java.util.Optional;

/** What a program's context is made of: the kernel's own struct where it has one, else what the program takes it for. */
public record ContextType(CTypes types, int id) {
    /** Empty for programs whose context is words, one for each argument. */
    static Optional<ContextType> of(ProgramCode code, Btf kernel) {
        return switch (code.image().type()) {
            case KPROBE -> struct(kernel, "struct pt_regs");
            case PERF_EVENT -> struct(kernel, "struct bpf_perf_event_data");
            case XDP -> struct(kernel, "struct xdp_md");
            case SOCKET_FILTER, SCHED_CLS, SCHED_ACT, CGROUP_SKB, LWT_IN, LWT_OUT, LWT_XMIT, SK_SKB ->
                struct(kernel, "struct __sk_buff");
            case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE, TRACING, LSM -> Optional.empty();
            default -> declared(code, kernel);
        };
    }

    private static Optional<ContextType> struct(Btf kernel, String name) {
        CTypes types = new CTypes(kernel);
        return types.find(name).map(id -> new ContextType(types, id));
    }

    private static Optional<ContextType> declared(ProgramCode code, Btf kernel) {
        Btf own = code.types().orElse(null);
        var parameters = code.functions().get(0).parameters();
        if (own == null
                || parameters.isEmpty()
                || !(own.resolve(parameters.get(0).type()) instanceof BtfType.Ptr pointer)) {
            return Optional.empty();
        }
        CTypes types = new CTypes(own);
        String words = types.words(own.strip(pointer.type()));
        return struct(kernel, words)
                .or(() -> own.resolve(pointer.type()) instanceof BtfType.Composite
                        ? Optional.of(new ContextType(types, own.strip(pointer.type())))
                        : Optional.empty());
    }
}
