// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayList;
import java.util.List;

/** Reads the access string of a relocation ({@code 0:1:2}) in the object's own types. */
final class CoreSpecReader {
    /** Numbers in an access string, and steps to a field of the kernel. */
    static final int MAX_STEPS = 64;

    private final CoreTypes types;
    private final int root;
    private final String access;
    private final List<CoreSpec.Accessor> accessors = new ArrayList<>();
    private List<Integer> numbers = List.of();
    private long bitOffset;

    private CoreSpecReader(CoreTypes types, int root, String access) {
        this.types = types;
        this.root = root;
        this.access = access;
    }

    /**
     * @throws CoreException if the string does not lead anywhere
     */
    static CoreSpec read(CoreTypes types, CoreKind kind, int root, String access) {
        CoreSpecReader reader = new CoreSpecReader(types, root, access);
        if (kind.isAboutType()) {
            reader.type();
        } else if (kind.isAboutEnumerator()) {
            reader.enumerator();
        } else {
            reader.field();
        }
        return new CoreSpec(types, root, reader.accessors, reader.numbers, reader.bitOffset);
    }

    private void type() {
        if (!access.equals("0")) {
            throw problem("a type is asked for with \"0\"");
        }
        numbers = List.of(0);
    }

    private void enumerator() {
        numbers = numbers();
        int id = types.strip(root);
        if (numbers.size() != 1 || !(types.type(id) instanceof BtfType.Enum type)) {
            throw problem("one enumerator of an enum is asked for");
        }
        int index = numbers.get(0);
        if (index >= type.values().size()) {
            throw problem("the enum has " + type.values().size() + " enumerators");
        }
        accessors.add(new CoreSpec.Accessor(id, index, type.values().get(index).name()));
    }

    private void field() {
        numbers = numbers();
        int id = element(root, numbers.get(0));
        for (int number : numbers.subList(1, numbers.size())) {
            BtfType type = types.type(id);
            if (type instanceof BtfType.Composite composite) {
                id = member(id, composite, number);
            } else if (type instanceof BtfType.Array array) {
                if (number >= array.count() && !types.isFlexible(array, accessors.get(accessors.size() - 1))) {
                    throw problem("element " + number + " of an array of " + array.count());
                }
                id = element(array.elementType(), number);
            } else {
                throw problem("step " + number + " into " + CoreNames.of(types, id) + ", which has no parts");
            }
        }
    }

    private int member(int id, BtfType.Composite composite, int index) {
        if (index >= composite.members().size()) {
            throw problem("member " + index + " of " + CoreNames.of(types, id) + ", which has "
                    + composite.members().size());
        }
        BtfType.Member member = composite.members().get(index);
        advance(Integer.toUnsignedLong(member.bitOffset()));
        if (!member.name().isEmpty()) {
            accessors.add(new CoreSpec.Accessor(id, index, member.name()));
        }
        return types.strip(member.type());
    }

    private int element(int typeId, int index) {
        int id = types.strip(typeId);
        accessors.add(new CoreSpec.Accessor(id, index, null));
        advance(CoreSpec.elementBits(types, id, index));
        return id;
    }

    private void advance(long bits) {
        bitOffset = CoreSpec.advanced(bitOffset, bits);
    }

    private List<Integer> numbers() {
        List<Integer> found = new ArrayList<>();
        for (String number : access.split(":", -1)) {
            if (found.size() == MAX_STEPS) {
                throw problem("it has more than " + MAX_STEPS + " steps: " + Errno.E2BIG);
            }
            if (number.isEmpty() || number.length() > 9 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw problem("it is made of numbers with colons between them");
            }
            found.add(Integer.parseInt(number));
        }
        return found;
    }

    private CoreException problem(String problem) {
        return new CoreException(
                "CO-RE access string \"" + access + "\" of " + CoreNames.of(types, root) + " is wrong: " + problem);
    }
}
