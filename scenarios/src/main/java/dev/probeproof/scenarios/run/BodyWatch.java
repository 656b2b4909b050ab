// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.scenarios.model.HelperRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches one run of a program from its body on: which instructions it executes, which helpers it calls. */
final class BodyWatch implements ExecutionListener {
    private static final int MOST_HELPERS = 200;

    private final ExecutionListener prologue;
    private final int prologueSlots;
    private final LineTable table;
    private final HelperWords words;
    private final long[] executed;
    private final List<HelperRecord> helpers = new ArrayList<>();
    private long lost;
    private @Nullable Executable own;
    private boolean inside = true;

    /**
     * @param prologue is told everything, too
     * @param executed counts by slot, which this adds to
     */
    BodyWatch(ExecutionListener prologue, int prologueSlots, LineTable table, HelperWords words, long[] executed) {
        this.prologue = prologue;
        this.prologueSlots = prologueSlots;
        this.table = table;
        this.words = words;
        this.executed = executed;
    }

    List<HelperRecord> helpers() {
        return helpers;
    }

    long lost() {
        return lost;
    }

    /** Slots of a program that was tail-called are not ours. */
    @Override
    public void programEntered(Executable program) {
        if (own == null) {
            own = program;
        }
        inside = own == program;
        prologue.programEntered(program);
    }

    @Override
    public void instruction(int slot, long[] registers) {
        if (inside) {
            executed[slot]++;
            prologue.instruction(slot, registers);
        }
    }

    @Override
    public void helperReturned(int slot, HelperId helper, long[] arguments, long result) {
        if (inside && slot < prologueSlots) {
            prologue.helperReturned(slot, helper, arguments, result);
        } else if (helpers.size() < MOST_HELPERS) {
            int line = inside ? table.line(slot - prologueSlots) : 0;
            helpers.add(new HelperRecord(line, words.call(helper, arguments), words.result(helper, result)));
        } else {
            lost++;
        }
    }

    @Override
    public void memoryAccess(int slot, long address, int sizeBytes, boolean write, long value) {
        if (inside) {
            prologue.memoryAccess(slot, address, sizeBytes, write, value);
        }
    }

    @Override
    public void tailCalled(int slot, Executable next) {
        inside = next == own;
        prologue.tailCalled(slot, next);
    }
}
