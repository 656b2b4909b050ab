// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.scenarios.trace.Frames;
import dev.probeproof.scenarios.trace.ProgramCode;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what is known of one run up to date, and says so before every instruction. */
final class PlaybackListener implements ExecutionListener {
    private final Live live;
    private final Frames frames;
    private final Consumer<Live> moment;
    private @Nullable ProgramCode code;

    PlaybackListener(Live live, Frames frames, Consumer<Live> moment) {
        this.live = live;
        this.frames = frames;
        this.moment = moment;
    }

    @Override
    public void programEntered(Executable program) {
        code = live.codes().of(program);
        live.places().learn(code, program);
    }

    @Override
    public void instruction(int slot, long[] registers) {
        frames.at(Objects.requireNonNull(code), slot, registers);
        live.instruction();
        moment.accept(live);
        live.leave();
    }

    @Override
    public void memoryAccess(int slot, long address, int sizeBytes, boolean write, long value) {
        live.accesses().add(new Live.Access(address, sizeBytes, write));
    }

    @Override
    public void helperReturned(int slot, HelperId helper, long[] arguments, long result) {
        live.places().helperReturned(helper, arguments, result);
        switch (helper) {
            case PROBE_READ, PROBE_READ_KERNEL -> copied(arguments, arguments[1], result);
            case PROBE_READ_STR, PROBE_READ_KERNEL_STR -> copied(arguments, result, result);
            default -> {
                // What others write is seen by its value.
            }
        }
    }

    private void copied(long[] arguments, long sizeBytes, long result) {
        live.accesses().add(new Live.Access(arguments[2], result < 0 ? arguments[1] : sizeBytes, false));
        if (result >= 0) {
            live.accesses().add(new Live.Access(arguments[0], sizeBytes, true));
        }
    }
}
