// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.memory.Region;
import java.util.Arrays;

/**
 * A helper that does what a test says. Its prototype is the real one's, so that a verifier proves the same; what it returns
 * is held to what a verifier concludes from a call, since a program need not check that.
 */
final class MockedHelper implements Helper {
    private static final int MAX_ERRNO = 4095;

    private final HelperPrototype prototype;
    private final HelperMock mock;
    private long calls;

    MockedHelper(HelperPrototype prototype, HelperMock mock) {
        this.prototype = prototype;
        this.mock = mock;
    }

    @Override
    public HelperPrototype prototype() {
        return prototype;
    }

    @Override
    public boolean isMocked() {
        return true;
    }

    @Override
    public long call(HelperContext context, long a1, long a2, long a3, long a4, long a5) {
        long[] arguments = Arrays.copyOf(
                new long[] {a1, a2, a3, a4, a5}, prototype.arguments().size());
        PrototypeMemory memory = new PrototypeMemory(prototype, context, arguments);
        memory.zeroUninitialized();
        long result = MockedCall.make(
                mock, new MockedCall(prototype.id().functionName(), context, memory, arguments, ++calls));
        switch (prototype.returns()) {
            case INTEGER -> checkNumber(context, arguments, result);
            case MAP_VALUE, MAP_VALUE_OR_NULL -> checkMemory(context, result, memory.mapValueSize());
            case RECORD_OR_NULL, DYNPTR_MEMORY_OR_NULL, MEMORY_OR_BTF_ID, MEMORY_OR_BTF_ID_OR_NULL ->
                checkMemory(context, result, Long.MAX_VALUE);
            default -> checkNull(result);
        }
        return result;
    }

    /** The few numbers of which a verifier knows the range. */
    private void checkNumber(HelperContext context, long[] arguments, long result) {
        switch (prototype.id()) {
            case GET_SMP_PROCESSOR_ID ->
                check(result >= 0 && result < context.world().possibleCpus(), result, "a CPU there is");
            case PROBE_READ_STR, PROBE_READ_KERNEL_STR, PROBE_READ_USER_STR ->
                checkSize(result, Integer.toUnsignedLong((int) arguments[1]));
            case GET_STACK, GET_TASK_STACK -> checkSize(result, Integer.toUnsignedLong((int) arguments[2]));
            default -> {}
        }
    }

    private void checkSize(long result, long size) {
        check(result >= -MAX_ERRNO && result <= size, result, "an errno or at most the buffer's " + size + " bytes");
    }

    /** A program reads and writes as much as it was promised without another look. */
    private void checkMemory(HelperContext context, long result, long sizeBytes) {
        if (result == 0) {
            checkNull(result);
            return;
        }
        Region region = sizeBytes > Integer.MAX_VALUE
                ? null
                : context.kernelMemory().find(result, (int) Math.max(1, sizeBytes));
        check(
                region != null && region.readable() && region.writable(),
                result,
                sizeBytes == Long.MAX_VALUE
                        ? "0: a mock has no such memory to give"
                        : "the address of " + sizeBytes + " writable bytes");
    }

    private void checkNull(long result) {
        check(
                result != 0
                        || prototype.returns().mayBeNull()
                        || !prototype.returns().isPointer(),
                result,
                "a pointer");
    }

    private void check(boolean allowed, long result, String instead) {
        if (!allowed) {
            throw new ExecutionFault(
                    ExecutionFault.Kind.INSTRUCTION,
                    "the mock of " + prototype.id().functionName() + " returned " + result
                            + " (0x" + Long.toHexString(result) + "); the kernel's returns " + instead
                            + ", and programs rely on it");
        }
    }
}
