// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.arch.ValueShape;

/** An argument of a function. */
public sealed interface MachineArgument {
    /** An integer or a pointer, sign-extended to 64 bits, as every convention wants or allows it. */
    static MachineArgument of(long value) {
        return new Scalar(value);
    }

    /** A struct by value, as it lies in memory of the architecture. */
    static MachineArgument struct(byte[] bytes) {
        return new Struct(bytes.clone());
    }

    /** What the calling convention must know. */
    ValueShape shape();

    /** See {@link #of}. */
    record Scalar(long value) implements MachineArgument {
        private static final ValueShape WORD = new ValueShape(ValueShape.Kind.INTEGER, 8);

        @Override
        public ValueShape shape() {
            return WORD;
        }
    }

    /** See {@link #struct}. */
    record Struct(byte[] bytes) implements MachineArgument {
        @Override
        public ValueShape shape() {
            return new ValueShape(ValueShape.Kind.AGGREGATE, bytes.length);
        }
    }
}
