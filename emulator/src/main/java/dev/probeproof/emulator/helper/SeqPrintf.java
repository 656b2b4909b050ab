// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.charset.StandardCharsets;

/** {@code bpf_seq_printf}: prints into what the reader of an iterator gets; 0, or {@code -EOVERFLOW} where it is full. */
final class SeqPrintf implements Helper {
    private final FaultTolerantRead reader;

    SeqPrintf(FaultTolerantRead reader) {
        this.reader = reader;
    }

    @Override
    public HelperPrototype prototype() {
        return TracingPrototypes.find(HelperId.SEQ_PRINTF);
    }

    @Override
    public long call(HelperContext context, long file, long format, long formatSize, long data, long dataSize) {
        if (!FormatArguments.areValid(data, dataSize)) {
            return -Errno.EINVAL.number();
        }
        byte[] text = ProgramMemory.read(context, format, formatSize);
        try {
            String line = FormatString.print(text, FormatArguments.read(context, data, dataSize), reader, context);
            return SequenceArgument.write(context, file, line.getBytes(StandardCharsets.ISO_8859_1), this);
        } catch (FormatString.Refused refused) {
            return refused.result();
        }
    }
}
