// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;
import java.util.Optional;
import java.util.function.IntFunction;

/** Helpers by number, each asked for when it is first called: programs call few of them, and those often. */
public final class HelperTable {
    /** The helper number that loaders put in place of an instruction whose CO-RE relocation failed. */
    private static final int POISON_RELOCATION = 195_896_080;

    /** One more than the highest number of a helper. */
    public static final int SIZE = HelperId.values().length + 1;

    private HelperTable() {}

    /**
     * A table of {@link #SIZE} elements, none of them null. What there is no helper for ends the run when it is called.
     *
     * @param resolver asked once for each number that is called
     */
    public static Helper[] of(IntFunction<Optional<Helper>> resolver) {
        Helper[] table = new Helper[SIZE];
        for (int number = 0; number < SIZE; number++) {
            table[number] = new Unresolved(table, number, resolver);
        }
        return table;
    }

    /** Ends a run that calls what is no helper of the program. */
    public static ExecutionFault missing(int number) {
        return new ExecutionFault(ExecutionFault.Kind.NOT_EMULATED, explain(number));
    }

    private static String explain(int number) {
        if (number == POISON_RELOCATION) {
            return "reached an instruction whose CO-RE relocation found nothing in this kernel (call " + number + ")";
        }
        return "not emulated: "
                + HelperId.of(number)
                        .map(id -> "helper " + id.functionName() + "#" + number + ", or not for this program")
                        .orElse("unknown helper #" + number);
    }

    /** Puts the helper in its own place. */
    private record Unresolved(Helper[] table, int number, IntFunction<Optional<Helper>> resolver) implements Helper {
        private Helper resolve() {
            Helper helper = resolver.apply(number).orElseThrow(() -> missing(number));
            table[number] = helper;
            return helper;
        }

        @Override
        public HelperPrototype prototype() {
            return resolve().prototype();
        }

        @Override
        public boolean isMocked() {
            return resolve().isMocked();
        }

        @Override
        public long call(HelperContext context, long a1, long a2, long a3, long a4, long a5) {
            return resolve().call(context, a1, a2, a3, a4, a5);
        }
    }
}
