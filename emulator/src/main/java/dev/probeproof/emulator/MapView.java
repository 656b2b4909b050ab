// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.MapFields;
import dev.probeproof.emulator.map.MapFlags;
import dev.probeproof.emulator.map.ProgramArrayMap;
import dev.probeproof.emulator.map.ValueFields;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A map as the verifier sees it; one view for each map, so that two views are of two maps. */
final class MapView implements VerifierMap {
    /** A kernel gets no more of a name. */
    private static final int MAX_NAME_BYTES = 15;

    private final MapSpec spec;
    private final @Nullable Btf types;
    private final MapFields fields;
    private final @Nullable MapView inner;
    private final ByteOrder order;
    /** Null for the template of the elements of a map of maps, which is no map itself. */
    private final @Nullable UserMap map;

    private byte @Nullable [] constantValue;

    private MapView(MapSpec spec, @Nullable Btf types, TargetKernel target, @Nullable UserMap map) {
        this.spec = spec;
        this.types = types;
        this.fields = fieldsOf(spec, types, target);
        MapSpec element = spec.inner();
        this.inner = element == null ? null : new MapView(element, types, target, null);
        this.order = target.arch().byteOrder();
        this.map = map;
    }

    static MapView of(UserMap map, @Nullable Btf types, TargetKernel target) {
        return new MapView(map.map().spec(), types, target, map);
    }

    /** Special fields in the values of a map that is made with these types. */
    static MapFields fieldsOf(MapSpec spec, @Nullable Btf types, TargetKernel target) {
        return types == null
                ? MapFields.NONE
                : ValueFields.find(types, spec.valueTypeId(), target.btf(), KernelRelease.of(target.release()));
    }

    /** A template has none: a kernel keeps of it what decides which maps fit. */
    @Override
    public String name() {
        if (map == null) {
            return "";
        }
        return spec.name().length() > MAX_NAME_BYTES ? spec.name().substring(0, MAX_NAME_BYTES) : spec.name();
    }

    @Override
    public int typeNumber() {
        return spec.type();
    }

    @Override
    public @Nullable MapType type() {
        return MapType.of(spec.type()).orElse(null);
    }

    @Override
    public int keySize() {
        return spec.keySize();
    }

    @Override
    public int valueSize() {
        return spec.valueSize();
    }

    @Override
    public int maxEntries() {
        return spec.maxEntries();
    }

    /** Programs never write to the values of device maps, whatever the definition says. */
    @Override
    public int flags() {
        boolean device = spec.is(MapType.DEVMAP) || spec.is(MapType.DEVMAP_HASH);
        return device ? spec.flags() | MapFlags.RDONLY_PROG : spec.flags();
    }

    @Override
    public @Nullable VerifierMap inner() {
        return inner;
    }

    @Override
    public MapFields fields() {
        return fields;
    }

    @Override
    public @Nullable Btf types() {
        return types;
    }

    @Override
    public int valueTypeId() {
        return types == null ? 0 : spec.valueTypeId();
    }

    @Override
    public boolean isConstant() {
        return map != null && map.isFrozen() && (spec.flags() & MapFlags.RDONLY_PROG) != 0;
    }

    @Override
    public OptionalLong constant(int offset, int size) {
        if (!isConstant() || !isSingleArray() || offset < 0 || offset + (long) size > spec.valueSize()) {
            return OptionalLong.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(constantValue()).order(order);
        return switch (size) {
            case Byte.BYTES -> OptionalLong.of(bytes.get(offset) & 0xff);
            case Short.BYTES -> OptionalLong.of(bytes.getShort(offset) & 0xffff);
            case Integer.BYTES -> OptionalLong.of(bytes.getInt(offset) & 0xffff_ffffL);
            case Long.BYTES -> OptionalLong.of(bytes.getLong(offset));
            default -> OptionalLong.empty();
        };
    }

    /** Nobody can change it any more, so one copy will do. */
    private byte[] constantValue() {
        byte[] value = constantValue;
        if (value == null) {
            value = map == null
                    ? new byte[spec.valueSize()]
                    : map.map().userLookup(new byte[spec.keySize()]).orElseGet(() -> new byte[spec.valueSize()]);
            constantValue = value;
        }
        return value;
    }

    MapSpec spec() {
        return spec;
    }

    /** What is constant of it for programs; empty if nothing is. */
    byte[] constantBytes() {
        return isConstant() && isSingleArray() ? constantValue() : new byte[0];
    }

    @Override
    public long address() {
        return map == null ? 0 : map.map().address();
    }

    @Override
    public boolean hasDirectValue() {
        return isSingleArray() || spec.is(MapType.ARENA) || spec.is(MapType.INSN_ARRAY);
    }

    @Override
    public boolean admitsProgram(int programType) {
        EmulatedMap emulated = map == null ? null : map.map();
        return !(emulated instanceof ProgramArrayMap array)
                || array.owner().isEmpty()
                || array.owner().get() == ProgramType.of(programType).orElse(null);
    }

    private boolean isSingleArray() {
        return spec.is(MapType.ARRAY) && spec.maxEntries() == 1;
    }
}
