// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Arguments of which the kernel says more than their types do: those of iterators and of structs of functions. */
final class GivenArguments {
    private static final String ITERATOR_PREFIX = "bpf_iter_";

    /** What an iterator gives beside its own state: null at the end. */
    private enum Given {
        TRUSTED_OR_NULL,
        POINTER_OR_NULL,
        BUFFER,
        READ_ONLY_BUFFER
    }

    /** Measured on Linux 6.12 and 6.18. */
    private record IteratorArgument(String iterator, int index, Given given) {}

    private static final List<IteratorArgument> ITERATORS = List.of(
            new IteratorArgument("bpf_link", 1, Given.POINTER_OR_NULL),
            new IteratorArgument("bpf_map", 1, Given.TRUSTED_OR_NULL),
            new IteratorArgument("bpf_map_elem", 2, Given.READ_ONLY_BUFFER),
            new IteratorArgument("bpf_map_elem", 3, Given.BUFFER),
            new IteratorArgument("bpf_prog", 1, Given.POINTER_OR_NULL),
            new IteratorArgument("bpf_sk_storage_map", 2, Given.POINTER_OR_NULL),
            new IteratorArgument("bpf_sk_storage_map", 3, Given.BUFFER),
            new IteratorArgument("cgroup", 1, Given.TRUSTED_OR_NULL),
            new IteratorArgument("dmabuf", 1, Given.POINTER_OR_NULL),
            new IteratorArgument("ipv6_route", 1, Given.POINTER_OR_NULL),
            new IteratorArgument("kmem_cache", 1, Given.TRUSTED_OR_NULL),
            new IteratorArgument("ksym", 1, Given.POINTER_OR_NULL),
            new IteratorArgument("netlink", 1, Given.POINTER_OR_NULL),
            new IteratorArgument("sockmap", 2, Given.READ_ONLY_BUFFER),
            new IteratorArgument("sockmap", 3, Given.POINTER_OR_NULL),
            new IteratorArgument("task", 1, Given.TRUSTED_OR_NULL),
            new IteratorArgument("task_file", 1, Given.POINTER_OR_NULL),
            new IteratorArgument("task_file", 3, Given.POINTER_OR_NULL),
            new IteratorArgument("task_vma", 1, Given.POINTER_OR_NULL),
            new IteratorArgument("task_vma", 2, Given.POINTER_OR_NULL),
            new IteratorArgument("tcp", 1, Given.TRUSTED_OR_NULL),
            new IteratorArgument("udp", 1, Given.TRUSTED_OR_NULL),
            new IteratorArgument("unix", 1, Given.POINTER_OR_NULL));

    private GivenArguments() {}

    static Optional<ContextValue> value(ProgramSetting setting, TargetFunction function, int index) {
        if (index >= function.parameters().size()) {
            return Optional.empty();
        }
        if (setting.attachesAs(AttachType.TRACE_ITER) && function.name().startsWith(ITERATOR_PREFIX)) {
            String iterator = function.name().substring(ITERATOR_PREFIX.length());
            return ITERATORS.stream()
                    .filter(known -> known.index() == index && known.iterator().equals(iterator))
                    .findFirst()
                    .map(known -> value(setting, function, known));
        }
        if (setting.type() == ProgramType.STRUCT_OPS && setting.profile().has(KernelChange.STRUCT_OPS_STUBS)) {
            return ofStub(setting, function, index);
        }
        return Optional.empty();
    }

    private static ContextValue value(ProgramSetting setting, TargetFunction function, IteratorArgument known) {
        int struct = target(function, known.index());
        boolean trusts = setting.profile().has(KernelChange.TRUSTED_POINTERS);
        return switch (known.given()) {
            case TRUSTED_OR_NULL ->
                (trusts ? ContextValue.btf(struct, ContextValue.Flag.TRUSTED) : ContextValue.btf(struct)).orNull();
            case POINTER_OR_NULL -> ContextValue.btf(struct).orNull();
            case BUFFER -> ContextValue.buffer().orNull();
            case READ_ONLY_BUFFER ->
                ContextValue.buffer(ContextValue.Flag.READ_ONLY).orNull();
        };
    }

    /** The stub of a member names arguments that may be null or must be given back. */
    private static Optional<ContextValue> ofStub(ProgramSetting setting, TargetFunction function, int index) {
        BtfTarget target = setting.attachTarget();
        if (target == null) {
            return Optional.empty();
        }
        String stub = target.btf().name(target.typeId()) + "__" + function.name();
        String parameter = stubParameter(target.btf(), stub, index);
        if (parameter == null) {
            return Optional.empty();
        }
        ContextValue value = ContextValue.btf(target(function, index), ContextValue.Flag.TRUSTED);
        if (parameter.endsWith("__nullable")) {
            return Optional.of(value.orNull());
        }
        return parameter.endsWith("__ref")
                ? Optional.of(ContextValue.btf(value.btfId(), ContextValue.Flag.TRUSTED, ContextValue.Flag.REFERENCED))
                : Optional.empty();
    }

    private static @Nullable String stubParameter(Btf btf, String stub, int index) {
        return btf.find(BtfKind.FUNC, stub)
                .flatMap(id -> TargetFunction.ofFunction(btf, id))
                .filter(function -> index < function.parameters().size())
                .map(function -> function.parameters().get(index).name())
                .orElse(null);
    }

    /** The struct that an argument points to. */
    private static int target(TargetFunction function, int index) {
        Btf btf = function.btf();
        return btf.resolve(function.parameters().get(index).type()) instanceof BtfType.Ptr pointer
                ? btf.strip(pointer.type())
                : 0;
    }

    /** Congestion control runs on TCP sockets only, so its sockets are given as such. */
    static int promoted(ProgramSetting setting, Btf btf, int structId) {
        BtfTarget target = setting.attachTarget();
        boolean congestionControl = setting.type() == ProgramType.STRUCT_OPS
                && target != null
                && btf.name(target.typeId()).equals("tcp_congestion_ops");
        return congestionControl && btf.name(structId).equals("sock")
                ? btf.find(BtfKind.STRUCT, "tcp_sock").orElse(structId)
                : structId;
    }
}
