// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.object.VariableException;
import dev.probeproof.loader.object.VariablePlace;
import dev.probeproof.loader.uapi.Errno;

/**
 * A global variable of a {@link LoadedObject}, or a part of one, as programs see it now. Every read asks the kernel anew.
 *
 * <pre>{@code
 * object.variable("debug").set(true);
 * long misses = object.variable("statistics.misses[1]").asLong();
 * }</pre>
 */
public final class LoadedVariable {
    private final VariablePlace place;
    private final LoadedMap map;

    LoadedVariable(VariablePlace place, LoadedMap map) {
        this.place = place;
        this.map = map;
    }

    /** As it was asked for. */
    public String path() {
        return place.path();
    }

    /** Its type, as C calls it. */
    public String typeName() {
        return place.typeName();
    }

    /** True if it lies in a constant section: set before loading, never after. */
    public boolean isConstant() {
        return map.spec().frozen();
    }

    /** The value; see {@link VariablePlace#load} for what of Java stands for which type. */
    public Object get() {
        return place.load(element());
    }

    /** The value of an integer, enum, pointer or {@code bool}; an unsigned one of 64 bits as its bits. */
    public long asLong() {
        Object value = get();
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        } else if (value instanceof Long number) {
            return number;
        }
        throw mismatch("a whole number of 64 bits");
    }

    /** The value of a {@code bool}, or whether an integer is not 0. */
    public boolean asBoolean() {
        return asLong() != 0;
    }

    /** The text of an array of {@code char}, the name of an enum's value, else the value as text. */
    public String asText() {
        return place.loadText(element());
    }

    /** The bytes, in the object's order. */
    public byte[] asBytes() {
        byte[] bytes = new byte[place.size()];
        System.arraycopy(element(), place.offset(), bytes, 0, bytes.length);
        return bytes;
    }

    /**
     * Gives it another value: {@link VariablePlace#store} says which values suit which types. Nothing else in the section
     * is written where the kernel can map it; bit-fields share their bytes with their neighbours.
     *
     * @throws VariableException if the value does not fit, or the variable is constant
     */
    public void set(Object value) {
        if (isConstant()) {
            throw constant();
        }
        byte[] changed = place.store(element(), value);
        byte[] part = new byte[place.size()];
        System.arraycopy(changed, place.offset(), part, 0, part.length);
        try {
            map.handle().patch(place.offset(), part);
        } catch (KernelException refusal) {
            if (refusal.errno() == Errno.EPERM.number()) {
                throw constant();
            }
            throw refusal;
        }
    }

    private byte[] element() {
        MapHandle handle = map.handle();
        return handle.lookup(new byte[handle.spec().keySize()])
                .orElseThrow(() -> new KernelException(
                        "read variable '" + path() + "'",
                        Errno.ENOENT,
                        "map '" + map.spec().name() + "' has no element"));
    }

    private VariableException constant() {
        return new VariableException(
                "set",
                path(),
                "map '" + map.spec().name() + "' is frozen; set it before loading: LoadOptions.withVariable");
    }

    private VariableException mismatch(String asked) {
        return new VariableException("read", path(), "it is of type " + typeName() + ", not " + asked);
    }

    @Override
    public String toString() {
        return path() + " = " + asText();
    }
}
