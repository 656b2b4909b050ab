// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.scenarios.run.ScenarioWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One run. An instruction is told once the next one is about to begin: only then its effects are known. */
final class RunTracer implements ExecutionListener {
    private final ScenarioWorld world;
    private final ProgramCodes codes;
    private final Places places;
    private final HelperCalls helpers;
    private final TraceSink sink;
    private final LongSupplier numbers;
    private final Frames frames = new Frames();
    private final long[] before = new long[Frame.REGISTERS];
    private final List<TraceSink.Access> accesses = new ArrayList<>();
    private Optional<TraceSink.HelperCall> helper = Optional.empty();
    private @Nullable ProgramCode code;
    private int pending = -1;
    private int pendingDepth;
    private @Nullable ProgramCode pendingCode;
    private boolean toldBefore;

    RunTracer(ScenarioWorld world, ProgramCodes codes, Places places, TraceSink sink, LongSupplier numbers) {
        this.world = world;
        this.codes = codes;
        this.places = places;
        this.helpers = new HelperCalls(world, places);
        this.sink = sink;
        this.numbers = numbers;
    }

    @Override
    public void programEntered(Executable program) {
        code = codes.of(program);
        places.learn(code, program);
    }

    @Override
    public void instruction(int slot, long[] registers) {
        tell(registers, slot);
        frames.at(Objects.requireNonNull(code), slot, registers);
        pending = slot;
        pendingDepth = frames.depth();
        pendingCode = code;
        System.arraycopy(registers, 0, before, 0, Frame.REGISTERS);
    }

    @Override
    public void memoryAccess(int slot, long address, int sizeBytes, boolean write, long value) {
        if (!sink.isInterested()) {
            return;
        }
        String place = places.place(address, frames)
                .orElseGet(() -> world.kernel()
                        .objects()
                        .unset(address)
                        .map(pointer -> "nobody set " + pointer)
                        .orElse("0x" + Long.toHexString(address)));
        String words = sizeBytes == Long.BYTES ? places.words(value, frames) : Places.number(value);
        accesses.add(new TraceSink.Access(
                write, place, address, sizeBytes, value, words.equals(place) ? "0x" + Long.toHexString(value) : words));
    }

    @Override
    public void helperReturned(int slot, HelperId id, long[] arguments, long result) {
        places.helperReturned(id, arguments, result);
        // Functions that the helper called have ended: the call is the caller's again.
        if (pending != slot || pendingCode != code) {
            tell(before, -1);
            pending = slot;
            pendingCode = code;
            toldBefore = true;
        }
        if (!sink.isInterested()) {
            return;
        }
        helper = Optional.of(helpers.describe(id, arguments, result, frames));
        accesses.addAll(helpers.accesses(id, arguments, result, frames));
    }

    /** The last instruction of the run. */
    void flush() {
        tell(before, -1);
    }

    private void tell(long[] after, int next) {
        ProgramCode of = pendingCode;
        if (pending < 0 || of == null) {
            return;
        }
        int slot = pending;
        pending = -1;
        if (!sink.isInterested()) {
            if (!toldBefore) {
                numbers.getAsLong();
                sink.skipped();
            }
            toldBefore = false;
            return;
        }
        boolean call = of.instructions().get(slot).isCall();
        List<TraceSink.Register> changed = new ArrayList<>();
        List<TraceSink.Register> all = new ArrayList<>();
        boolean newFrame = after[10] != before[10];
        for (int register = 0; register < Frame.REGISTERS; register++) {
            boolean unreadable = call && register >= 1 && register <= 5;
            TraceSink.Register now =
                    new TraceSink.Register(register, after[register], places.words(after[register], frames));
            all.add(now);
            // Another function's registers are no change, but what it leaves in r0 is.
            if (after[register] != before[register] && !unreadable && (!newFrame || register == 0 && !call)) {
                changed.add(now);
            }
        }
        sink.executed(new TraceSink.Executed(
                toldBefore ? 0 : numbers.getAsLong(),
                of,
                slot,
                pendingDepth,
                of.text(slot),
                of.line(slot),
                changed,
                all,
                accesses,
                helper,
                next));
        accesses.clear();
        helper = Optional.empty();
        toldBefore = false;
    }
}
