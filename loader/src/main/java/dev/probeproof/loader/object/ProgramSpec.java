// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;

/**
 * An entry program of an object: what a kernel is asked to run, before anything is known about that kernel.
 *
 * @param name the function's name
 * @param section as in the file, a leading {@code ?} included
 * @param type {@link ProgramType#UNSPEC} when the section name says nothing; such a program opens and needs a type
 * @param expectedAttachType the kernel's number, mostly 0
 * @param flags {@code BPF_F_*} of program loading
 * @param autoload false for sections with a leading {@code ?}: load only when asked for by name
 * @param target what follows the kind in the section name, such as {@code vfs_read} of {@code kprobe/vfs_read}, or empty
 * @param function its code
 * @param probes probe definitions: the section's name if it is one in perf's language, then texts of the {@code probe:} tags on
 *     the function without that prefix, in source order
 */
public record ProgramSpec(
        String name,
        String section,
        ProgramType type,
        int expectedAttachType,
        int flags,
        boolean autoload,
        String target,
        FunctionSpec function,
        List<String> probes) {
    public ProgramSpec {
        probes = List.copyOf(probes);
    }

    /** The same program as another type, for section names that say nothing. */
    public ProgramSpec withType(ProgramType newType, int newExpectedAttachType) {
        return new ProgramSpec(
                name, section, newType, newExpectedAttachType, flags, autoload, target, function, probes);
    }

    /** The same program with other {@code BPF_F_*} flags of program loading. */
    public ProgramSpec withFlags(int newFlags) {
        return new ProgramSpec(name, section, type, expectedAttachType, newFlags, autoload, target, function, probes);
    }

    /** The same program for another target: what would follow the kind in the section name, or empty. */
    public ProgramSpec withTarget(String newTarget) {
        return new ProgramSpec(name, section, type, expectedAttachType, flags, autoload, newTarget, function, probes);
    }

    /** The same program, loaded with the others or only when asked for by name. */
    public ProgramSpec withAutoload(boolean newAutoload) {
        return new ProgramSpec(name, section, type, expectedAttachType, flags, newAutoload, target, function, probes);
    }

    /**
     * The same program as if the source had put it into that section: type, attach type, flags, target and autoload are
     * what the name says; {@link #section} stays what is in the file.
     *
     * @param sectionName such as {@code kprobe/vfs_read} or {@code ?fentry.s/do_unlinkat}
     * @throws IllegalArgumentException if the name says nothing
     */
    public ProgramSpec inSection(String sectionName) {
        String plain = SectionNames.withoutMark(sectionName);
        SectionName meaning = SectionNames.find(plain)
                .orElseThrow(() -> new IllegalArgumentException(
                        "section name '" + sectionName + "' says nothing about a program"));
        return new ProgramSpec(
                name,
                section,
                meaning.type(),
                meaning.attachTypeNumber(),
                meaning.flags(),
                plain.length() == sectionName.length(),
                meaning.target(plain),
                function,
                probes);
    }
}
