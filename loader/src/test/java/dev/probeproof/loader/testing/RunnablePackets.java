// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.uapi.ProgramType;
import java.util.Random;

import static dev.probeproof.loader.testing.RunnableCode.place;

/** Statements on what a program was called with: contexts and packets. */
final class RunnablePackets {
    private static final int[] READ_BY_FILTERS = {0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 64, 68, 164, 176
    };
    private static final int[] READ_BY_CLASSIFIERS = {
        0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 64, 68, 72, 160, 164, 176
    };
    private static final int[] WRITTEN_BY_CLASSIFIERS = {8, 12, 32, 44, 48, 52, 56, 60, 64, 72};
    private static final int[] READ_BY_XDP = {12, 16};

    private final RunnableCode code;
    private final RunnableStack stack;
    private final RunnableArithmetic arithmetic;
    private final Random random;

    RunnablePackets(RunnableCode code, RunnableStack stack, RunnableArithmetic arithmetic) {
        this.code = code;
        this.stack = stack;
        this.arithmetic = arithmetic;
        this.random = code.random();
    }

    /** Into which register the context is now: its own, or one of those that calls do not keep. */
    private int context() {
        int own = code.frame().contextRegister();
        if (own >= 0) {
            return own;
        }
        int loaded = code.scratch();
        code.context(loaded);
        return loaded;
    }

    /** A field of the context. */
    void field() {
        RunnableFrame frame = code.frame();
        int base = context();
        int target = code.writable();
        switch (code.type()) {
            case KPROBE -> code.line("r" + target + " = " + place(8, base, 8 * random.nextInt(21)));
            case RAW_TRACEPOINT -> code.line("r" + target + " = " + place(8, base, 8 * random.nextInt(12)));
            case XDP -> code.line("r" + target + " = " + place(4, base, one(READ_BY_XDP)));
            case SOCKET_FILTER -> skbField(base, target, READ_BY_FILTERS, new int[] {48, 52, 56, 60, 64});
            default -> skbField(base, target, READ_BY_CLASSIFIERS, WRITTEN_BY_CLASSIFIERS);
        }
        frame.scalar(target);
    }

    private void skbField(int base, int target, int[] read, int[] written) {
        if (code.once(3)) {
            // The value is none of the registers that hold the context.
            int value = code.savedScalar();
            code.line(place(4, base, one(written)) + " = r" + value);
        }
        int field = one(read);
        int size = code.once(4) ? 1 << random.nextInt(2) : 4;
        code.line("r" + target + " = " + place(size, base, field));
    }

    private int one(int[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Bytes of the packet through its pointers. */
    void direct(Runnable inside) {
        RunnableFrame frame = code.frame();
        boolean xdp = code.type() == ProgramType.XDP;
        String out = code.label();
        int base = context();
        int data = code.scratch(base);
        int end = code.scratch(base, data);
        frame.noScalar(data);
        frame.noScalar(end);
        int[] order = code.once(2) ? new int[] {data, end} : new int[] {end, data};
        for (int register : order) {
            code.line("r" + register + " = " + place(4, base, (register == data ? 0 : 4) + (xdp ? 0 : 76)));
        }
        if (code.once(3)) {
            int index = code.scratch(data, end);
            code.line("r" + index + " = r" + code.savedScalar());
            arithmetic.bounded(index, code.once(2) ? 15 : 63);
            code.line("r" + data + " += r" + index);
        }
        int length = 1 + random.nextInt(code.once(2) ? 16 : 48);
        int limit = code.scratch(data, end);
        frame.noScalar(limit);
        code.line("r" + limit + " = r" + data);
        code.line("r" + limit + " += " + length);
        boolean[] before = frame.scalars();
        code.line(
                code.once(2)
                        ? "if r" + limit + " > r" + end + " goto " + out
                        : "if r" + end + " < r" + limit + " goto " + out);
        frame.hold(data);
        for (int i = random.nextInt(3); i >= 0; i--) {
            stack.plainAccess(data, length);
        }
        int kept = frame.pickSaved(random);
        if (code.once(3) && kept >= 0 && frame.pickScalar(random, 6) >= 0) {
            code.line("r" + kept + " = r" + data);
            frame.release(data);
            frame.noScalar(kept);
            frame.hold(kept);
            inside.run();
            stack.plainAccess(kept, length);
            frame.release(kept);
        } else {
            frame.release(data);
            kept = -1;
        }
        frame.merge(before);
        frame.noScalar(data);
        code.line(out + ":");
        if (kept >= 0) {
            code.constant(kept);
        }
    }

    /** The loads of old filters. The context has to be in r6. */
    void legacy() {
        RunnableFrame frame = code.frame();
        String size = code.pick("8", "16", "32");
        if (code.once(2)) {
            int offset = code.once(8)
                    ? -0x1000 * random.nextInt(4)
                    : code.once(8) ? 0xfff00000 + random.nextInt(40) : random.nextInt(24);
            code.line("r0 = *(u" + size + " *)skb[" + offset + "]");
        } else {
            int index = code.savedScalar();
            int copy = code.scratch(0);
            code.line("r" + copy + " = r" + index);
            if (!code.once(8)) {
                arithmetic.bounded(copy, 15);
            }
            code.line("r0 = *(u" + size + " *)skb[r" + copy + " + " + random.nextInt(10) + "]");
        }
        frame.clobber();
    }

    /** Helpers that read the packet, and those that change it. */
    void helper(boolean changing) {
        RunnableFrame frame = code.frame();
        if (code.type() == ProgramType.XDP) {
            if (changing) {
                adjust();
            }
            return;
        }
        int length = 1 + random.nextInt(frame.zoneBytes());
        int offset = code.savedScalar();
        code.line("r2 = r" + offset);
        if (!code.once(6)) {
            arithmetic.bounded(2, 31);
        }
        code.address(3, frame.zoneDistance());
        code.context(1);
        code.line("r4 = " + length);
        if (changing && code.type() == ProgramType.SCHED_CLS) {
            if (code.once(2)) {
                code.line("r5 = " + random.nextInt(3));
                code.call("bpf_skb_store_bytes");
            } else {
                change();
            }
        } else if (code.once(3)) {
            code.line("r5 = " + random.nextInt(2));
            code.call("bpf_skb_load_bytes_relative");
        } else {
            code.call("bpf_skb_load_bytes");
        }
    }

    private void change() {
        switch (random.nextInt(5)) {
            case 0 -> {
                code.line("r2 = " + random.nextInt(160));
                code.line("r3 = 0");
                code.call("bpf_skb_change_tail");
            }
            case 1 -> {
                code.line("r2 = " + random.nextInt(64));
                code.line("r3 = 0");
                code.call("bpf_skb_change_head");
            }
            case 2 -> {
                code.line("r2 = " + code.pick("0x81", "0xa888"));
                code.line("r3 = " + random.nextInt(4096));
                code.call("bpf_skb_vlan_push");
            }
            case 3 -> code.call("bpf_skb_vlan_pop");
            default -> {
                code.line("r2 = " + random.nextInt(100));
                code.call("bpf_skb_pull_data");
            }
        }
    }

    private void adjust() {
        code.context(1);
        switch (random.nextInt(3)) {
            case 0 -> {
                code.line("r2 = " + (random.nextInt(80) - 40));
                code.call("bpf_xdp_adjust_head");
            }
            case 1 -> {
                code.line("r2 = " + (random.nextInt(120) - 40));
                code.call("bpf_xdp_adjust_tail");
            }
            default -> {
                code.line("r2 = " + 4 * (random.nextInt(20) - 16));
                code.call("bpf_xdp_adjust_meta");
            }
        }
    }
}
