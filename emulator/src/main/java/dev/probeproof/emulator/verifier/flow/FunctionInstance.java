// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.verifier.log.VerifierLog;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What a function does to the stacks in reach, its own and those of its callers, when it is reached by one chain of calls.
 * By instruction and frame: the slots read, those written for certain, and from these, backwards, the slots that are alive
 * before the instruction and those that every way from it on to the end writes.
 */
final class FunctionInstance {
    final CallChain chain;
    private final Subprogram subprogram;
    private final MaskBudget budget;
    private final int start;
    private final int size;
    /** By frame; none for frames that were not touched. */
    private final Masks[] frames;
    /** Instructions that some path has passed. */
    private final BitSet isPassed;

    private boolean isChanged;
    private boolean hasLostWrites;

    /** By instruction, counted from the start of the function. */
    private static final class Masks {
        final long[] read;
        final long[] written;
        final long[] writtenFrom;
        final long[] liveBefore;

        Masks(int size) {
            read = new long[size];
            written = new long[size];
            writtenFrom = new long[size];
            liveBefore = new long[size];
        }
    }

    FunctionInstance(CallChain chain, Subprogram subprogram, MaskBudget budget) {
        this.budget = budget;
        this.chain = chain;
        this.subprogram = subprogram;
        start = subprogram.start;
        size = subprogram.end - start;
        frames = new Masks[chain.frame() + 1];
        isPassed = new BitSet(size);
    }

    boolean tracks(int frame) {
        return frames[frame] != null;
    }

    private Masks masks(int frame) {
        if (frames[frame] == null) {
            budget.take(size);
            frames[frame] = new Masks(size);
        }
        return frames[frame];
    }

    void markRead(int frame, int slot, long mask) {
        Masks masks = masks(frame);
        int at = slot - start;
        long read = masks.read[at] | mask;
        if (read != masks.read[at] && (read | masks.liveBefore[at]) != masks.liveBefore[at]) {
            isChanged = true;
        }
        masks.read[at] = read;
    }

    /** What the first path writes, as far as all others that come by write it too. */
    void commitWrites(int slot, long[] writes) {
        int at = slot - start;
        for (int frame = 0; frame < frames.length; frame++) {
            long mask = writes[frame];
            if (mask == 0 && !isPassed.get(at)) {
                continue;
            }
            if (mask == 0 && frames[frame] == null) {
                continue;
            }
            Masks masks = masks(frame);
            long before = masks.written[at];
            if (isPassed.get(at)) {
                mask &= before;
            }
            if (before != mask) {
                masks.written[at] = mask;
                isChanged = true;
            }
            hasLostWrites |= (before & ~mask) != 0;
        }
        isPassed.set(at);
    }

    /** Whether it was changed since; if so, works out what is alive. */
    boolean solve(FlowGraph graph, VerifierLog log) {
        if (!isChanged) {
            return false;
        }
        if (hasLostWrites) {
            for (Masks masks : frames) {
                if (masks != null) {
                    Arrays.fill(masks.writtenFrom, 0);
                }
            }
        }
        int rounds = 0;
        boolean changed;
        do {
            rounds++;
            changed = false;
            for (int frame = 0; frame < frames.length; frame++) {
                if (frames[frame] != null) {
                    changed |= round(frame, graph, log);
                }
            }
        } while (changed);
        if (log.showsInstructions()) {
            log.line(chain + " live stack update done in " + rounds + " iterations");
        }
        return true;
    }

    void settled() {
        isChanged = false;
        hasLostWrites = false;
    }

    private boolean round(int frame, FlowGraph graph, VerifierLog log) {
        boolean changed = false;
        int end = graph.postorderStart[subprogram.number + 1];
        for (int i = graph.postorderStart[subprogram.number]; i < end; i++) {
            changed |= update(frame, graph.postorder[i], graph, log);
        }
        return changed;
    }

    private boolean update(int frame, int slot, FlowGraph graph, VerifierLog log) {
        long successors = Jumps.successors(slot, graph.program.get(slot));
        int first = Jumps.first(successors);
        int second = Jumps.second(successors);
        if (first < 0 && second < 0) {
            return false;
        }
        Masks masks = frames[frame];
        int at = slot - start;
        long after = 0;
        long writtenFrom = -1L;
        if (first >= 0) {
            after |= masks.liveBefore[first - start];
            writtenFrom &= masks.writtenFrom[first - start];
        }
        if (second >= 0) {
            after |= masks.liveBefore[second - start];
            writtenFrom &= masks.writtenFrom[second - start];
        }
        writtenFrom |= masks.written[at];
        long before = after & ~masks.written[at] | masks.read[at];
        boolean changed = before != masks.liveBefore[at] || writtenFrom != masks.writtenFrom[at];
        if (changed && log.showsInstructions() && isWorthALine(masks, at, slot, graph)) {
            write(log, "live", frame, slot, masks.liveBefore[at], before);
            write(log, "written", frame, slot, masks.writtenFrom[at], writtenFrom);
        }
        masks.liveBefore[at] = before;
        masks.writtenFrom[at] = writtenFrom;
        return changed;
    }

    private static boolean isWorthALine(Masks masks, int at, int slot, FlowGraph graph) {
        return masks.read[at] != 0 || masks.written[at] != 0 || at == 0 || graph.isPrunePoint(slot);
    }

    private void write(VerifierLog log, String what, int frame, int slot, long old, long now) {
        if (old == now) {
            return;
        }
        StringBuilder line = new StringBuilder();
        line.append(chain)
                .append(" frame ")
                .append(frame)
                .append(" insn ")
                .append(slot)
                .append(' ');
        if ((now & ~old) != 0) {
            line.append('+')
                    .append(what)
                    .append(' ')
                    .append(offsets(now & ~old))
                    .append(' ');
        }
        if ((old & ~now) != 0) {
            line.append('-').append(what).append(' ').append(offsets(old & ~now));
        }
        log.write(line.append('\n').toString());
    }

    /** Like {@code -8,-16}. */
    private static String offsets(long mask) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Long.SIZE; i++) {
            if ((mask >>> i & 1) != 0) {
                text.append(text.isEmpty() ? "" : ",").append(-8 * (i + 1));
            }
        }
        return text.toString();
    }

    long liveBefore(int frame, int slot) {
        return frames[frame].liveBefore[slot - start];
    }

    /** What every way from a slot to the end writes. */
    long writtenFrom(int frame, int slot) {
        return frames[frame].writtenFrom[slot - start];
    }

    boolean isLiveBefore(int slot, int frame, int stackSlot) {
        int at = slot - start;
        Masks masks = frame < frames.length && at >= 0 && at < size ? frames[frame] : null;
        return masks != null && (masks.liveBefore[at] >>> stackSlot & 1) != 0;
    }
}
