// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathStep;
import dev.probeproof.loader.definition.TextType;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.probe.PathLeaf.BitField;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the steps of a path through the types of a kernel, as C would: follows pointers, selects members, indexes arrays.
 * Two states: in the root value itself, or in memory at (the pointer followed last + an offset).
 */
final class PathWalk {
    /** No object of a kernel has 2 GiB; beyond it an index is a mistake, and arithmetic could overflow. */
    private static final long LARGEST_OFFSET = 1L << 31;

    private final Btf btf;
    private final PathFailures failures;
    private final PathExpression path;
    private final LeafReader leaves;
    private final List<ResolvedPath.Hop> hops = new ArrayList<>();
    private final StringBuilder label = new StringBuilder();

    private int type;
    private boolean inMemory;
    private long bit;
    private int bitfieldBits;
    private long ownerByte;
    private long ownerBytes;
    private long pointerByte;
    private String subject;
    private int column;

    PathWalk(Btf btf, PathFailures failures, LeafReader leaves, PathExpression path, int type, ArgumentPlace place) {
        this.btf = btf;
        this.failures = failures;
        this.leaves = leaves;
        this.path = path;
        this.type = type;
        this.inMemory = place instanceof ArgumentPlace.ByReference;
        this.subject = path.root();
        this.column = path.column();
    }

    void step(PathStep step) {
        if (step instanceof PathStep.Member member) {
            select(member);
        } else if (step instanceof PathStep.Index index) {
            index(index);
        }
        column = step.column();
    }

    private void select(PathStep.Member step) {
        BtfType at = btf.resolve(type);
        if (step.arrow()) {
            followOrDecay(step, at);
        } else if (at instanceof BtfType.Ptr) {
            throw error(Reason.IS_A_POINTER, step.column(), "is a pointer (" + text() + "): use -> instead of .");
        }
        int composite = completed(type);
        if (!(btf.type(composite) instanceof BtfType.Composite owner)) {
            throw failures.notAStruct(step, subject, type);
        }
        MemberLookup.Found found = MemberLookup.find(btf, composite, step.name())
                .orElseThrow(() -> failures.memberAbsent(step, composite));
        ownerByte = bit / 8;
        ownerBytes = owner.size();
        bit += found.bitOffset();
        bitfieldBits = found.bitfieldBits();
        type = found.type();
        subject = step.name();
        label.append(label.length() == 0 ? "" : ".").append(step.name());
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

    private void index(PathStep.Index step) {
        BtfType at = btf.resolve(type);
        if (at instanceof BtfType.Array array) {
            // Lengths 0 and 1 declare what has any number of elements, in new and old C.
            if (step.index() < 0 || array.count() > 1 && step.index() >= array.count()) {
                throw error(
                        Reason.INDEX,
                        step.column(),
                        "has " + array.count() + " elements, so index " + step.index() + " is outside of it");
            }
            advance(step, array.elementType());
        } else if (at instanceof BtfType.Ptr pointer) {
            int target = completed(pointer.type());
            if (!hasSize(target)) {
                throw error(
                        Reason.INDEX, step.column(), "is " + text() + ", and what has no known size cannot be indexed");
            }
            follow();
            advance(step, target);
        } else {
            throw error(Reason.INDEX, step.column(), "is " + text() + ", neither an array nor a pointer");
        }
        subject += step;
        label.append(step);
    }

    private boolean hasSize(int target) {
        BtfKind kind = btf.kind(target);
        return kind != BtfKind.VOID && kind != BtfKind.FWD && kind != BtfKind.FUNC && kind != BtfKind.FUNC_PROTO;
    }

    private void advance(PathStep.Index step, int element) {
        long bytes = step.index() * btf.sizeOf(element);
        if (Math.abs(bytes) > LARGEST_OFFSET || Math.abs(bytes + bit / 8) > LARGEST_OFFSET) {
            throw error(Reason.INDEX, step.column(), "has no element " + step.index() + ": no object is that large");
        }
        bit += 8 * bytes;
        bitfieldBits = 0;
        type = element;
    }

    /** Reads the pointer here; what follows is relative to it. */
    private void follow() {
        if (inMemory) {
            addHop(bit / 8, AddressSpaceKind.KERNEL);
        } else {
            pointerByte = bit / 8;
        }
        inMemory = true;
        bit = 0;
        bitfieldBits = 0;
    }

    private void addHop(long offset, AddressSpaceKind space) {
        hops.add(new ResolvedPath.Hop(offset, label.toString(), space));
        label.setLength(0);
    }

    /**
     * A struct of which this place knows the name only, completed by the one struct of that name, if there is exactly
     * one: BTF of kernels before 6.2 has such declarations beside the definition.
     */
    private int completed(int id) {
        int stripped = btf.strip(id);
        if (btf.type(stripped) instanceof BtfType.Fwd declared) {
            List<Integer> defined = btf.findAll(declared.union() ? BtfKind.UNION : BtfKind.STRUCT, declared.name());
            return defined.size() == 1 ? defined.get(0) : stripped;
        }
        return stripped;
    }

    /** What lies where the steps have led, as text if the path asks for text. */
    PathEnd end() {
        TextType text = path.textType();
        return text == null ? valueEnd() : textEnd(text);
    }

    private PathEnd textEnd(TextType text) {
        BtfType at = btf.resolve(type);
        int end = type;
        long declared = PathLeaf.Text.UNBOUNDED;
        if (at instanceof BtfType.Array array && leaves.isCharLike(array.elementType())) {
            declared = array.count();
        } else if (at instanceof BtfType.Ptr pointer
                && (btf.resolve(pointer.type()) instanceof BtfType.Void || leaves.isCharLike(pointer.type()))) {
            follow();
        } else {
            throw error(Reason.NOT_A_STRING, column, "is " + text() + ", neither char * nor an array of char");
        }
        long leafByte = bit / 8;
        if (inMemory) {
            addHop(leafByte, text.space());
        }
        return new PathEnd(hops, pointerByte, leafByte, end, new PathLeaf.Text(declared, text.space()), false);
    }

    private PathEnd valueEnd() {
        PathLeaf leaf;
        long leafByte = bit / 8;
        if (bitfieldBits == 0 && bit % 8 == 0) {
            leaf = leaves.value(type, this::notFetchable);
        } else {
            // An ordinary member off the byte grid is damage, but it has a meaning: that many bits.
            int width = bitfieldBits == 0 ? (int) Math.min(8 * btf.sizeOf(type), 1 << 16) : bitfieldBits;
            BitContainer container = BitContainer.around(
                            bit, width, (int) btf.sizeOf(type), ownerByte, ownerBytes, btf.order())
                    .orElseThrow(() -> notFetchable("of " + width + " bits that no single read of 8 bytes covers"));
            leafByte = container.offsetBytes();
            leaf = leaves.bits(
                    type, container.sizeBytes(), new BitField(bit, width, container.shift()), this::notFetchable);
        }
        if (inMemory) {
            addHop(leafByte, AddressSpaceKind.KERNEL);
        }
        return new PathEnd(hops, pointerByte, leafByte, type, leaf, leaves.isSigned(type));
    }

    private ProbeResolutionException notFetchable(String what) {
        return error(Reason.NOT_FETCHABLE, column, "is " + what + " and cannot be fetched");
    }

    private ProbeResolutionException error(Reason reason, int at, String problem) {
        return failures.of(reason, subject, at, "'" + subject + "' " + problem);
    }

    private String text() {
        return TypeText.of(btf, type);
    }
}
