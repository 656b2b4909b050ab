// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.error.Nearest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Variables of the kernel, for programs that name them ({@code extern const int nr __ksym}). There are those that its types
 * describe; each takes memory when it is first asked for and holds poison until it is set, as every object does.
 */
public final class KernelVariables {
    private static final String PER_CPU_SECTION = ".data..percpu";

    private final Btf types;
    private final String kernelName;
    private final KernelObjects objects;
    private final int cpus;
    /** By the variable's id; of those for each CPU that of CPU 0. */
    private final Map<Integer, KernelObject> made = new HashMap<>();

    /** By the address of the copy of CPU 0: which bytes lie between one copy and the next. */
    private final Map<Long, Long> strides = new HashMap<>();

    public KernelVariables(Btf types, String kernelName, KernelObjects objects, int cpus) {
        this.types = types;
        this.kernelName = kernelName;
        this.objects = objects;
        this.cpus = cpus;
    }

    /**
     * The variable of that name; of one that each CPU has, that of CPU 0.
     *
     * @throws KernelObjectException if the kernel's types do not describe it
     */
    public KernelObject of(String name) {
        return made(find(name));
    }

    /**
     * What a CPU has of the variable of that name.
     *
     * @throws KernelObjectException if there is no such variable, or not one for each CPU
     */
    public KernelObject of(String name, int cpu) {
        int id = find(name);
        if (!isPerCpu(id)) {
            throw new KernelObjectException("variable '" + name + "' of kernel " + kernelName + " is one for all CPUs");
        }
        if (cpu < 0 || cpu >= cpus) {
            throw new KernelObjectException("no CPU " + cpu + "; there are " + cpus);
        }
        return made(id).element(cpu);
    }

    /** Where a variable lies, if somebody asked for it; for one of each CPU, what {@code bpf_per_cpu_ptr} takes. */
    public OptionalLong address(int variable) {
        KernelObject object = made.get(variable);
        return object == null ? OptionalLong.empty() : OptionalLong.of(object.address());
    }

    /** Makes room for a variable before anybody fills it in. Returns where it lies; empty if the id is none of one. */
    public OptionalLong place(int variable) {
        return variable > 0 && variable < types.endId() && types.type(variable) instanceof BtfType.Var
                ? OptionalLong.of(made(variable).address())
                : OptionalLong.empty();
    }

    /** The copy that a CPU has of what is at an address for all of them; empty if the address is none such. */
    public OptionalLong onCpu(long address, int cpu) {
        Long stride = strides.get(address);
        return stride == null ? OptionalLong.empty() : OptionalLong.of(address + cpu * stride);
    }

    private int find(String name) {
        return types.find(BtfKind.VAR, name)
                .orElseThrow(() -> new KernelObjectException("the types of kernel " + kernelName
                        + " describe no variable '" + name + "'"
                        + Nearest.suffix(Nearest.of(name, types.names(BtfKind.VAR)))));
    }

    private KernelObject made(int id) {
        KernelObject there = made.get(id);
        if (there == null) {
            int type = ((BtfType.Var) types.type(id)).type();
            boolean perCpu = isPerCpu(id);
            there = perCpu ? objects.array(type, cpus) : objects.object(type);
            made.put(id, there);
            if (perCpu) {
                strides.put(there.address(), types.sizeOf(type));
            }
        }
        return there;
    }

    private boolean isPerCpu(int id) {
        return section(PER_CPU_SECTION) instanceof BtfType.DataSec section
                && section.vars().stream().anyMatch(variable -> variable.type() == id);
    }

    private @Nullable BtfType section(String name) {
        List<Integer> found = types.findAll(BtfKind.DATASEC, name);
        return found.isEmpty() ? null : types.type(found.get(0));
    }
}
