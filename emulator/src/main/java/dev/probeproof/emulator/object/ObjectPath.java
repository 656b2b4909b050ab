// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.loader.error.Nearest;

/**
 * A way through memory by names of members, as C writes it: {@code f_path.dentry}, {@code fds[3]}, {@code d_inode->i_ino}.
 * An arrow follows the pointer that stands in memory now.
 */
final class ObjectPath {
    private final KernelObject start;
    private final ObjectMemory memory;
    private final String text;
    private int at;
    private int stepStart;
    private Place place;

    private ObjectPath(KernelObject start, ObjectMemory memory, String text) {
        this.start = start;
        this.memory = memory;
        this.text = text;
        this.place = new Place(start.typeId(), start.address(), 0, 0, "");
    }

    /** The place that a path leads to; the empty path is the object itself. */
    static Place walk(KernelObject start, ObjectMemory memory, String path) {
        return new ObjectPath(start, memory, path.strip()).walk();
    }

    private Place walk() {
        if (!text.isEmpty() && text.charAt(0) != '[') {
            member(name());
        }
        while (at < text.length()) {
            stepStart = at;
            if (text.startsWith("->", at)) {
                at += 2;
                follow();
                member(name());
            } else if (text.charAt(at) == '.') {
                at++;
                member(name());
            } else if (text.charAt(at) == '[') {
                at++;
                index(number());
            } else {
                throw syntax("'.', '->' or '['");
            }
        }
        return new Place(place.type(), place.address(), place.bit(), place.widthBits(), text);
    }

    private void member(String name) {
        if (!(memory.types().resolve(place.type()) instanceof BtfType.Composite)) {
            boolean pointer = memory.types().resolve(place.type()) instanceof BtfType.Ptr;
            throw wrong("'" + before() + "' is " + memory.types().words(place.type())
                    + (pointer ? ": its members are behind '->'" : ", no struct"));
        }
        int composite = memory.types().btf().strip(place.type());
        MemberLookup.Found found = memory.types()
                .member(composite, name)
                .orElseThrow(() -> wrong("no member '" + name + "' in "
                        + memory.types().words(composite)
                        + Nearest.suffix(Nearest.of(
                                name,
                                MemberLookup.all(memory.types().btf(), composite).stream()
                                        .map(MemberLookup.Found::name)
                                        .toList()))));
        int width = found.bitfieldBits();
        place = new Place(
                found.type(),
                place.address() + found.bitOffset() / 8,
                width == 0 ? 0 : (int) (found.bitOffset() % 8),
                width,
                text);
    }

    private void follow() {
        if (!(memory.types().resolve(place.type()) instanceof BtfType.Ptr pointer)) {
            throw wrong("'" + before() + "' is " + memory.types().words(place.type()) + ", no pointer");
        }
        long address = memory.number(place, start);
        memory.unset(address).ifPresent(unset -> {
            throw wrong("nobody set " + unset);
        });
        place = new Place(pointer.type(), address, 0, 0, text);
    }

    private void index(long index) {
        BtfType type = memory.types().resolve(place.type());
        int element;
        if (type instanceof BtfType.Array array) {
            if (array.count() > 1 && index >= array.count()) {
                throw wrong("'" + before() + "' has " + array.count() + " elements, counted from 0");
            }
            element = array.elementType();
        } else if (type instanceof BtfType.Ptr) {
            follow();
            element = place.type();
        } else {
            throw wrong("'" + before() + "' is " + memory.types().words(place.type()) + ", no array");
        }
        long offset = index * memory.types().btf().sizeOf(element);
        place = new Place(element, place.address() + offset, 0, 0, text);
    }

    private String name() {
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        if (at == from) {
            throw syntax("a member's name");
        }
        return text.substring(from, at);
    }

    private long number() {
        int end = text.indexOf(']', at);
        // Nine digits stay below 2^31, and no object of a kernel has that many elements.
        if (end <= at
                || end - at > 9
                || !text.substring(at, end).chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw syntax("a number of at most nine digits and ']'");
        }
        long number = Long.parseLong(text.substring(at, end));
        at = end + 1;
        return number;
    }

    private String before() {
        String done = text.substring(0, stepStart);
        return done.isEmpty() ? start.type() : done;
    }

    private KernelObjectException syntax(String expected) {
        return wrong("expected " + expected + " at column " + (at + 1));
    }

    private KernelObjectException wrong(String problem) {
        return new KernelObjectException(
                "'" + text + "' of " + start + " in kernel " + memory.types().kernelName() + ": " + problem);
    }
}
