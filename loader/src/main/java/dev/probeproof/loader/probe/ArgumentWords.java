// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.arch.ContextWords;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.Mechanism;
import java.util.ArrayList;
import java.util.List;

/**
 * Which words of a context hold which arguments of a function or tracepoint. Kernels give every argument its words in order,
 * a struct of up to 16 bytes two of them, whatever registers the machine passed it in, and have no such context for
 * functions that take or return anything else.
 */
public final class ArgumentWords {
    private static final int WORD_BYTES = 8;
    private static final int LONGEST = 2 * WORD_BYTES;

    private final List<ArgumentPlace> places = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();
    private final ArgumentPlace result;

    private ArgumentWords(Mechanism mechanism, Btf btf, BtfType.FuncProto prototype) {
        String unfit = mechanism.isTracepoint() ? "" : unfit(btf, prototype);
        for (BtfType.Param param : prototype.params()) {
            // Tracepoints convert each argument to a word, extended with zeros.
            int words = mechanism.isTracepoint() || !unfit.isEmpty() ? 1 : words(btf, param.type());
            places.add(place(words, unfit));
            for (int i = 0; i < words; i++) {
                types.add(param.type());
            }
        }
        this.result = mechanism.hasResult()
                ? place(1, unfit)
                : new ArgumentPlace.Unreachable("not there before the function has returned");
        if (mechanism.hasResult()) {
            types.add(prototype.returnType());
        }
    }

    /** @param prototype of a tracepoint without the parameter in front that is the tracer's own */
    public static ArgumentWords of(Mechanism mechanism, Btf btf, BtfType.FuncProto prototype) {
        return new ArgumentWords(mechanism, btf, prototype);
    }

    private ArgumentPlace place(int words, String unfit) {
        int first = types.size();
        if (!unfit.isEmpty()) {
            return new ArgumentPlace.Unreachable(unfit);
        } else if (first + words > ContextWords.MAX) {
            return new ArgumentPlace.Unreachable("behind the " + ContextWords.MAX + " words that programs may read");
        }
        List<Register> registers = new ArrayList<>();
        for (int i = 0; i < words; i++) {
            registers.add(ContextWords.word(first + i));
        }
        return new ArgumentPlace.InRegisters(registers);
    }

    private static int words(Btf btf, int type) {
        return (int) Math.max(1, (btf.sizeOf(type) + WORD_BYTES - 1) / WORD_BYTES);
    }

    /** Why no kernel attaches such programs to the function, as the end of a sentence; empty if they do. */
    private static String unfit(Btf btf, BtfType.FuncProto prototype) {
        boolean known = prototype.params().stream().allMatch(param -> isPassed(btf, param.type()));
        boolean returned = btf.resolve(prototype.returnType()) instanceof BtfType.Void
                || isPassed(btf, prototype.returnType())
                        && !(btf.resolve(prototype.returnType()) instanceof BtfType.Composite);
        if (!known) {
            return "of a function with an argument that has more than 16 bytes or is no number, to which kernels attach"
                    + " no such program: use a kprobe";
        }
        return returned
                ? ""
                : "of a function that returns a struct, to which kernels attach no such program: use a kprobe";
    }

    private static boolean isPassed(Btf btf, int type) {
        BtfType resolved = btf.resolve(type);
        boolean passed = resolved instanceof BtfType.Int
                || resolved instanceof BtfType.Ptr
                || resolved instanceof BtfType.Enum
                || resolved instanceof BtfType.Composite;
        return passed && btf.sizeOf(type) <= LONGEST;
    }

    /** Where each argument lies, as registers that are words. */
    List<ArgumentPlace> places() {
        return places;
    }

    ArgumentPlace result() {
        return result;
    }

    /** The type of what each word holds, or a part of; at fexit, the last one is the result's. */
    public List<Integer> types() {
        return List.copyOf(types);
    }
}
