// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.definition.FetchExpression;
import dev.probeproof.loader.definition.FetchOperand;
import dev.probeproof.loader.definition.FetchPrinter;
import dev.probeproof.loader.definition.FetchType;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.error.Nearest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a release of the kernel takes: the forms it knows, the registers of its CPU, and the limits of tracefs. A probe that
 * is only a way to say what a prologue fetches has none of these limits.
 */
public final class TracefsProfile {
    /** Characters of one argument without its name. */
    public static final int MAX_EXPRESSION = 63;

    public static final int MAX_ARGUMENT_NAME = 32;
    /** Characters of the name of an event or a group. */
    public static final int MAX_EVENT_NAME = 63;

    public static final int MAX_ARGUMENTS = 128;
    public static final int MAX_ELEMENTS = 64;
    /** Returns that can be awaited at once. */
    public static final int MAX_ACTIVE = 4096;

    /** Bytes of all arguments in the record of an event. */
    public static final int MAX_RECORD = 3072;

    /** 8-byte words of a kernel stack of 16 KiB; the kernel allows one more. */
    private static final int STACK_WORDS = 2048;

    private static final List<String> RESERVED = List.of(
            "common_type",
            "common_flags",
            "common_preempt_count",
            "common_pid",
            "common_tgid",
            "__probe_ip",
            "__probe_ret_ip",
            "__probe_func");

    private static final Pattern RELEASE = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4}).*", Pattern.DOTALL);

    private final String release;
    private final int major;
    private final int minor;
    private final Arch arch;

    private TracefsProfile(String release, int major, int minor, Arch arch) {
        this.release = release;
        this.major = major;
        this.minor = minor;
        this.arch = arch;
    }

    /**
     * The profile of a release.
     *
     * @param release begins with major and minor number, such as {@code 6.1.0-56-cloud-amd64}
     */
    public static TracefsProfile of(String release, Arch arch) {
        Matcher matcher = RELEASE.matcher(release);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a release begins with two numbers, such as 6.1, not '" + release + "'");
        }
        int major = Integer.parseInt(matcher.group(1));
        int minor = Integer.parseInt(matcher.group(2));
        return new TracefsProfile(major + "." + minor, major, minor, arch);
    }

    /**
     * The kernel must be able to take a probe, as far as that can be told without asking it.
     *
     * @throws ProbeSyntaxException with what it would refuse, where it stands, and since when it would be taken
     */
    public void require(TracefsProbe probe) {
        for (TracefsUse use : TracefsUse.of(probe)) {
            if (!use.feature().isKnownTo(major, minor)) {
                throw new ProbeSyntaxException(
                        probe.text(),
                        use.column(),
                        use.feature().words() + " is known since "
                                + use.feature().since() + "; this kernel is " + release);
            }
        }
        requireHead(probe);
        requireArguments(probe);
    }

    private void requireHead(TracefsProbe probe) {
        for (String name : new String[] {probe.groupName(), probe.event() == null ? "" : probe.event()}) {
            if (name.length() > MAX_EVENT_NAME) {
                throw new ProbeSyntaxException(
                        probe.text(),
                        probe.headColumn(),
                        "tracefs allows names of " + MAX_EVENT_NAME + " characters, not " + name.length());
            }
        }
        Integer maxActive = probe.maxActive();
        if (maxActive != null && maxActive > MAX_ACTIVE) {
            throw new ProbeSyntaxException(
                    probe.text(), 2, "at most " + MAX_ACTIVE + " returns can be awaited at once, not " + maxActive);
        }
        if (maxActive != null && probe.kind() == TracefsProbe.Kind.FPROBE && major >= 7) {
            throw new ProbeSyntaxException(
                    probe.text(), 2, "function probes await any number of returns in this kernel, " + release);
        }
    }

    private void requireArguments(TracefsProbe probe) {
        List<TracefsArgument> arguments = probe.arguments();
        if (arguments.size() > MAX_ARGUMENTS) {
            throw new ProbeSyntaxException(
                    probe.text(),
                    arguments.get(MAX_ARGUMENTS).column(),
                    "tracefs allows " + MAX_ARGUMENTS + " arguments, not " + arguments.size());
        }
        Set<String> names = new HashSet<>(RESERVED);
        int recordBytes = 0;
        for (int i = 0; i < arguments.size(); i++) {
            TracefsArgument argument = arguments.get(i);
            requireLimits(probe, argument);
            recordBytes += TracefsUse.recordBytes(argument.fetch());
            if (recordBytes > MAX_RECORD && major >= 6) {
                throw new ProbeSyntaxException(
                        probe.text(),
                        argument.column(),
                        "tracefs allows " + MAX_RECORD + " bytes for all arguments; with this one they have "
                                + recordBytes);
            }
            String name = argument.nameAt(i + 1);
            if (!argument.isAllArguments() && !names.add(name)) {
                throw new ProbeSyntaxException(
                        probe.text(),
                        argument.column(),
                        RESERVED.contains(name)
                                ? "'" + name + "' is a field of every event: give the argument another name"
                                : "a second argument called '" + name + "'");
            }
        }
    }

    private void requireLimits(TracefsProbe probe, TracefsArgument argument) {
        FetchExpression fetch = argument.fetch();
        String name = argument.name();
        if (name != null && name.length() > MAX_ARGUMENT_NAME) {
            throw new ProbeSyntaxException(
                    probe.text(),
                    argument.column(),
                    "tracefs allows names of " + MAX_ARGUMENT_NAME + " characters for arguments, not " + name.length());
        }
        // A blank inside a fetch cannot be, so that the text is as long as what the kernel counts.
        if (fetch.text().length() > MAX_EXPRESSION) {
            String shorter = FetchPrinter.print(fetch);
            throw new ProbeSyntaxException(
                    probe.text(),
                    fetch.column(),
                    "tracefs allows " + MAX_EXPRESSION + " characters for an argument, not "
                            + fetch.text().length()
                            + (shorter.length() <= MAX_EXPRESSION ? "; '" + shorter + "' says the same" : ""));
        }
        int operations = TracefsUse.operations(fetch);
        if (operations > TracefsUse.MAX_OPERATIONS) {
            throw new ProbeSyntaxException(
                    probe.text(),
                    fetch.column(),
                    "tracefs allows no more nested dereferences than 14, and fewer with"
                            + " bit-fields, arrays and symbols");
        }
        requireElements(probe, fetch);
        requireOperand(probe, fetch.operand());
    }

    private static void requireElements(TracefsProbe probe, FetchExpression fetch) {
        if (fetch.type() instanceof FetchType.Array array && (array.count() < 1 || array.count() > MAX_ELEMENTS)) {
            throw new ProbeSyntaxException(
                    probe.text(),
                    fetch.column(),
                    "tracefs allows arrays of 1 to " + MAX_ELEMENTS + " elements, not " + array.count());
        }
    }

    private void requireOperand(TracefsProbe probe, FetchOperand operand) {
        boolean inEvent = probe.kind() == TracefsProbe.Kind.EVENT;
        // Of the names that we know for a register the kernel knows one.
        if (operand instanceof FetchOperand.Register register
                && arch.registers().stream().noneMatch(known -> known.name().equals(register.name()))) {
            throw new ProbeSyntaxException(
                    probe.text(),
                    operand.column(),
                    "no register '" + register.name() + "' in " + arch.name(),
                    Nearest.of(
                            register.name(),
                            arch.registers().stream().map(Register::name).toList(),
                            "%"));
        }
        boolean kernelStack = probe.kind() != TracefsProbe.Kind.UPROBE && !inEvent;
        if (kernelStack && operand instanceof FetchOperand.StackWord word && word.index() > STACK_WORDS) {
            throw new ProbeSyntaxException(
                    probe.text(), operand.column(), "a kernel stack has " + STACK_WORDS + " words of 8 bytes");
        }
    }
}
