// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.uapi.ProgramType;
import java.util.Random;

import static dev.probeproof.loader.testing.RunnableCode.place;

/** Calls of helpers that neither maps nor packets are about. */
final class RunnableHelpers {
    /** Nothing is mapped there, in any kernel. */
    private static final long[] NOWHERE = {
        0,
        1,
        8,
        4095,
        0x1000,
        0x7fff_ffff_f000L,
        0x8000_0000_0000_0000L,
        0x0000_8000_0000_0000L,
        -1,
        -4,
        -4096,
        0xffff_0000_0000_0000L,
        0xdead_0000_0000_0100L
    };

    private final RunnableCode code;
    private final RunnableArithmetic arithmetic;
    private final RunnableValues values;
    private final Random random;

    RunnableHelpers(RunnableCode code, RunnableArithmetic arithmetic, RunnableValues values) {
        this.code = code;
        this.arithmetic = arithmetic;
        this.values = values;
        this.random = code.random();
    }

    /** {@code bpf_probe_read_kernel} or its sisters, of the stack, of a map, or of nothing. */
    void probeRead() {
        RunnableFrame frame = code.frame();
        boolean string = code.once(5);
        int max = frame.zoneBytes();
        int to = frame.zoneDistance();
        if (code.once(2)) {
            max = 8;
            to = frame.inZone(random, 8);
        } else if (code.once(2)) {
            // Onto a slot of its own, which holds nothing yet.
            max = 8;
            to = frame.newSlot();
            if (string) {
                code.line(place(8, 10, -to) + " = 0");
            }
        }
        int length = max;
        boolean variable = !string && code.once(4) && to <= frame.zoneDistance();
        if (variable) {
            code.line("r2 = r" + code.savedScalar());
            arithmetic.bounded(2, max);
        } else {
            length = to > frame.zoneDistance() ? 8 : code.once(2) ? Math.min(8, max) : 1 + random.nextInt(max);
            code.line("r2 = " + length);
        }
        frame.noScalar(2);
        source(frame, length);
        code.address(1, to);
        code.call(
                string ? "bpf_probe_read_kernel_str" : code.once(6) ? "bpf_probe_read_user" : "bpf_probe_read_kernel");
        values.keepResult();
        if (to > frame.zoneDistance()) {
            int target = code.writable();
            code.line("r" + target + " = " + place(8, 10, -to));
            frame.scalar(target);
        }
    }

    /** Where to read from, into r3. Strings end in the constants at the latest. */
    private void source(RunnableFrame frame, int length) {
        frame.noScalar(3);
        switch (random.nextInt(5)) {
            case 0 -> {
                if (frame.zoneBytes() - length > 0 && code.once(2)) {
                    code.address(3, frame.zoneDistance() - random.nextInt(frame.zoneBytes() - length + 1));
                } else {
                    code.address(3, frame.zoneDistance());
                }
            }
            case 1, 2 -> {
                int map = code.once(2) ? RunnableMaps.CONSTANT : RunnableMaps.GLOBAL;
                int bytes = RunnableMaps.SPECS.get(map).valueSize();
                code.line("r3 = map[idx:" + map + "][0]+" + random.nextInt(Math.max(1, bytes - length + 1)));
            }
            default -> code.line("r3 = " + NOWHERE[random.nextInt(NOWHERE.length)] + " ll");
        }
    }

    /** Texts: what is in the zone against constants, numbers out of it, numbers into it. */
    void text() {
        RunnableFrame frame = code.frame();
        int format = random.nextInt(RunnableMaps.FORMATS.size());
        String constant = " = map[idx:" + RunnableMaps.CONSTANT + "][0]+" + RunnableMaps.formatOffset(format);
        switch (random.nextInt(3)) {
            case 0 -> {
                if (code.once(2)) {
                    code.line(place(2, 10, -frame.zoneDistance()) + " = 0x6425");
                }
                code.address(1, frame.zoneDistance());
                code.line("r2 = " + (1 + random.nextInt(frame.zoneBytes())));
                code.line("r3" + constant);
                code.call("bpf_strncmp");
            }
            case 1 -> {
                String digits = code.pick("-12345", "0x7fZ", "  077", "99999999999", "+5 6", "-", "zz");
                long number = 0;
                for (int i = Math.min(8, digits.length()) - 1; i >= 0; i--) {
                    number = number << 8 | digits.charAt(i);
                }
                int slot = frame.newSlot();
                int holder = code.scratch();
                code.line("r" + holder + " = " + number + " ll");
                code.line(place(8, 10, -slot) + " = r" + holder);
                code.address(1, slot);
                code.line("r2 = " + (1 + random.nextInt(8)));
                code.line("r3 = " + code.pick("0", "8", "10", "16", "7"));
                code.address(4, frame.inZone(random, 8));
                code.call(code.pick("bpf_strtol", "bpf_strtoul"));
            }
            default -> {
                long arguments = RunnableMaps.FORMATS
                        .get(format)
                        .replace("%%", "")
                        .chars()
                        .filter(c -> c == '%')
                        .count();
                if (8 * arguments > frame.zoneBytes()) {
                    return;
                }
                int out = frame.newSlot();
                out = frame.newSlot();
                code.line(place(8, 10, -out) + " = 0");
                code.line(place(8, 10, 8 - out) + " = 0");
                code.address(1, out);
                code.line("r2 = " + (1 + random.nextInt(16)));
                code.line("r3" + constant);
                code.address(4, frame.zoneDistance());
                code.line("r5 = " + 8 * arguments);
                code.call("bpf_snprintf");
                int target = code.frame().pickWritable(random);
                code.line("r" + target + " = " + place(8, 10, -out));
                frame.scalar(target);
            }
        }
        values.keepResult();
    }

    /** A sum over the zone, as packets have them. */
    void sum() {
        RunnableFrame frame = code.frame();
        if (code.type() != ProgramType.XDP && code.type() != ProgramType.SCHED_CLS) {
            return;
        }
        code.line("r5 = r" + code.savedScalar());
        code.address(1, frame.zoneDistance());
        code.line("r2 = " + 4 * (1 + random.nextInt(frame.zoneBytes() / 4)));
        if (code.once(2)) {
            code.line("r1 = 0");
            code.line("r2 = 0");
        }
        code.address(3, frame.zoneDistance());
        code.line("r4 = " + 4 * (1 + random.nextInt(frame.zoneBytes() / 4)));
        code.call("bpf_csum_diff");
        values.keepResult();
    }

    /** What differs from kernel to kernel, and from run to run: clocks, tasks, CPUs, luck, and lines for a log. */
    void surroundings() {
        RunnableFrame frame = code.frame();
        switch (random.nextInt(8)) {
            case 0 -> code.call("bpf_ktime_get_ns");
            case 1 -> code.call("bpf_get_prandom_u32");
            case 2 -> code.call("bpf_get_smp_processor_id");
            case 3 -> {
                code.address(2, frame.newSlot());
                String out = code.label();
                code.line(place(4, 2, 0) + " = " + random.nextInt(4));
                code.line("r1 = map[idx:" + RunnableMaps.PER_CPU_ARRAY + "]");
                code.line("r3 = " + random.nextInt(6));
                code.call("bpf_map_lookup_percpu_elem");
                code.line("if r0 == 0 goto " + out);
                code.line("r0 = " + place(8, 0, 8));
                code.line(out + ":");
            }
            case 4, 5 -> {
                int format = random.nextInt(RunnableMaps.FORMATS.size());
                int slot = frame.newSlot();
                slot = frame.newSlot();
                byte[] text = RunnableMaps.FORMATS.get(format).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                for (int i = 0; i < 12; i++) {
                    code.line(place(1, 10, i - slot) + " = " + (i < text.length ? text[i] : 0));
                }
                code.line("r3 = r" + code.savedScalar());
                code.line("r4 = r" + code.savedScalar());
                code.address(1, slot);
                code.line("r2 = 12");
                code.call("bpf_trace_printk");
            }
            default -> code.call(code.isTracing() ? "bpf_get_current_pid_tgid" : "bpf_jiffies64");
        }
        values.keepResult();
    }
}
