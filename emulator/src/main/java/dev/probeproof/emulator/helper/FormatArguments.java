// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import java.nio.ByteBuffer;

/** The array of u64 arguments that {@code bpf_trace_vprintk} and {@code bpf_snprintf} take. */
final class FormatArguments {
    /** {@code MAX_BPRINTF_VARARGS}. */
    private static final int MAX_COUNT = 12;

    private FormatArguments() {}

    static boolean areValid(long data, long sizeBytes) {
        return sizeBytes % Long.BYTES == 0 && sizeBytes <= MAX_COUNT * Long.BYTES && (sizeBytes == 0 || data != 0);
    }

    static long[] read(HelperContext context, long data, long sizeBytes) {
        ByteBuffer buffer = ByteBuffer.wrap(ProgramMemory.read(context, data, sizeBytes))
                .order(context.kernelMemory().order());
        long[] arguments = new long[(int) sizeBytes / Long.BYTES];
        buffer.asLongBuffer().get(arguments);
        return arguments;
    }
}
