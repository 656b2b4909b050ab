// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Addresses for the variables of a kernel of which only the types are known: made up, one after the other as they are asked
 * for, and then for good.
 */
final class SyntheticSymbols implements KernelSymbols {
    static final String PER_CPU_OFFSETS = "__per_cpu_offset";

    private static final long SPACING = 16L << 20;

    private final KernelSymbols known;
    private final Arch arch;
    private final Map<String, Long> made = new LinkedHashMap<>();

    SyntheticSymbols(KernelSymbols known, Arch arch) {
        this.known = known;
        this.arch = arch;
    }

    /** The kernel with these addresses. */
    TargetKernel in(TargetKernel kernel) {
        return new TargetKernel(
                kernel.name(), kernel.release(), kernel.arch(), kernel.btf(), kernel.modules(), this, kernel.config());
    }

    @Override
    public OptionalLong address(String name) {
        if (known.isKnown()) {
            return known.address(name);
        }
        Long address = made.get(name);
        if (address == null) {
            address = SyntheticAddresses.variables(arch) + SPACING * made.size();
            made.put(name, address);
        }
        return OptionalLong.of(address);
    }

    @Override
    public boolean isAmbiguous(String name) {
        return known.isAmbiguous(name);
    }

    @Override
    public Collection<String> names() {
        return known.names();
    }

    @Override
    public boolean isKnown() {
        return known.isKnown();
    }

    /** What a CPU adds to the address of a per-CPU variable. */
    static long perCpuOffset(int cpu) {
        return 0x20_0000_0000L + cpu * 0x1000_0000L;
    }
}
