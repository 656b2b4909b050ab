// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.kernel.ProgramBtf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of C in a log: {@code ; count = *value + 1; @ counter.bpf.c:41}. */
public final class SourceLines {
    /** A program without source lines. */
    public static final SourceLines NONE = new SourceLines(List.of(), null, false);

    private final List<ProgramBtf.LineInfo> lines;
    private final @Nullable Btf types;
    private final boolean showsPlace;
    private ProgramBtf.@Nullable LineInfo last;

    private SourceLines(List<ProgramBtf.LineInfo> lines, @Nullable Btf types, boolean showsPlace) {
        this.lines = lines;
        this.types = types;
        this.showsPlace = showsPlace;
    }

    /** The lines of a program, whose texts are in its types. File and line number are printed since 6.9. */
    public static SourceLines of(List<ProgramBtf.LineInfo> lines, Btf types, KernelProfile profile) {
        return new SourceLines(List.copyOf(lines), types, profile.isAtLeast(6, 9));
    }

    /** The line to print before an instruction, without line end; null where it is still that of the instruction before. */
    public @Nullable String before(int slot) {
        ProgramBtf.LineInfo line = find(slot);
        if (line == null || types == null || line == last) {
            return null;
        }
        boolean repeats =
                showsPlace && last != null && last.fileName() == line.fileName() && last.line() == line.line();
        if (repeats) {
            return null;
        }
        last = line;
        String text = "; " + types.string(line.lineText()).stripLeading();
        if (!showsPlace) {
            return text;
        }
        String file = types.string(line.fileName());
        return text + " @ " + file.substring(file.lastIndexOf('/') + 1) + ":" + line.line();
    }

    /** Forgets which line was printed last, as for each function that is verified for itself. */
    public void restart() {
        last = null;
    }

    private ProgramBtf.@Nullable LineInfo find(int slot) {
        int low = 0;
        int high = lines.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lines.get(middle).slot() <= slot) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : lines.get(low - 1);
    }
}
