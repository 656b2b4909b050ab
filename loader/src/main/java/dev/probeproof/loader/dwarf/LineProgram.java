// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.ArrayList;
import java.util.List;

/** Runs a line program (DWARF 5, section 6.2.5), whose result is the rows of the table. */
final class LineProgram {
    private static final int COPY = 1;
    private static final int ADVANCE_PC = 2;
    private static final int ADVANCE_LINE = 3;
    private static final int SET_FILE = 4;
    private static final int SET_COLUMN = 5;
    private static final int NEGATE_STATEMENT = 6;
    private static final int BASIC_BLOCK = 7;
    private static final int CONST_ADD_PC = 8;
    private static final int FIXED_ADVANCE_PC = 9;
    private static final int PROLOGUE_END = 10;
    private static final int EPILOGUE_BEGIN = 11;
    private static final int ISA = 12;

    private static final int END_SEQUENCE = 1;
    private static final int SET_ADDRESS = 2;
    private static final int DEFINE_FILE = 3;
    private static final int SET_DISCRIMINATOR = 4;

    private final LineHeader header;
    private final DwarfCursor cursor;
    private final List<LineRow> rows = new ArrayList<>();

    private long address;
    private int operation;
    private int file;
    private int line;
    private int column;
    private boolean statement;
    private boolean prologueEnd;
    private int discriminator;

    private LineProgram(LineHeader header) {
        this.header = header;
        this.cursor = new DwarfCursor(header.section(), header.program(), header.end());
        reset();
    }

    static List<LineRow> run(LineHeader header) {
        LineProgram program = new LineProgram(header);
        while (!program.cursor.atEnd()) {
            program.step();
        }
        return program.rows;
    }

    private void reset() {
        address = 0;
        operation = 0;
        file = 1;
        line = 1;
        column = 0;
        statement = header.defaultIsStatement();
        prologueEnd = false;
        discriminator = 0;
    }

    private void step() {
        int opcode = cursor.u8();
        if (opcode >= header.opcodeBase()) {
            int adjusted = opcode - header.opcodeBase();
            advance(adjusted / header.lineRange());
            line += header.lineBase() + adjusted % header.lineRange();
            emit(false);
        } else if (opcode == 0) {
            extended();
        } else {
            standard(opcode);
        }
    }

    private void standard(int opcode) {
        switch (opcode) {
            case COPY -> emit(false);
            case ADVANCE_PC -> advance(cursor.uleb());
            case ADVANCE_LINE -> line += (int) cursor.sleb();
            case SET_FILE -> file = (int) cursor.uleb();
            case SET_COLUMN -> column = (int) cursor.uleb();
            case NEGATE_STATEMENT -> statement = !statement;
            case CONST_ADD_PC -> advance((255 - header.opcodeBase()) / header.lineRange());
            case FIXED_ADVANCE_PC -> {
                address += cursor.u16();
                operation = 0;
            }
            case PROLOGUE_END -> prologueEnd = true;
            case BASIC_BLOCK, EPILOGUE_BEGIN -> {}
            case ISA -> cursor.skipLeb();
            default -> {
                for (int i = header.operandCounts()[opcode - 1]; i > 0; i--) {
                    cursor.skipLeb();
                }
            }
        }
    }

    private void extended() {
        int start = cursor.at();
        long length = cursor.uleb();
        if (length <= 0 || length > cursor.remaining()) {
            throw cursor.problem(start, "an operation of " + Long.toUnsignedString(length) + " bytes. The file is damaged");
        }
        int next = (int) (cursor.at() + length);
        switch (cursor.u8()) {
            case END_SEQUENCE -> {
                emit(true);
                reset();
            }
            case SET_ADDRESS -> {
                if (length != 1 + Forms.ADDRESS_BYTES) {
                    throw cursor.problem(start, "an address of " + (length - 1) + " bytes; only those of 8 are read");
                }
                address = cursor.u64();
                operation = 0;
            }
            case SET_DISCRIMINATOR -> discriminator = (int) cursor.uleb();
            // Nobody ever wrote it, and version 5 took it back.
            case DEFINE_FILE -> throw cursor.problem(start, "a file defined in between, which is not read");
            default -> {}
        }
        cursor.seek(next);
    }

    private void advance(long by) {
        if (header.operationsPerInstruction() == 1) {
            address += by * header.minimumInstruction();
        } else {
            long total = operation + by;
            address += header.minimumInstruction() * (total / header.operationsPerInstruction());
            operation = (int) (total % header.operationsPerInstruction());
        }
    }

    private void emit(boolean end) {
        rows.add(new LineRow(address, file, line, column, statement, prologueEnd, end, discriminator));
        prologueEnd = false;
        discriminator = 0;
    }
}
