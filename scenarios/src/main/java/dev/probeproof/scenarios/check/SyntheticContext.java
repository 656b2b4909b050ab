// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Registers and memory at a probe, made up for a check: every register and every byte holds a value of its own, so
 * that whoever reads a wrong place brings home something else.
 */
final class SyntheticContext implements ProbeState {
    private final ByteOrder order;
    private final TreeMap<Long, Block> blocks = new TreeMap<>(Long::compareUnsigned);
    private final SyntheticSymbols symbols;
    private PtRegs registers;

    /** Mapped bytes; {@code name} says what they stand for. */
    record Block(long address, byte[] bytes, String name, int typeId) {
        long end() {
            return address + bytes.length;
        }
    }

    SyntheticContext(PtRegs registers, SyntheticSymbols symbols) {
        this.registers = registers;
        this.symbols = symbols;
        this.order = registers.arch().byteOrder();
    }

    @Override
    public PtRegs registers() {
        return registers;
    }

    @Override
    public OptionalLong symbol(String name) {
        return symbols.address(name);
    }

    void setRegister(String name, long value) {
        registers = registers.with(name, value);
    }

    void add(Block block) {
        blocks.put(block.address(), block);
    }

    /** The same context, to be changed without touching this one. */
    SyntheticContext copy() {
        SyntheticContext copy = new SyntheticContext(registers, symbols);
        blocks.values()
                .forEach(block ->
                        copy.add(new Block(block.address(), block.bytes().clone(), block.name(), block.typeId())));
        return copy;
    }

    /** The block that holds all of a range, if one does. */
    Optional<Block> block(long address, int sizeBytes) {
        return Optional.ofNullable(holder(address, sizeBytes));
    }

    private @Nullable Block holder(long address, int sizeBytes) {
        Map.Entry<Long, Block> entry = blocks.floorEntry(address);
        if (entry == null) {
            return null;
        }
        Block block = entry.getValue();
        long offset = address - block.address();
        return offset >= 0 && offset + sizeBytes <= block.bytes().length ? block : null;
    }

    /** The block that the address lies in or just behind, for messages. */
    Optional<Block> near(long address) {
        Map.Entry<Long, Block> entry = blocks.floorEntry(address);
        return entry != null
                        && Long.compareUnsigned(
                                        address - entry.getKey(),
                                        entry.getValue().bytes().length)
                                < 0
                ? Optional.of(entry.getValue())
                : Optional.empty();
    }

    @Override
    public Optional<byte[]> read(long address, int sizeBytes) {
        Block block = holder(address, sizeBytes);
        if (block == null) {
            return Optional.empty();
        }
        byte[] copy = new byte[sizeBytes];
        System.arraycopy(block.bytes(), (int) (address - block.address()), copy, 0, sizeBytes);
        return Optional.of(copy);
    }

    /** Writes a pointer into a mapped place. */
    void writePointer(long address, long value) {
        Block block = block(address, 8).orElseThrow();
        java.nio.ByteBuffer.wrap(block.bytes()).order(order).putLong((int) (address - block.address()), value);
    }

    /** Takes a block away. */
    void remove(Block block) {
        blocks.remove(block.address());
    }

    /** Cuts a block so that it ends before an address. */
    void truncate(Block block, long end) {
        blocks.put(
                block.address(),
                new Block(
                        block.address(),
                        java.util.Arrays.copyOf(block.bytes(), (int) (end - block.address())),
                        block.name(),
                        block.typeId()));
    }

    /** What the emulated kernel gets. */
    MemoryImage memory() {
        List<MemoryImage.Extent> extents = new ArrayList<>();
        for (Block block : blocks.values()) {
            if (block.bytes().length > 0) {
                extents.add(new MemoryImage.Extent(
                        block.address(), Bytes.copyOf(block.bytes(), block.name()), block.name()));
            }
        }
        return new MemoryImage(extents);
    }
}
