// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Register;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The register names that perf's generator knew: general registers only, with their percent sign. */
final class PerfRegisters {
    private static final Map<String, Pattern> NAMES = Map.of(
            "x86_64", Pattern.compile("%(ax|bx|cx|dx|si|di|bp|sp|r[89]|r1[0-5])"),
            "arm64", Pattern.compile("%(x[12]?[0-9]|lr|sp)"),
            "riscv64", Pattern.compile("%(ra|sp|gp|tp|t[0-6]|s[0-9]|s1[01]|a[0-7])"),
            "s390x", Pattern.compile("%r([0-9]|1[0-5])"),
            "ppc64le", Pattern.compile("%(gpr([12]?[0-9]|3[01])|msr|ctr|link|xer|dar|dsisr)"));
    private static final Pattern ANY = Pattern.compile("%\\w+");

    private PerfRegisters() {}

    static Optional<Register> find(Arch arch, String value) {
        boolean known = NAMES.getOrDefault(arch.name(), ANY).matcher(value).matches();
        return known ? arch.register(value) : Optional.empty();
    }
}
