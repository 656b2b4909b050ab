// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.event;

import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.loader.event.Task;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The record that tracepoint programs get: a struct of the kernel, and texts and arrays behind it. */
public final class TracepointRecord {
    private static final String LOCATED = "__data_loc_";
    private static final String RELATIVE = "__rel_loc_";
    private static final int LENGTH_SHIFT = 16;

    private final KernelObject struct;
    private final int dataStart;
    private byte[] data = new byte[0];

    /** @param struct {@code struct trace_event_raw_CLASS}, which nobody has filled in */
    public TracepointRecord(KernelObject struct) {
        this.struct = struct;
        this.dataStart = struct.has("__data")
                ? (int) (struct.member("__data").address() - struct.address())
                : struct.bytes("").length;
    }

    /** To be filled in by its members. */
    public KernelObject struct() {
        return struct;
    }

    /** What every record begins with; programs cannot read it, but tools that look at records can. */
    public void common(Task task) {
        if (struct.has("ent")) {
            struct.clear("ent").set("ent.pid", task.pid());
        }
    }

    /** Text for a member that says where in the record it lies, with its NUL. */
    public void text(String field, String text) {
        data(field, (text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes for a member that says where in the record they lie. */
    public void data(String field, byte[] bytes) {
        boolean relative = !struct.has(LOCATED + field) && struct.has(RELATIVE + field);
        String member = (relative ? RELATIVE : LOCATED) + field;
        if (!struct.has(member)) {
            throw new EventException(struct.type() + " has no " + LOCATED + field + ": '" + field
                    + "' is no text that lies behind the record; set it as a member");
        }
        int offset = dataStart + data.length;
        if (offset + bytes.length >= 1 << LENGTH_SHIFT) {
            throw new EventException("the record " + struct.type() + " has no room for " + bytes.length
                    + " more bytes: it ends at 64 KiB");
        }
        int from = relative ? (int) (struct.member(member).address() - struct.address()) + Integer.BYTES : 0;
        struct.set(member, (long) bytes.length << LENGTH_SHIFT | offset - from);
        data = Arrays.copyOf(data, data.length + bytes.length);
        System.arraycopy(bytes, 0, data, data.length - bytes.length, bytes.length);
    }

    /** As a program gets it. */
    public byte[] bytes() {
        byte[] fixed = struct.bytes("");
        byte[] all = Arrays.copyOf(fixed, Math.max(fixed.length, dataStart + data.length));
        System.arraycopy(data, 0, all, dataStart, data.length);
        return all;
    }
}
