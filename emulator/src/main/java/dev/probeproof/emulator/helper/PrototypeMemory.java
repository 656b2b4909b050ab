// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import java.util.Locale;

/** The memory that a helper's prototype has it write, for one call. */
final class PrototypeMemory implements MockedMemory {
    private final HelperPrototype prototype;
    private final HelperContext context;
    private final long[] arguments;

    PrototypeMemory(HelperPrototype prototype, HelperContext context, long[] arguments) {
        this.prototype = prototype;
        this.context = context;
        this.arguments = arguments;
    }

    @Override
    public void checkWrite(int argument, int sizeBytes) {
        ArgumentKind kind = prototype.arguments().get(argument - 1).kind();
        if (!kind.writes() && kind != ArgumentKind.MEMORY && kind != ArgumentKind.MEMORY_OR_NULL) {
            throw new IllegalArgumentException(name() + " does not write to its argument " + argument + " ("
                    + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")");
        }
        long room = room(argument);
        if (sizeBytes > room) {
            throw new IllegalArgumentException(name() + " may write " + room + " bytes to argument " + argument
                    + " of this call, not " + sizeBytes);
        }
    }

    /** What a mock does not write is zeros, and not what happened to be there. */
    void zeroUninitialized() {
        for (int argument = 1; argument <= arguments.length; argument++) {
            if (prototype.arguments().get(argument - 1).kind().mayBeUninitialized()) {
                long room = room(argument);
                if (room > 0) {
                    ProgramMemory.writable(context, arguments[argument - 1], room)
                            .zero();
                }
            }
        }
    }

    private long room(int argument) {
        Argument of = prototype.arguments().get(argument - 1);
        return switch (of.kind().family()) {
            case MAP_VALUE -> mapValueSize();
            case MEMORY -> of.kind().isFixedSize() ? of.sizeBytes() : Integer.toUnsignedLong((int) arguments[argument]);
            case INT_OUT -> Integer.BYTES;
            case LONG_OUT -> Long.BYTES;
            default -> 0;
        };
    }

    /** The map is always the first argument. */
    long mapValueSize() {
        return context.map(arguments[0]).spec().valueSize();
    }

    private String name() {
        return "'" + prototype.id().functionName() + "'";
    }
}
