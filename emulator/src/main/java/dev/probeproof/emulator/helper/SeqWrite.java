// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_seq_write}: gives bytes to the reader of an iterator; 0, or {@code -EOVERFLOW} where it is full. */
final class SeqWrite implements Helper {
    @Override
    public HelperPrototype prototype() {
        return TracingPrototypes.find(HelperId.SEQ_WRITE);
    }

    @Override
    public long call(HelperContext context, long file, long data, long length, long unused4, long unused5) {
        return SequenceArgument.write(context, file, ProgramMemory.read(context, data, length), this);
    }
}
