// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.object.ProgramSpec;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a program's section name says that it belongs: {@code kprobe/vfs_read}, {@code tp/sched/sched_switch}. */
final class SectionAttachPoint {
    private static final Pattern FUNCTION = Pattern.compile("([\\w.$]+)(?:\\+(0[xX][0-9a-fA-F]{1,8}|\\d{1,9}))?");

    private SectionAttachPoint() {}

    /** The point, or empty where the name has no target, or one that takes more than the name to find. */
    static Optional<AttachPoint> of(ProgramSpec program) {
        if (program.target().isEmpty()) {
            return Optional.empty();
        }
        return switch (kind(program)) {
            case "kprobe" -> function(program.target(), false);
            case "kretprobe" -> function(program.target(), true);
            case "tracepoint", "tp" -> tracepoint(program.target());
            case "raw_tracepoint", "raw_tp", "raw_tracepoint.w", "raw_tp.w" ->
                Optional.of(new AttachPoint.RawTracepoint(program.target()));
            case "tp_btf", "fentry", "fentry.s", "fexit", "fexit.s", "fmod_ret", "fmod_ret.s" ->
                Mechanism.of(program.type(), program.expectedAttachType())
                        .attachType()
                        .map(type -> new AttachPoint.Traced(type, program.target()));
            default -> Optional.empty();
        };
    }

    private static String kind(ProgramSpec program) {
        String section = program.section().startsWith("?") ? program.section().substring(1) : program.section();
        int slash = section.indexOf('/');
        return slash < 0 ? section : section.substring(0, slash);
    }

    private static Optional<AttachPoint> function(String target, boolean onReturn) {
        Matcher function = FUNCTION.matcher(target);
        if (!function.matches()) {
            return Optional.empty();
        }
        long offset = function.group(2) == null ? 0 : Long.decode(decimal(function.group(2)));
        return Optional.of(new AttachPoint.Kprobe(function.group(1), offset, onReturn));
    }

    /** Keeps {@link Long#decode} from reading a leading zero as octal, which nobody means here. */
    private static String decimal(String number) {
        return number.startsWith("0x") || number.startsWith("0X") ? number : number.replaceFirst("^0+(?=\\d)", "");
    }

    private static Optional<AttachPoint> tracepoint(String target) {
        int slash = target.indexOf('/');
        return slash <= 0
                ? Optional.empty()
                : Optional.of(new AttachPoint.Tracepoint(target.substring(0, slash), target.substring(slash + 1)));
    }
}
