// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Runs the instructions of call frame information ({@code DW_CFA_*}) to the rows that they stand for. */
final class FrameProgram {
    private static final int MAX_REMEMBERED = 1024;
    /** Rows of one function; the longest of a kernel has some thousand. */
    private static final int MAX_ROWS = 1 << 20;

    private final FrameEntries.Frame frame;
    private final FrameEntries.Cie common;
    private final FramePointers pointers;
    private final Deque<FrameRow> remembered = new ArrayDeque<>();
    private final List<FrameRow> rows = new ArrayList<>();
    private FrameRow initial = FrameRow.EMPTY;
    private FrameRow row = FrameRow.EMPTY;
    private long wanted;
    private boolean wantsOne;
    /** The next row would be behind the wanted address. */
    private boolean done;

    private FrameProgram(FrameEntries.Frame frame, FramePointers pointers) {
        this.frame = frame;
        this.common = frame.common();
        this.pointers = pointers;
    }

    /** Every row of a frame, in the order of the instructions. */
    static List<FrameRow> rows(FrameEntries.Frame frame, FramePointers pointers) throws NotFetchableException {
        FrameProgram program = new FrameProgram(frame, pointers);
        program.run();
        program.rows.add(program.row);
        return program.rows;
    }

    /** The row that holds at an address. */
    static FrameRow rowAt(FrameEntries.Frame frame, FramePointers pointers, long address) throws NotFetchableException {
        FrameProgram program = new FrameProgram(frame, pointers);
        program.wanted = address;
        program.wantsOne = true;
        program.run();
        return program.row;
    }

    private void run() throws NotFetchableException {
        row = row.at(frame.start());
        execute(common.instructions());
        initial = row;
        rows.clear();
        remembered.clear();
        execute(frame.instructions());
    }

    private void execute(Bytes instructions) throws NotFetchableException {
        DwarfCursor cursor = new DwarfCursor(instructions, 0);
        while (!cursor.atEnd()) {
            int at = cursor.at();
            int code = cursor.u8();
            long low = code & 0x3f;
            switch (code & 0xc0) {
                case 0x40 -> advance(low);
                case 0x80 -> set(low, new FrameRule.InMemory(cursor.uleb() * common.dataAlignment()));
                case 0xc0 -> restore(low);
                default -> extended(code, cursor, at);
            }
            if (rows.size() > MAX_ROWS) {
                throw cursor.problem(
                        at, "call frame information of more than " + MAX_ROWS + " rows. The file is damaged");
            }
            if (done) {
                return;
            }
        }
    }

    private void advance(long delta) {
        moveTo(row.from() + delta * common.codeAlignment());
    }

    private void moveTo(long address) {
        if (wantsOne && Long.compareUnsigned(address, wanted) > 0) {
            done = true;
            return;
        }
        if (!wantsOne) {
            rows.add(row);
        }
        row = row.at(address);
    }

    private void set(long register, FrameRule rule) {
        row = row.with(register, rule);
    }

    private void restore(long register) {
        row = initial.rule(register).map(rule -> row.with(register, rule)).orElseGet(() -> row.without(register));
    }

    private void extended(int code, DwarfCursor cursor, int at) throws NotFetchableException {
        switch (code) {
            case 0x00 -> {}
            case 0x01 -> moveTo(pointers.read(cursor, common.pointerEncoding(), common.addressBytes(), frame.start()));
            case 0x02 -> advance(cursor.u8());
            case 0x03 -> advance(cursor.u16());
            case 0x04 -> advance(cursor.u32());
            case 0x1d -> advance(cursor.u64());
            case 0x0a -> remember(cursor, at);
            case 0x0b -> recall(cursor, at);
            case 0x0c, 0x0d, 0x0e, 0x0f, 0x12, 0x13 -> frameAddress(code, cursor, at);
            // On arm64; on SPARC the number means something else, which no kernel probe will see.
            case 0x2c, 0x2d -> row = row.withReturnAddressSigned(!row.signedReturnAddress());
            case 0x2e -> cursor.uleb();
            default -> register(code, cursor, at);
        }
    }

    private void remember(DwarfCursor cursor, int at) {
        if (remembered.size() == MAX_REMEMBERED) {
            throw cursor.problem(at, "more than " + MAX_REMEMBERED + " remembered states. The file is damaged");
        }
        remembered.push(row);
    }

    private void recall(DwarfCursor cursor, int at) {
        if (remembered.isEmpty()) {
            throw cursor.problem(at, "DW_CFA_restore_state without a remembered one. The file is damaged");
        }
        row = remembered.pop().at(row.from());
    }

    private void frameAddress(int code, DwarfCursor cursor, int at) {
        if (code == 0x0c || code == 0x12) {
            long register = cursor.uleb();
            long offset = code == 0x0c ? cursor.uleb() : cursor.sleb() * common.dataAlignment();
            row = row.withCfa(new FrameRule.RegisterPlus(register, offset));
        } else if (code == 0x0f) {
            row = row.withCfa(new FrameRule.Computed(block(cursor)));
        } else if (row.cfa() instanceof FrameRule.RegisterPlus known) {
            long register = code == 0x0d ? cursor.uleb() : known.register();
            long offset = switch (code) {
                case 0x0d -> known.offset();
                case 0x0e -> cursor.uleb();
                default -> cursor.sleb() * common.dataAlignment();
            };
            row = row.withCfa(new FrameRule.RegisterPlus(register, offset));
        } else {
            throw cursor.problem(
                    at, "changes a frame address that is not a register plus an offset. The file is damaged");
        }
    }

    private void register(int code, DwarfCursor cursor, int at) throws NotFetchableException {
        boolean known = code >= 0x05 && code <= 0x09
                || code == 0x10
                || code == 0x11
                || code >= 0x14 && code <= 0x16
                || code == 0x2f;
        if (!known) {
            throw new NotFetchableException(
                    "the call frame information uses the unknown instruction 0x" + Integer.toHexString(code));
        }
        long register = cursor.uleb();
        long scale = common.dataAlignment();
        switch (code) {
            case 0x05 -> set(register, new FrameRule.InMemory(cursor.uleb() * scale));
            case 0x06 -> restore(register);
            case 0x07 -> set(register, new FrameRule.Undefined());
            case 0x08 -> set(register, new FrameRule.SameValue());
            case 0x09 -> set(register, new FrameRule.RegisterPlus(cursor.uleb(), 0));
            case 0x10 -> set(register, new FrameRule.InMemoryAt(block(cursor)));
            case 0x11 -> set(register, new FrameRule.InMemory(cursor.sleb() * scale));
            case 0x14 -> set(register, new FrameRule.IsAddress(cursor.uleb() * scale));
            case 0x15 -> set(register, new FrameRule.IsAddress(cursor.sleb() * scale));
            case 0x16 -> set(register, new FrameRule.Computed(block(cursor)));
            default -> set(register, new FrameRule.InMemory(-cursor.uleb() * scale));
        }
    }

    private static Bytes block(DwarfCursor cursor) {
        return cursor.block(cursor.uleb());
    }
}
