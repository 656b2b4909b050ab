// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

/** The argument of {@code BPF_MAP_CREATE}; what is not set is 0. */
public final class MapCreateAttribute {
    private final BpfAttribute attribute = new BpfAttribute(BpfCommand.MAP_CREATE);

    /** The type's number, the sizes of key and value in bytes, and the capacity. */
    public MapCreateAttribute(int type, int keySize, int valueSize, int maxEntries) {
        attribute.u32(0, type).u32(4, keySize).u32(8, valueSize).u32(12, maxEntries);
    }

    public MapCreateAttribute flags(int flags) {
        attribute.u32(16, flags);
        return this;
    }

    /** A map like those that a map of maps will hold. */
    public MapCreateAttribute innerMapFd(int fd) {
        attribute.u32(20, fd);
        return this;
    }

    /** The memory node, which counts only with its flag. */
    public MapCreateAttribute numaNode(int node) {
        attribute.u32(24, node);
        return this;
    }

    /** Loaded BTF, and the types of keys and values in it. */
    public MapCreateAttribute types(int btfFd, int keyTypeId, int valueTypeId) {
        attribute.u32(48, btfFd).u32(52, keyTypeId).u32(56, valueTypeId);
        return this;
    }

    /** Cut and cleaned to what the kernel takes. */
    public MapCreateAttribute name(String name) {
        attribute.name(28, name);
        return this;
    }

    /** Meaning depends on the type. */
    public MapCreateAttribute extra(long extra) {
        attribute.u64(64, extra);
        return this;
    }

    public BpfAttribute build() {
        return attribute;
    }
}
