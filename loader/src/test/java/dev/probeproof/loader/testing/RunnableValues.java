// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import java.util.Random;

import static dev.probeproof.loader.testing.RunnableCode.place;

/** Statements on maps: look-ups with their null check and what is done with the value, updates, deletions. */
final class RunnableValues {
    private static final int[] LOOKED_UP = {
        RunnableMaps.HASH,
        RunnableMaps.HASH,
        RunnableMaps.ARRAY,
        RunnableMaps.ARRAY,
        RunnableMaps.ARRAY,
        RunnableMaps.PER_CPU_ARRAY,
        RunnableMaps.PER_CPU_HASH,
        RunnableMaps.LRU,
        RunnableMaps.FULL,
        RunnableMaps.OUTER,
        RunnableMaps.GLOBAL
    };
    private static final int[] CHANGED = {
        RunnableMaps.HASH,
        RunnableMaps.ARRAY,
        RunnableMaps.PER_CPU_ARRAY,
        RunnableMaps.PER_CPU_HASH,
        RunnableMaps.LRU,
        RunnableMaps.FULL
    };
    /** Keys from this one on are not there. */
    private static final int KEYS = 6;

    private final RunnableCode code;
    private final RunnableStack stack;
    private final RunnableArithmetic arithmetic;
    private final Random random;

    RunnableValues(RunnableCode code, RunnableStack stack, RunnableArithmetic arithmetic) {
        this.code = code;
        this.stack = stack;
        this.arithmetic = arithmetic;
        this.random = code.random();
    }

    /** An access to a global variable: its address is in the instruction. */
    void global() {
        RunnableFrame frame = code.frame();
        boolean constant = code.once(4);
        int map = constant ? RunnableMaps.CONSTANT : RunnableMaps.GLOBAL;
        int bytes = RunnableMaps.SPECS.get(map).valueSize();
        int offset = 8 * random.nextInt(bytes / 8);
        int base = code.scratch();
        code.line("r" + base + " = map[idx:" + map + "][0]+" + offset);
        frame.hold(base);
        if (constant) {
            int size = code.size();
            int target = code.writable();
            code.line("r" + target + " = " + place(size, base, random.nextInt(bytes - offset - size + 1)));
            frame.scalar(target);
        } else {
            stack.access(base, bytes - offset, false);
        }
        frame.release(base);
        frame.noScalar(base);
    }

    /**
     * Looks something up and does something with it.
     *
     * @param inside further statements while the pointer is in a register that calls keep
     */
    void lookUp(Runnable inside) {
        RunnableFrame frame = code.frame();
        int map = LOOKED_UP[random.nextInt(LOOKED_UP.length)];
        int bytes = map == RunnableMaps.OUTER ? 16 : RunnableMaps.SPECS.get(map).valueSize();
        String out = code.label();
        key(map);
        code.line("r1 = map[idx:" + map + "]");
        code.call("bpf_map_lookup_elem");
        if (map == RunnableMaps.OUTER) {
            code.line("if r0 == 0 goto " + out);
            frame.hold(0);
            int key = keyPlace(4, false);
            frame.release(0);
            code.address(2, key);
            code.line("r1 = r0");
            code.call("bpf_map_lookup_elem");
        }
        int pointer = 0;
        if (code.once(2) && frame.pickSaved(random) >= 0 && hasRoom()) {
            pointer = frame.pickSaved(random);
            code.line("r" + pointer + " = r0");
        }
        frame.noScalar(pointer);
        frame.noScalar(0);
        boolean[] before = frame.scalars();
        nullCheck(code.once(3) ? 0 : pointer, out);
        frame.hold(pointer);
        withValue(pointer, bytes, inside);
        frame.release(pointer);
        frame.merge(before);
        frame.noScalar(pointer);
        code.line(out + ":");
        // In front of the join of a map of maps r0 is something else on each way.
        frame.noScalar(0);
        if (pointer > 5) {
            code.constant(pointer);
        }
    }

    /** Something must be left for numbers. */
    private boolean hasRoom() {
        int free = 0;
        for (int register = 6; register < 10; register++) {
            free += code.frame().isHeld(register) ? 0 : 1;
        }
        return free > 2;
    }

    private void nullCheck(int register, String out) {
        if (code.once(3)) {
            String there = code.label();
            code.line("if r" + register + " != 0 goto " + there);
            code.line("goto " + out);
            code.line(there + ":");
        } else {
            code.line("if r" + register + " == 0 goto " + out);
        }
    }

    private void withValue(int pointer, int bytes, Runnable inside) {
        RunnableFrame frame = code.frame();
        for (int i = random.nextInt(3); i >= 0; i--) {
            stack.access(pointer, bytes, false);
        }
        if (pointer == 0) {
            return;
        }
        inside.run();
        if (code.once(2)) {
            int slot = frame.newSlot();
            code.line(place(8, 10, -slot) + " = r" + pointer);
            inside.run();
            int back = code.scratch();
            code.line("r" + back + " = " + place(8, 10, -slot));
            frame.hold(back);
            stack.access(back, bytes, false);
            frame.release(back);
            frame.noScalar(back);
        } else {
            stack.access(pointer, bytes, false);
        }
    }

    /** The address of a key of that map, into r2. */
    private void key(int map) {
        int place = keyPlace(map == RunnableMaps.FULL ? 8 : 4, map == RunnableMaps.ARRAY);
        code.address(2, place);
    }

    /** Where on the stack a key now is: in the zone, or in a slot of its own. */
    private int keyPlace(int bytes, boolean small) {
        RunnableFrame frame = code.frame();
        int place = code.once(2) ? frame.newSlot() : frame.inZone(random, bytes);
        if (code.once(2)) {
            code.line(place(bytes, 10, -place) + " = " + random.nextInt(small ? 5 : KEYS));
        } else {
            int number = code.scalar();
            int key = code.scratch(number);
            code.line("r" + key + " = r" + number);
            arithmetic.bounded(key, 3);
            code.line(place(bytes, 10, -place) + " = r" + key);
        }
        return place;
    }

    /** Writes an element, or tries to. */
    void update() {
        RunnableFrame frame = code.frame();
        int map = CHANGED[random.nextInt(CHANGED.length)];
        int bytes = RunnableMaps.SPECS.get(map).valueSize();
        int value = frame.zoneDistance();
        if (bytes > frame.zoneBytes()) {
            value = frame.newSlot();
            for (int written = 8; written < bytes; written += 8) {
                value = frame.newSlot();
            }
            for (int distance = value; distance > value - bytes; distance -= 8) {
                code.line(place(8, 10, -distance) + " = " + (code.once(2) ? "r" + code.scalar() : "" + code.number()));
            }
        } else if (code.once(2)) {
            value -= 8 * random.nextInt((frame.zoneBytes() - bytes) / 8 + 1);
        }
        key(map);
        code.address(3, value);
        code.line("r4 = " + (map == RunnableMaps.LRU ? 0 : random.nextInt(3)));
        code.line("r1 = map[idx:" + map + "]");
        code.call("bpf_map_update_elem");
        keepResult();
    }

    void delete() {
        int map = CHANGED[random.nextInt(CHANGED.length)];
        key(map);
        code.line("r1 = map[idx:" + map + "]");
        code.call("bpf_map_delete_elem");
        keepResult();
    }

    void keepResult() {
        int target = code.frame().pickSaved(random);
        if (code.once(2) && target >= 0) {
            code.line("r" + target + " = r0");
            code.frame().scalar(target);
        }
    }

    /** A record of the ring buffer, made in place or copied. */
    void ring(Runnable inside) {
        RunnableFrame frame = code.frame();
        if (code.once(3)) {
            int size = 1 + random.nextInt(frame.zoneBytes());
            code.address(2, frame.zoneDistance());
            code.line("r1 = map[idx:" + RunnableMaps.RING + "]");
            code.line("r3 = " + size);
            code.line("r4 = 0");
            code.call("bpf_ringbuf_output");
            keepResult();
            return;
        }
        int size = 8 * (1 + random.nextInt(3));
        String out = code.label();
        code.line("r1 = map[idx:" + RunnableMaps.RING + "]");
        code.line("r2 = " + size);
        code.line("r3 = 0");
        code.call("bpf_ringbuf_reserve");
        frame.noScalar(0);
        boolean[] before = frame.scalars();
        code.line("if r0 == 0 goto " + out);
        frame.hold(0);
        for (int offset = 0; offset < size; offset += 8) {
            code.line(place(8, 0, offset) + " = " + (code.once(2) ? "r" + code.scalar() : "" + code.number()));
        }
        stack.access(0, size, false);
        int record = 0;
        if (code.once(2) && hasRoom()) {
            record = frame.pickSaved(random);
            code.line("r" + record + " = r0");
            frame.release(0);
            frame.noScalar(0);
            frame.hold(record);
            inside.run();
            stack.access(record, size, false);
        }
        code.line("r1 = r" + record);
        code.line("r2 = 0");
        frame.release(record);
        frame.noScalar(record);
        code.call("bpf_ringbuf_" + code.pick("submit", "submit", "discard"));
        frame.merge(before);
        frame.noScalar(0);
        frame.noScalar(record);
        code.line(out + ":");
        if (record > 5) {
            code.constant(record);
        }
    }
}
