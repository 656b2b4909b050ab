// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.testing;

import dev.probeproof.kernelshim.sys.BpfCommand;
import dev.probeproof.kernelshim.sys.NativeMemory;
import dev.probeproof.kernelshim.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.lenient;
import static org.mockito.Mockito.mock;

/**
 * A Mockito {@link Syscalls} with memory: what the code under test allocates lies at made-up addresses, so that the
 * pointers in an attribute can be followed. {@code bpf(2)} calls are written down with the bytes that they had, and
 * answered as told, or else with 0.
 */
public final class FakeSyscalls {
    public static final int PAGE = 4096;
    private static final long FIRST_ADDRESS = 0x10000;
    private static final long DISTANCE = 0x10000;

    private final Syscalls syscalls = mock(Syscalls.class);
    private final NavigableMap<Long, Block> memory = new TreeMap<>();
    private final List<Call> calls = new ArrayList<>();
    private final Map<BpfCommand, Deque<Answer>> answers = new EnumMap<>(BpfCommand.class);
    private long nextAddress = FIRST_ADDRESS;
    private int allocationsLeft = Integer.MAX_VALUE;

    /** One {@code bpf(2)} call: the attribute as the kernel got it. */
    public record Call(int command, byte[] attribute) {
        public int u32(int offset) {
            return buffer().getInt(offset);
        }

        public long u64(int offset) {
            return buffer().getLong(offset);
        }

        private ByteBuffer buffer() {
            return ByteBuffer.wrap(Arrays.copyOf(attribute, 168)).order(ByteOrder.nativeOrder());
        }
    }

    /** What the kernel does on a call: may write through the attribute's pointers. */
    public interface Answer {
        long to(ByteBuffer attribute);
    }

    public FakeSyscalls() {
        lenient().when(syscalls.allocate(anyInt())).thenAnswer(call -> allocate(call.getArgument(0)));
        lenient().when(syscalls.pageSize()).thenReturn(PAGE);
        lenient()
                .when(syscalls.bpf(anyInt(), any(), anyInt()))
                .thenAnswer(call -> bpf(call.getArgument(0), call.getArgument(1), call.getArgument(2)));
        lenient().when(syscalls.fcntl(anyInt(), anyInt(), anyLong())).thenReturn(900L);
    }

    /** The mock itself, for the other calls. */
    public Syscalls syscalls() {
        return syscalls;
    }

    /** The next calls of a command get these answers, in turn; the last one for ever. */
    public FakeSyscalls answer(BpfCommand command, long... results) {
        for (long result : results) {
            answer(command, attribute -> result);
        }
        return this;
    }

    /** From now on a command gets this answer, whatever was told before. */
    public FakeSyscalls answerOnly(BpfCommand command, long result) {
        answers.remove(command);
        return answer(command, result);
    }

    public FakeSyscalls answer(BpfCommand command, Answer answer) {
        answers.computeIfAbsent(command, unused -> new ArrayDeque<>()).add(answer);
        return this;
    }

    /** The calls of a command so far. */
    public List<Call> calls(BpfCommand command) {
        return calls.stream().filter(call -> call.command() == command.number()).toList();
    }

    /** The only call of a command. */
    public Call call(BpfCommand command) {
        List<Call> all = calls(command);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " calls of " + command + " instead of 1");
        }
        return all.get(0);
    }

    /** Bytes at an address, also after they were freed. */
    public byte[] memoryAt(long address, int size) {
        Block block = block(address);
        int from = (int) (address - block.address());
        return Arrays.copyOfRange(block.content, from, from + size);
    }

    /** Writes as the kernel would, through a pointer. */
    public void write(long address, byte[] content) {
        Block block = block(address);
        System.arraycopy(content, 0, block.content, (int) (address - block.address()), content.length);
    }

    /** From now on there is memory for so many blocks. */
    public void failAllocationsAfter(int count) {
        allocationsLeft = count;
    }

    /** How many blocks of memory were not freed. */
    public long openBlocks() {
        return memory.values().stream().filter(block -> !block.closed).count();
    }

    private Block block(long address) {
        Map.Entry<Long, Block> entry = memory.floorEntry(address);
        if (entry == null) {
            throw new AssertionError("nothing lies at 0x" + Long.toHexString(address));
        }
        return entry.getValue();
    }

    private Block allocate(int size) {
        if (allocationsLeft-- <= 0) {
            throw new OutOfMemoryError("as the test wants it");
        }
        Block block = new Block(nextAddress, size);
        memory.put(nextAddress, block);
        nextAddress += Math.max(DISTANCE, (size + DISTANCE - 1) / DISTANCE * DISTANCE);
        return block;
    }

    private long bpf(int command, NativeMemory attribute, int size) {
        byte[] bytes = new byte[size];
        attribute.bytes().get(0, bytes);
        calls.add(new Call(command, bytes));
        for (Map.Entry<BpfCommand, Deque<Answer>> entry : answers.entrySet()) {
            if (entry.getKey().number() == command) {
                Deque<Answer> queue = entry.getValue();
                Answer answer = queue.size() > 1 ? queue.remove() : queue.element();
                return answer.to(attribute.bytes());
            }
        }
        return 0;
    }

    private static final class Block implements NativeMemory {
        private final long address;
        private final byte[] content;
        private final ByteBuffer bytes;
        private boolean closed;

        Block(long address, int size) {
            this.address = address;
            this.content = new byte[size];
            this.bytes = ByteBuffer.wrap(content).order(ByteOrder.nativeOrder());
        }

        @Override
        public long address() {
            return address;
        }

        @Override
        public ByteBuffer bytes() {
            if (closed) {
                throw new IllegalStateException("memory at 0x" + Long.toHexString(address) + " was freed");
            }
            return bytes;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
