// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The argument of one {@code bpf(2)} command: its number and the bytes of {@code union bpf_attr}. One factory per
 * command; the two with many fields, {@link MapCreateAttribute} and {@link ProgLoadAttribute}, are builders.
 *
 * <p>Offsets are those of {@code linux/bpf.h}, which never moves a field. A field that is 0 is not sent: the size grows
 * to the last field that says something, so that a kernel older than a field accepts the rest, and one that knows it
 * reads 0.
 */
public final class BpfAttribute {
    /** Bytes of the newest {@code union bpf_attr} that is known here. */
    public static final int MAX_BYTES = 168;

    /** Output of a test run: the low 32 bits of r0. */
    public static final int TEST_RUN_RESULT = 4;

    /** Output of a test run: bytes that the kernel copied out. */
    public static final int TEST_RUN_DATA_BYTES = 12;

    /** Output of a test run: nanoseconds that a run took in the mean. */
    public static final int TEST_RUN_DURATION = 36;

    /** Output of an enumeration: the next number. */
    public static final int NEXT_ID = 4;

    /** Output of an information call: bytes that the kernel filled. */
    public static final int INFO_BYTES = 4;

    private static final int NAME_BYTES = 16;

    private final BpfCommand command;
    private final ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES).order(ByteOrder.nativeOrder());
    private int size;

    BpfAttribute(BpfCommand command) {
        this.command = command;
    }

    /** Looks an element up: the kernel writes to {@code value}. */
    public static BpfAttribute mapLookupElem(int mapFd, long key, long value, long flags) {
        return element(BpfCommand.MAP_LOOKUP_ELEM, mapFd, key)
                .pointer(16, value)
                .u64(24, flags);
    }

    public static BpfAttribute mapUpdateElem(int mapFd, long key, long value, long flags) {
        return element(BpfCommand.MAP_UPDATE_ELEM, mapFd, key)
                .pointer(16, value)
                .u64(24, flags);
    }

    public static BpfAttribute mapDeleteElem(int mapFd, long key) {
        return element(BpfCommand.MAP_DELETE_ELEM, mapFd, key);
    }

    /** The key after {@code key}, or the first one for the null pointer. */
    public static BpfAttribute mapGetNextKey(int mapFd, long key, long nextKey) {
        return element(BpfCommand.MAP_GET_NEXT_KEY, mapFd, key).pointer(16, nextKey);
    }

    private static BpfAttribute element(BpfCommand command, int mapFd, long key) {
        return new BpfAttribute(command).u32(0, mapFd).pointer(8, key);
    }

    /** From now on user space cannot write to the map. */
    public static BpfAttribute mapFreeze(int mapFd) {
        return new BpfAttribute(BpfCommand.MAP_FREEZE).u32(0, mapFd);
    }

    /**
     * Runs a program. Outputs: {@link #TEST_RUN_RESULT}, {@link #TEST_RUN_DATA_BYTES} and {@link #TEST_RUN_DURATION}.
     *
     * @param dataIn null pointer for program types that take no packet
     * @param repeat how often; 0 is once, and all that types without a packet take
     */
    public static BpfAttribute progTestRun(
            int progFd,
            long dataIn,
            int dataInBytes,
            long dataOut,
            int dataOutBytes,
            long context,
            int contextBytes,
            int repeat) {
        return new BpfAttribute(BpfCommand.PROG_TEST_RUN)
                .u32(0, progFd)
                .u32(8, dataInBytes)
                .u32(TEST_RUN_DATA_BYTES, dataOutBytes)
                .u64(16, dataIn)
                .u64(24, dataOut)
                .u32(32, repeat)
                .u32(40, contextBytes)
                .u64(48, context)
                .reserve(64);
    }

    /** Describes the object behind a descriptor. Output: {@link #INFO_BYTES}. */
    public static BpfAttribute objGetInfoByFd(int fd, int infoBytes, long info) {
        return new BpfAttribute(BpfCommand.OBJ_GET_INFO_BY_FD)
                .u32(0, fd)
                .u32(INFO_BYTES, infoBytes)
                .u64(8, info);
    }

    /** Pins what is behind a descriptor at a path of a BPF file system. */
    public static BpfAttribute objPin(long path, int fd) {
        return new BpfAttribute(BpfCommand.OBJ_PIN).u64(0, path).u32(8, fd);
    }

    /** Opens what is pinned at a path. */
    public static BpfAttribute objGet(long path) {
        return new BpfAttribute(BpfCommand.OBJ_GET).u64(0, path);
    }

    /** Attaches to a raw tracepoint. */
    public static BpfAttribute rawTracepointOpen(long name, int progFd) {
        return new BpfAttribute(BpfCommand.RAW_TRACEPOINT_OPEN).u64(0, name).u32(8, progFd);
    }

    /** Hands type information to the kernel. */
    public static BpfAttribute btfLoad(long btf, int btfBytes, long log, int logBytes, int logLevel) {
        return new BpfAttribute(BpfCommand.BTF_LOAD)
                .u64(0, btf)
                .u64(8, log)
                .u32(16, btfBytes)
                .u32(20, logBytes)
                .u32(24, logLevel);
    }

    /** The loaded types whose number follows. Output: {@link #NEXT_ID}. */
    public static BpfAttribute btfGetNextId(int id) {
        return new BpfAttribute(BpfCommand.BTF_GET_NEXT_ID).u32(0, id).output(NEXT_ID);
    }

    /** A descriptor of the loaded types of that number. */
    public static BpfAttribute btfGetFdById(int id) {
        return new BpfAttribute(BpfCommand.BTF_GET_FD_BY_ID).u32(0, id);
    }

    /** Attaches a program to a perf event. */
    public static BpfAttribute linkCreate(int progFd, int targetFd, int attachType) {
        return new BpfAttribute(BpfCommand.LINK_CREATE)
                .u32(0, progFd)
                .u32(4, targetFd)
                .u32(8, attachType)
                .reserve(16);
    }

    /** The command that it is for. */
    public BpfCommand command() {
        return command;
    }

    /** How many bytes the kernel gets. */
    public int size() {
        return size;
    }

    /** A copy of what the kernel gets. */
    byte[] bytes() {
        return Arrays.copyOf(bytes.array(), size);
    }

    /** A {@code u32} of it; after the call, where the kernel writes one, its output. */
    public int u32(int offset) {
        return bytes.getInt(offset);
    }

    /** Copies it to where the kernel can read it. */
    void copyTo(NativeMemory target) {
        target.bytes().put(0, bytes.array(), 0, MAX_BYTES);
    }

    /** Takes over what the kernel wrote. */
    void copyFrom(NativeMemory source) {
        source.bytes().get(0, bytes.array(), 0, size);
    }

    BpfAttribute u32(int offset, int value) {
        bytes.putInt(offset, value);
        return value == 0 ? this : reserve(offset + 4);
    }

    BpfAttribute u64(int offset, long value) {
        bytes.putLong(offset, value);
        return value == 0 ? this : reserve(offset + 8);
    }

    /** Like {@link #u64(int, long)}, but sent even where it is null: the command has no meaning without the field. */
    private BpfAttribute pointer(int offset, long address) {
        return u64(offset, address).reserve(offset + 8);
    }

    /**
     * An object's name. The kernel takes letters, digits, {@code _} and {@code .}, at most 15 bytes; anything else
     * becomes {@code _}.
     */
    BpfAttribute name(int offset, String name) {
        byte[] kept = name.replaceAll("[^A-Za-z0-9_.]", "_").getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(kept.length, NAME_BYTES - 1);
        bytes.put(offset, kept, 0, length);
        return length == 0 ? this : reserve(offset + NAME_BYTES);
    }

    /** Makes room for a {@code u32} that the kernel writes. */
    BpfAttribute output(int offset) {
        return reserve(offset + 4);
    }

    private BpfAttribute reserve(int end) {
        size = Math.max(size, end);
        return this;
    }

    /** The command and the bytes that are sent, in hex. */
    @Override
    public String toString() {
        return command + " " + HexFormat.of().formatHex(bytes());
    }
}
