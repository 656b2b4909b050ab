// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.scenarios.model.ProgramCoverage.SourceLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which lines of source the instructions of a program's body come from. */
final class LineTable {
    private static final LineTable NONE = new LineTable(List.of(), new int[0], new int[0]);
    private static final Comparator<SourceLine> ORDER = Comparator.comparing(SourceLine::file)
            .thenComparingInt(SourceLine::number)
            .thenComparing(SourceLine::text);

    private final List<SourceLine> lines;
    /** Where each record begins, in slots of the body, ascending; and the index of its line. */
    private final int[] slots;

    private final int[] lineOfRecord;

    private LineTable(List<SourceLine> lines, int[] slots, int[] lineOfRecord) {
        this.lines = lines;
        this.slots = slots;
        this.lineOfRecord = lineOfRecord;
    }

    /** @param types of the program as it was made, without prologue; null if it has none */
    static LineTable of(@Nullable ProgramBtf types) {
        if (types == null || types.lines().isEmpty()) {
            return NONE;
        }
        Btf btf = BtfReader.read(types.blob());
        List<SourceLine> ofRecords = new ArrayList<>();
        for (ProgramBtf.LineInfo record : types.lines()) {
            ofRecords.add(new SourceLine(
                    btf.string(record.fileName()),
                    record.line(),
                    btf.string(record.lineText()).strip()));
        }
        TreeSet<SourceLine> distinct = new TreeSet<>(ORDER);
        // Code that stands nowhere in particular has line 0.
        ofRecords.stream().filter(line -> line.number() > 0).forEach(distinct::add);
        List<SourceLine> lines = List.copyOf(distinct);
        return new LineTable(
                lines,
                types.lines().stream().mapToInt(ProgramBtf.LineInfo::slot).toArray(),
                ofRecords.stream().mapToInt(lines::indexOf).toArray());
    }

    List<SourceLine> lines() {
        return lines;
    }

    /** The number of the line that an instruction of the body is from; 0 if nobody knows. */
    int line(int bodySlot) {
        int record = -1;
        while (record + 1 < slots.length && slots[record + 1] <= bodySlot) {
            record++;
        }
        return record < 0 || lineOfRecord[record] < 0
                ? 0
                : lines.get(lineOfRecord[record]).number();
    }

    /**
     * How often each line was begun. A line may be in several pieces, for example of a loop: the one that was begun most often
     * counts.
     *
     * @param executed by slot, the prologue included
     * @param total to which it is added, by line
     */
    void add(long[] executed, int prologueSlots, long[] total) {
        long[] most = new long[lines.size()];
        for (int record = 0; record < slots.length; record++) {
            int line = lineOfRecord[record];
            int slot = slots[record] + prologueSlots;
            if (line >= 0 && slot < executed.length) {
                most[line] = Math.max(most[line], executed[slot]);
            }
        }
        for (int line = 0; line < most.length; line++) {
            total[line] += most[line];
        }
    }
}
