// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FrameStackTest {
    private final AddressSpace memory = new AddressSpace(ByteOrder.LITTLE_ENDIAN);

    @Test
    void framesAreThereWhileTheirFunctionRuns() throws MemoryFault {
        FrameStack stack = memory.beginRun();
        Region outer = stack.enter(FrameStack.FRAME_BYTES);
        long outerPointer = stack.framePointer();
        memory.store(outerPointer - 8, 8, 1);
        Region inner = stack.enter(FrameStack.FRAME_BYTES);
        long innerPointer = stack.framePointer();
        memory.store(innerPointer - 8, 8, 2);

        assertThat(memory.load(outerPointer - 8, 8)).isEqualTo(1);
        assertThat(memory.regions()).containsExactly(inner, outer);
        assertThat(memory.find(innerPointer - 512, 512)).isSameAs(inner);
        assertThat(memory.find(innerPointer - 513, 1)).isNull();
        assertThat(memory.find(innerPointer, 1)).isNull();
        assertThat(memory.describe(innerPointer)).isEqualTo("0 bytes past the end of stack of frame 1");

        stack.leave();
        assertThat(memory.find(innerPointer - 8, 8)).isNull();
        assertThat(memory.load(outerPointer - 8, 8)).isEqualTo(1);
        stack.leave();
        assertThat(memory.find(outerPointer - 8, 8)).isNull();
        memory.endRun();
        assertThat(memory.regions()).isEmpty();
    }

    @Test
    void clearsAsManyBytesAsAskedFor() {
        FrameStack stack = memory.beginRun();
        byte[] bytes = stack.enter(0).bytes();
        bytes[FrameStack.FRAME_BYTES - 1] = 1;
        bytes[FrameStack.FRAME_BYTES - 16] = 2;
        bytes[FrameStack.FRAME_BYTES - 17] = 3;
        stack.leave();

        assertThat(stack.enter(16).bytes()).isSameAs(bytes);

        assertThat(bytes[FrameStack.FRAME_BYTES - 1]).isZero();
        assertThat(bytes[FrameStack.FRAME_BYTES - 16]).isZero();
        assertThat(bytes[FrameStack.FRAME_BYTES - 17]).isEqualTo((byte) 3);
    }

    @Test
    void runsThatBeginDuringOthersHaveStacksOfTheirOwn() throws MemoryFault {
        FrameStack first = memory.beginRun();
        first.enter(FrameStack.FRAME_BYTES);
        memory.store(first.framePointer() - 8, 8, 7);
        FrameStack second = memory.beginRun();
        second.enter(FrameStack.FRAME_BYTES);

        assertThat(second.framePointer()).isEqualTo(first.framePointer() + 8192);
        assertThat(memory.load(first.framePointer() - 8, 8)).isEqualTo(7);

        long gone = second.framePointer();
        memory.endRun();
        assertThat(memory.find(gone - 8, 8)).isNull();
        assertThat(memory.load(first.framePointer() - 8, 8)).isEqualTo(7);
        assertThat(memory.beginRun()).isSameAs(second);
    }

    @Test
    void hasEightFrames() {
        FrameStack stack = memory.beginRun();
        for (int frame = 0; frame < FrameStack.MAX_FRAMES; frame++) {
            stack.enter(0);
        }

        assertThatThrownBy(() -> stack.enter(0))
                .isInstanceOf(FrameStackOverflow.class)
                .hasMessage("the call stack of 9 frames is too deep");
        assertThat(stack.depth()).isEqualTo(8);
        memory.endRun();
        assertThat(stack.depth()).isZero();
    }
}
