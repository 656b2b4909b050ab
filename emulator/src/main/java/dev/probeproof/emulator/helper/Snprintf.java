// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.charset.StandardCharsets;

import static dev.probeproof.emulator.helper.ArgumentKind.CONSTANT_STRING;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;
import static dev.probeproof.emulator.helper.ArgumentKind.WRITTEN_MEMORY_OR_NULL;

/** {@code bpf_snprintf}: prints into memory; returns the length that the whole text would need, with the NUL. */
final class Snprintf implements Helper {
    private final FaultTolerantRead reader;

    Snprintf(FaultTolerantRead reader) {
        this.reader = reader;
    }

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SNPRINTF)
                .onlyGpl()
                .arguments(
                        WRITTEN_MEMORY_OR_NULL, SIZE_OR_ZERO, CONSTANT_STRING, READ_ONLY_MEMORY_OR_NULL, SIZE_OR_ZERO);
    }

    @Override
    public long call(HelperContext context, long buffer, long size, long format, long data, long dataSize) {
        if (!FormatArguments.areValid(data, dataSize)) {
            return -Errno.EINVAL.number();
        }
        try {
            String text = FormatString.print(
                    textAt(context, format), FormatArguments.read(context, data, dataSize), reader, context);
            Window target = ProgramMemory.writable(context, buffer, size);
            if (target.length() > 0) {
                byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
                int length = Math.min(bytes.length, target.length() - 1);
                System.arraycopy(bytes, 0, target.array(), target.start(), length);
                target.set(length, (byte) 0);
            }
            return text.length() + 1L;
        } catch (FormatString.Refused refused) {
            return refused.result();
        }
    }

    /** What lies from an address to the end of its map value: the text ends somewhere in there. */
    private static byte[] textAt(HelperContext context, long address) {
        Region region = context.kernelMemory().find(address, 1);
        long length = region == null ? 1 : region.bytesFrom(address);
        return ProgramMemory.read(context, address, length);
    }
}
