// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

/** A function of the kernel (kfunc) that does what a test says. One object for each kernel, since it counts its calls. */
public final class MockedFunction {
    private final String name;
    private final HelperMock mock;
    private long calls;

    MockedFunction(String name, HelperMock mock) {
        this.name = name;
        this.mock = mock;
    }

    /** Called with r1 to r5, whatever they hold beyond the arguments; the result goes to r0. */
    public long call(HelperContext context, long a1, long a2, long a3, long a4, long a5) {
        long[] arguments = {a1, a2, a3, a4, a5};
        return MockedCall.make(mock, new MockedCall(name, context, MockedMemory.UNRESTRICTED, arguments, ++calls));
    }
}
