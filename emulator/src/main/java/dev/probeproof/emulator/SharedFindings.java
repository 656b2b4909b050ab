// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.object.ObjectTypes;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What kernels of one target need not find out again and again: where members of its structs are, and which programs its verifier
 * accepted. Nothing that programs or users change is in it, so a kernel behaves as it would without.
 *
 * <pre>{@code
 * SharedFindings findings = new SharedFindings(target);
 * for (Scenario scenario : scenarios) {
 *     try (EmulatedKernel kernel = EmulatedKernel.builder(target).findings(findings).build()) {
 *         …
 *     }
 * }
 * }</pre>
 *
 * <p>For any number of threads. It refers to the target's types, which take tens of megabytes: let go of both together.
 */
public final class SharedFindings {
    /** Each is a few kilobytes; scenarios with other constants in read-only data make programs of their own. */
    private static final int MOST_PROGRAMS = 1_000;

    private final TargetKernel target;
    private final ObjectTypes types;
    private final Map<AcceptedProgram, Integer> accepted = new LinkedHashMap<>(16, 0.75f, true);

    public SharedFindings(TargetKernel target) {
        this.target = target;
        this.types = new ObjectTypes(target);
    }

    /** The kernel that they are about. */
    public TargetKernel target() {
        return target;
    }

    ObjectTypes types() {
        return types;
    }

    /** Up to where a program that was accepted accesses its context, in bytes; empty if nobody asked about it. */
    synchronized OptionalInt contextBytes(AcceptedProgram program) {
        Integer found = accepted.get(program);
        return found == null ? OptionalInt.empty() : OptionalInt.of(found);
    }

    synchronized void accepted(AcceptedProgram program, int contextBytes) {
        accepted.put(program, contextBytes);
        if (accepted.size() > MOST_PROGRAMS) {
            accepted.remove(accepted.keySet().iterator().next());
        }
    }
}
