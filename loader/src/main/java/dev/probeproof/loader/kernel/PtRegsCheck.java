// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Compares an architecture's register table with the {@code struct pt_regs} of a kernel's own BTF. A wrong table reads the
 * wrong register without any error, on every probe; the kernel itself says where its registers lie.
 */
public final class PtRegsCheck {
    private PtRegsCheck() {}

    /**
     * A register that does not lie where the table says.
     *
     * @param actualOffset in bytes, where the kernel has the member; empty if it has no such member
     */
    public record Difference(Register register, String member, OptionalLong actualOffset) {
        /** One sentence. */
        @Override
        public String toString() {
            return "register " + register.name() + " is taken from byte " + register.ptRegsOffset()
                    + " of struct pt_regs, but the kernel "
                    + (actualOffset.isPresent()
                            ? "has '" + member + "' at byte " + actualOffset.getAsLong()
                            : "has no member '" + member + "'");
        }
    }

    /** Every difference between the table of the kernel's architecture and the kernel; empty when they agree. */
    public static List<Difference> check(TargetKernel kernel) {
        return check(kernel, kernel.arch());
    }

    /** The same for another register table, so that a suspect one can be tried against a kernel. */
    public static List<Difference> check(TargetKernel kernel, Arch arch) {
        Optional<PtRegsLayout> layout = PtRegsLayout.of(kernel.btf());
        List<Difference> differences = new ArrayList<>();
        for (Register register : arch.registers()) {
            String member = arch.ptRegsMember(register);
            OptionalLong actual = layout.isPresent() ? layout.get().offset(member) : OptionalLong.empty();
            if (actual.isEmpty() || actual.getAsLong() != register.ptRegsOffset()) {
                differences.add(new Difference(register, member, actual));
            }
        }
        return List.copyOf(differences);
    }
}
