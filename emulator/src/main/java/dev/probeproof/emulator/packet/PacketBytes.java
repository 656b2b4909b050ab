// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.packet;

import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Region;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a packet between two rooms, in which it can grow. Programs reach the packet alone: what lies in the rooms
 * faults, as the verifier would have it.
 *
 * <p>All positions count from the start of the buffer. They move together when room is added in front.
 */
final class PacketBytes {
    /** Where buffers start: below 4 GiB and in user space's half, where no kernel memory can be described. */
    private static final long BUFFER = 0x4000_0000L;

    private byte[] buffer;
    private int start;
    private int data;
    private int end;
    private @Nullable AddressSpace memory;
    private @Nullable Region mapped;
    private byte[] entered = new byte[0];

    PacketBytes(byte[] packet, int headroomBytes, int tailroomBytes) {
        buffer = new byte[headroomBytes + packet.length + tailroomBytes];
        System.arraycopy(packet, 0, buffer, headroomBytes, packet.length);
        start = headroomBytes;
        data = headroomBytes;
        end = headroomBytes + packet.length;
    }

    void enter(AddressSpace space) {
        memory = space;
        map();
        entered = Arrays.copyOfRange(buffer, start, end);
    }

    /** Brings back the bytes with which it was entered; its bounds are the same. */
    void restore() {
        Region region = mapped;
        if (region != null) {
            System.arraycopy(entered, 0, region.bytes(), 0, entered.length);
        }
    }

    void leave() {
        unmap();
        memory = null;
    }

    /** Where metadata in front of the packet starts, or the packet if there is none. */
    int start() {
        return start;
    }

    int data() {
        return data;
    }

    int end() {
        return end;
    }

    int length() {
        return end - data;
    }

    int capacity() {
        return buffer.length;
    }

    long address(int position) {
        return BUFFER + position;
    }

    /** Moves the bounds; all of it lies within the buffer. */
    void move(int newStart, int newData, int newEnd) {
        unmap();
        start = newStart;
        data = newData;
        end = newEnd;
        map();
    }

    /** Adds room in front if there is less than that; returns by how much positions grew. */
    int requireHeadroom(int bytes, int step) {
        if (start >= bytes) {
            return 0;
        }
        int added = (bytes - start + step - 1) / step * step;
        unmap();
        byte[] larger = new byte[buffer.length + added];
        System.arraycopy(buffer, 0, larger, added, buffer.length);
        buffer = larger;
        start += added;
        data += added;
        end += added;
        map();
        return added;
    }

    /** Adds room behind if there is less than that. */
    void requireTailroom(int bytes) {
        int missing = bytes - (buffer.length - end);
        if (missing > 0) {
            unmap();
            buffer = Arrays.copyOf(buffer, buffer.length + missing);
            map();
        }
    }

    /** Bytes of the packet, or null if it has fewer. */
    byte @Nullable [] load(long offset, int size) {
        boolean inside = offset >= 0 && size >= 0 && offset <= (long) length() - size;
        return inside ? read(data + (int) offset, size) : null;
    }

    byte[] read(int position, int length) {
        synchronize();
        return Arrays.copyOfRange(buffer, position, position + length);
    }

    void write(int position, byte[] source) {
        unmap();
        System.arraycopy(source, 0, buffer, position, source.length);
        map();
    }

    void clear(int from, int to) {
        write(from, new byte[to - from]);
    }

    /** Moves bytes within the buffer. */
    void shift(int from, int to, int length) {
        write(to, read(from, length));
    }

    private void map() {
        AddressSpace space = memory;
        if (space != null && end > start) {
            Region region = new Region(address(start), Arrays.copyOfRange(buffer, start, end), true, "packet");
            space.map(region);
            mapped = region;
        }
    }

    private void unmap() {
        synchronize();
        Region region = mapped;
        if (region != null && memory != null) {
            memory.unmap(region);
        }
        mapped = null;
    }

    /** Takes over what the program wrote. */
    private void synchronize() {
        Region region = mapped;
        if (region != null) {
            System.arraycopy(region.bytes(), 0, buffer, start, region.bytes().length);
        }
    }
}
