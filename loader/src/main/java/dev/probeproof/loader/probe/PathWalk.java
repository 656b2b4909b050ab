// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathStep;
import dev.probeproof.loader.definition.TextType;
import dev.probeproof.loader.definition.TypeName;
import dev.probeproof.loader.dwarf.VariableLocation;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.probe.PathLeaf.BitField;
import dev.probeproof.loader.probe.PathLeaf.ScalarKind;
import dev.probeproof.loader.probe.PathLeaf.Sign;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes the steps of a path through the types of a kernel, as C would: follows pointers, selects members, indexes arrays,
 * takes addresses, converts values. Most paths need no more than a root and memory accesses; where a value has to be
 * computed (a cast that cuts or extends a number which is then followed), the walk starts again at that value.
 */
final class PathWalk {
    /** No object of a kernel has 2 GiB; beyond it an index is a mistake, and arithmetic could overflow. */
    private static final long LARGEST_OFFSET = 1L << 31;

    /** Where the walk stands. */
    private enum Stand {
        /** In the root value itself, at a bit of it. */
        IN_ROOT,
        /** In memory, at (the pointer followed last + a bit). */
        IN_MEMORY,
        /** At the address of that place in memory, which nobody has read. */
        AT_ADDRESS
    }

    /** A number that a cast has made longer, before the cast; what is read is still the shorter one. */
    private record Shorter(int type, int bitfieldBits) {}

    private final PathTypes types;
    private final PathFailures failures;
    private final PathExpression path;
    private final LeafReader leaves;
    private final TypeFinder finder;
    private final PathFetch fetches;
    private final HopTrail trail = new HopTrail();

    private PathRootPlace root;
    private Stand stand;
    private int type;
    private long bit;
    private int bitfieldBits;
    private long ownerByte;
    private long ownerBytes;
    private long pointerByte;
    private @Nullable Shorter shorter;
    private boolean converted;
    private String subject;
    private int column;

    PathWalk(
            PathTypes types,
            PathFailures failures,
            LeafReader leaves,
            TypeFinder finder,
            PathFetch fetches,
            PathExpression path,
            int type,
            PathRootPlace root) {
        this.types = types;
        this.failures = failures;
        this.leaves = leaves;
        this.finder = finder;
        this.fetches = fetches;
        this.path = path;
        this.type = type;
        this.root = root;
        boolean memory = root instanceof PathRootPlace.AtAddress
                || root instanceof PathRootPlace.Passed passed && passed.place() instanceof ArgumentPlace.ByReference;
        this.stand = memory ? Stand.IN_MEMORY : Stand.IN_ROOT;
        if (root instanceof PathRootPlace.AtAddress variable) {
            this.bit = 8 * variable.offsetBytes();
            if (variable.leadsToUser()) {
                trail.pointerLeadsTo(AddressSpaceKind.USER);
            }
        }
        this.subject = path.root();
        this.column = path.column();
    }

    void step(PathStep step) {
        if (step instanceof PathStep.Member member) {
            select(member);
        } else if (step instanceof PathStep.Index index) {
            index(index.index(), index.column());
            subject += step;
            trail.name(step.toString());
        } else if (step instanceof PathStep.Dereference) {
            index(0, step.column());
            subject = "*" + subject;
            trail.name("[0]");
        } else if (step instanceof PathStep.AddressOf) {
            takeAddress(step.column());
            subject = "&" + subject;
        } else if (step instanceof PathStep.Cast cast) {
            cast(cast.type(), cast.column());
        } else if (step instanceof PathStep.ContainerOf container) {
            goToContainer(container);
            subject = container.type().toString();
        } else if (step instanceof PathStep.Space mark) {
            mark(mark);
        } else if (step instanceof PathStep.UserPointers) {
            trail.pointerLeadsTo(AddressSpaceKind.USER);
        }
        column = step.column();
    }

    private void select(PathStep.Member step) {
        BtfType at = types.resolve(type);
        if (step.arrow()) {
            followOrDecay(step, at);
        } else if (at instanceof BtfType.Ptr) {
            throw error(Reason.IS_A_POINTER, step.column(), "is a pointer (" + text() + "): use -> instead of .");
        }
        int composite = types.completed(type);
        if (!(types.type(composite) instanceof BtfType.Composite owner)) {
            throw failures.notAStruct(step, subject, types, type);
        }
        MemberLookup.Found found = MemberLookup.find(types.btf(), composite, step.name())
                .orElseThrow(() -> failures.memberAbsent(step, composite));
        ownerByte = Math.floorDiv(bit, 8L);
        ownerBytes = owner.size();
        bit += found.bitOffset();
        bitfieldBits = found.bitfieldBits();
        type = found.type();
        subject = step.name();
        trail.name(step.name());
    }

    private void followOrDecay(PathStep.Member step, BtfType at) {
        if (at instanceof BtfType.Ptr pointer) {
            follow();
            type = pointer.type();
        } else if (at instanceof BtfType.Array array) {
            type = array.elementType();
        } else {
            boolean composite = at instanceof BtfType.Composite;
            throw error(
                    Reason.NOT_A_POINTER,
                    step.column(),
                    "is no pointer but " + text() + (composite ? ": use . instead of ->" : ""));
        }
    }

    private void index(long index, int at) {
        BtfType indexed = types.resolve(type);
        if (indexed instanceof BtfType.Array array) {
            // Lengths 0 and 1 declare what has any number of elements, in new and old C.
            if (index < 0 || array.count() > 1 && index >= array.count()) {
                throw error(
                        Reason.INDEX,
                        at,
                        "has " + array.count() + " elements, so index " + index + " is outside of it");
            }
            advance(index, at, array.elementType());
        } else if (indexed instanceof BtfType.Ptr pointer) {
            int target = types.completed(pointer.type());
            if (!types.hasSize(target)) {
                throw error(Reason.INDEX, at, "is " + text() + ", and what has no known size cannot be indexed");
            }
            follow();
            advance(index, at, target);
        } else {
            throw error(Reason.INDEX, at, "is " + text() + ", neither an array nor a pointer");
        }
    }

    private void advance(long index, int at, int element) {
        long bytes = index * types.sizeOf(element);
        if (Math.abs(bytes) > LARGEST_OFFSET || Math.abs(bytes + bit / 8) > LARGEST_OFFSET) {
            throw error(Reason.INDEX, at, "has no element " + index + ": no object is that large");
        }
        bit += 8 * bytes;
        bitfieldBits = 0;
        type = element;
    }

    /** Reads the pointer here; what follows is relative to it. */
    private void follow() {
        if (shorter != null) {
            compute();
        }
        if (stand == Stand.IN_ROOT
                && root instanceof PathRootPlace.Located located
                && located.location() instanceof VariableLocation.ImplicitPointer pointer) {
            goTo(pointer);
            return;
        }
        if (stand == Stand.IN_MEMORY) {
            trail.add(bit / 8);
            bit = 0;
        } else if (stand == Stand.IN_ROOT) {
            pointerByte = bit / 8;
            bit = 0;
        }
        trail.enter();
        stand = Stand.IN_MEMORY;
        bitfieldBits = 0;
        converted = false;
    }

    /** There is no pointer to read: what it pointed to lies elsewhere, and maybe in no memory. */
    private void goTo(VariableLocation.ImplicitPointer pointer) {
        bit = 8 * pointer.offsetBytes();
        bitfieldBits = 0;
        converted = false;
        root = PathRootPlace.pointedTo(pointer);
        if (root instanceof PathRootPlace.AtAddress variable) {
            bit += 8 * variable.offsetBytes();
            stand = Stand.IN_MEMORY;
        }
    }

    private void takeAddress(int at) {
        if (converted || stand == Stand.AT_ADDRESS) {
            throw error(Reason.NO_ADDRESS, at, "is a computed value and has no address");
        } else if (bitfieldBits > 0) {
            throw error(Reason.NO_ADDRESS, at, "is a bit-field and has no address");
        }
        requireMemory(at);
        stand = Stand.AT_ADDRESS;
        type = types.pointerTo(type);
        trail.forgetName();
    }

    /** What a convention passes on the stack has an address; what it passes in registers has none. */
    private void requireMemory(int at) {
        if (stand == Stand.IN_MEMORY) {
            return;
        }
        if (!(root instanceof PathRootPlace.Passed passed)
                || !(passed.place() instanceof ArgumentPlace.OnStack stack)) {
            throw error(Reason.NO_ADDRESS, at, "lies in a register and has no address");
        }
        root = new PathRootPlace.AtAddress(fetches.stackPointer());
        bit += 8 * (stack.offsetBytes() + fetches.endOfSlot(passed.sizeBytes()));
        stand = Stand.IN_MEMORY;
    }

    private void goToContainer(PathStep.ContainerOf step) {
        if (!(types.resolve(type) instanceof BtfType.Ptr pointer)) {
            throw error(Reason.NOT_A_POINTER, step.column(), "is no pointer to a member but " + text());
        }
        TypeFinder.Inner member = finder.inner(step);
        if (!finder.mayPointTo(pointer.type(), member.type())) {
            throw error(
                    Reason.TYPE_MISMATCH,
                    step.column(),
                    "is " + text() + ", but " + step.memberText() + " of " + step.type() + " is "
                            + types.text(member.type()));
        }
        follow();
        requireMemory(step.column());
        bit -= 8 * member.offsetBytes();
        stand = Stand.AT_ADDRESS;
        type = types.pointerTo(member.container());
        trail.forgetName();
    }

    private void mark(PathStep.Space mark) {
        if (!(types.resolve(type) instanceof BtfType.Ptr)) {
            throw error(
                    Reason.NOT_A_POINTER, mark.column(), "is no pointer but " + text() + ", and leads to no memory");
        }
        trail.pointerLeadsTo(mark.space());
    }

    private void cast(TypeName name, int at) {
        BtfType from = types.resolve(type);
        if (from instanceof BtfType.Array array) {
            requireMemory(at);
            stand = Stand.AT_ADDRESS;
            type = types.pointerTo(array.elementType());
        } else if (!(from instanceof BtfType.Int || from instanceof BtfType.Enum || from instanceof BtfType.Ptr)) {
            throw error(Reason.TYPE_MISMATCH, at, "is " + text() + ", which cannot be cast: take its address with &");
        }
        int to = finder.find(name);
        if (!types.hasSize(to) || !isNumber(types.resolve(to))) {
            throw error(
                    Reason.TYPE_MISMATCH,
                    name.column(),
                    "cannot be cast to " + name + ", only to integers, enums and pointers");
        }
        convert(to);
        converted = true;
        AddressSpaceKind memory = name.space();
        if (memory != null) {
            trail.pointerLeadsTo(memory);
        }
    }

    private static boolean isNumber(BtfType type) {
        return type instanceof BtfType.Int || type instanceof BtfType.Enum || type instanceof BtfType.Ptr;
    }

    private void convert(int to) {
        boolean toBool = leaves.isBool(to) && !leaves.isBool(type);
        if (shorter != null || toBool) {
            compute();
        }
        long size = types.sizeOf(to);
        long width = bitfieldBits > 0 ? bitfieldBits : 8 * types.sizeOf(type);
        if (toBool) {
            restart(value ->
                    new FetchValue.Binary(FetchValue.BinaryOperator.NOT_EQUAL, value, new FetchValue.Constant(0)));
            bit = lowBytes(8, size);
        } else if (8 * size < width) {
            if (stand == Stand.AT_ADDRESS || bitfieldBits > 0) {
                compute();
            }
            bit += lowBytes(types.sizeOf(type), size);
        } else if (8 * size > width || bitfieldBits > 0) {
            if (leaves.isSigned(type) && !leaves.isSigned(to) && size < 8) {
                // The sign goes no further than the type it is cast to.
                compute();
                bit = lowBytes(8, size);
            } else {
                shorter = new Shorter(type, bitfieldBits);
            }
        }
        type = to;
    }

    /** Bits from the start of a number to its low bytes, which come last where the most significant byte comes first. */
    private long lowBytes(long whole, long low) {
        return types.btf().order() == ByteOrder.BIG_ENDIAN ? 8 * (whole - low) : 0;
    }

    /** Makes a number of 64 bits of what stands here and starts again from it. */
    private void compute() {
        restart(value -> value);
    }

    private void restart(UnaryOperator<FetchValue> change) {
        FetchValue value = fetches.value(end(null), this::notFetchable);
        root = new PathRootPlace.Computed(change.apply(value));
        trail.clear();
        stand = Stand.IN_ROOT;
        bit = lowBytes(8, types.sizeOf(type));
        bitfieldBits = 0;
        pointerByte = 0;
        shorter = null;
    }

    /** What lies where the steps have led, as text if the path asks for text. */
    PathEnd end() {
        return end(path.textType());
    }

    /** The C type of it. */
    int type() {
        return type;
    }

    private PathEnd end(@Nullable TextType text) {
        if (text != null) {
            return textEnd(text);
        }
        return stand == Stand.AT_ADDRESS ? addressEnd() : valueEnd();
    }

    private PathEnd addressEnd() {
        FetchValue address = fetches.address(root, pointerByte, trail.hops(), Math.floorDiv(bit, 8L));
        PathLeaf leaf = new PathLeaf.Scalar(ScalarKind.POINTER, 8, Sign.UNSIGNED, null);
        return new PathEnd(new PathRootPlace.Computed(address), List.of(), 0, 0, type, leaf, false);
    }

    private PathEnd textEnd(TextType text) {
        BtfType at = types.resolve(type);
        int end = type;
        long declared = PathLeaf.Text.UNBOUNDED;
        if (at instanceof BtfType.Array array && leaves.isCharLike(array.elementType())) {
            declared = array.count();
        } else if (at instanceof BtfType.Ptr pointer
                && (types.resolve(pointer.type()) instanceof BtfType.Void || leaves.isCharLike(pointer.type()))) {
            follow();
        } else {
            throw error(Reason.NOT_A_STRING, column, "is " + text() + ", neither char * nor an array of char");
        }
        AddressSpaceKind memory = text.space() == AddressSpaceKind.USER ? text.space() : trail.space();
        long leafByte = bit / 8;
        if (stand == Stand.IN_MEMORY) {
            trail.add(leafByte, memory);
        }
        return new PathEnd(root, trail.hops(), pointerByte, leafByte, end, new PathLeaf.Text(declared, memory), false);
    }

    private PathEnd valueEnd() {
        int read = shorter == null ? type : shorter.type();
        int fieldBits = shorter == null ? bitfieldBits : shorter.bitfieldBits();
        PathLeaf leaf;
        long leafByte = bit / 8;
        if (fieldBits == 0 && bit % 8 == 0) {
            leaf = leaves.value(read, this::notFetchable);
        } else {
            // An ordinary member off the byte grid is damage, but it has a meaning: that many bits.
            int width = fieldBits == 0 ? (int) Math.min(8 * types.sizeOf(read), 1 << 16) : fieldBits;
            BitContainer container = BitContainer.around(
                            bit,
                            width,
                            (int) types.sizeOf(read),
                            ownerByte,
                            ownerBytes,
                            types.btf().order())
                    .orElseThrow(() -> notFetchable("of " + width + " bits that no single read of 8 bytes covers"));
            leafByte = container.offsetBytes();
            leaf = leaves.bits(
                    read, container.sizeBytes(), new BitField(bit, width, container.shift()), this::notFetchable);
        }
        if (stand == Stand.IN_MEMORY) {
            trail.add(leafByte);
        }
        return new PathEnd(root, trail.hops(), pointerByte, leafByte, type, leaf, leaves.isSigned(read));
    }

    private ProbeResolutionException notFetchable(String what) {
        return error(Reason.NOT_FETCHABLE, column, "is " + what + " and cannot be fetched");
    }

    private ProbeResolutionException error(Reason reason, int at, String problem) {
        return failures.of(reason, subject, at, "'" + subject + "' " + problem);
    }

    private String text() {
        return types.text(type);
    }
}
