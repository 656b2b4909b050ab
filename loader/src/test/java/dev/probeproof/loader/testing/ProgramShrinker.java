// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.insn.Assembler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Takes lines away from a program, in ever smaller chunks, as long as what is odd about it stays. */
public final class ProgramShrinker {
    private static final int MAX_ATTEMPTS = 3_000;

    private final Predicate<String> odd;
    private int attempts;

    private ProgramShrinker(Predicate<String> odd) {
        this.odd = odd;
    }

    /**
     * The smallest program found that is still odd.
     *
     * @param odd asked of programs that can be assembled only
     */
    public static PlausibleProgram shrink(PlausibleProgram program, Predicate<PlausibleProgram> odd) {
        return program.withText(shrink(program.text(), less -> odd.test(program.withText(less))));
    }

    /** The same for the text of a program alone. */
    public static String shrink(String program, Predicate<String> odd) {
        return new ProgramShrinker(odd).shrink(program);
    }

    private String shrink(String program) {
        List<String> lines = new ArrayList<>(program.lines().toList());
        boolean smaller = true;
        while (smaller && attempts < MAX_ATTEMPTS) {
            smaller = false;
            for (int chunk = Math.max(1, lines.size() / 2); chunk > 0; chunk /= 2) {
                for (int from = lines.size() - chunk; from >= 0; from--) {
                    List<String> less = new ArrayList<>(lines.subList(0, from));
                    less.addAll(lines.subList(from + chunk, lines.size()));
                    if (isOdd(less)) {
                        lines = less;
                        smaller = true;
                        from = Math.min(from, lines.size() - chunk + 1);
                    }
                }
            }
        }
        return text(lines);
    }

    private boolean isOdd(List<String> lines) {
        if (lines.isEmpty() || ++attempts > MAX_ATTEMPTS) {
            return false;
        }
        String less = text(lines);
        try {
            Assembler.assemble(less);
        } catch (IllegalArgumentException jumpsNowhere) {
            return false;
        }
        return odd.test(less);
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
