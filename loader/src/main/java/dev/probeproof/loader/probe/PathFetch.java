// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.TextType;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.PathLeaf.BitField;
import dev.probeproof.loader.probe.PathLeaf.Scalar;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Makes a fetch of where a walk ended and where its root lies. */
final class PathFetch {
    private static final int WORD = 8;

    private final Arch arch;
    private final PathFailures failures;
    private final PathExpression path;
    private final ArgumentPlace place;
    private final long rootBytes;

    /** @param rootBytes size of the root's type */
    PathFetch(TargetKernel kernel, PathFailures failures, PathExpression path, ArgumentPlace place, long rootBytes) {
        this.arch = kernel.arch();
        this.failures = failures;
        this.path = path;
        this.place = place;
        this.rootBytes = rootBytes;
    }

    /** The fetch, and the leaf: what lies inside a register is described by its bits. */
    record Result(FetchArgument.Fetch fetch, PathLeaf leaf) {}

    Result fetch(PathEnd end) {
        if (end.hops().isEmpty()) {
            return rootValue(end);
        }
        List<Deref> derefs = new ArrayList<>();
        FetchBase base = pointer(place, end.pointerByte(), derefs);
        for (ResolvedPath.Hop hop : end.hops()) {
            derefs.add(new Deref(hop.offset(), hop.space()));
        }
        return new Result(new FetchArgument.Fetch(base, derefs, fetchLeaf(end.leaf(), end.signed())), end.leaf());
    }

    /** The pointer that the first hop follows, which lies {@code byteOffset} into the root. */
    private FetchBase pointer(ArgumentPlace where, long byteOffset, List<Deref> derefs) {
        if (where instanceof ArgumentPlace.ByReference reference) {
            return pointer(reference.pointer(), 0, derefs);
        } else if (where instanceof ArgumentPlace.OnStack stack) {
            derefs.add(new Deref(stack.offsetBytes() + byteOffset, AddressSpaceKind.KERNEL));
            return new FetchBase.Register(arch.stackPointer());
        }
        ArgumentPlace.InRegisters in = (ArgumentPlace.InRegisters) where;
        if (byteOffset % WORD != 0) {
            throw notFetchable("a pointer across two registers");
        }
        return new FetchBase.Register(in.registers().get((int) (byteOffset / WORD)));
    }

    private Result rootValue(PathEnd end) {
        if (place instanceof ArgumentPlace.OnStack stack) {
            // A value shorter than its slot lies at the slot's end on big-endian machines.
            boolean atEnd = arch.byteOrder() == ByteOrder.BIG_ENDIAN && rootBytes < WORD;
            long offset = stack.offsetBytes() + (atEnd ? WORD - rootBytes : 0) + end.leafByte();
            return new Result(
                    new FetchArgument.Fetch(
                            new FetchBase.Register(arch.stackPointer()),
                            List.of(new Deref(offset, textSpace(end.leaf()))),
                            fetchLeaf(end.leaf(), end.signed())),
                    end.leaf());
        }
        return inRegister((ArgumentPlace.InRegisters) place, end);
    }

    private static AddressSpaceKind textSpace(PathLeaf leaf) {
        return leaf instanceof PathLeaf.Text text ? text.space() : AddressSpaceKind.KERNEL;
    }

    private Result inRegister(ArgumentPlace.InRegisters in, PathEnd end) {
        BitField bits = end.leaf() instanceof Scalar scalar ? scalar.bits() : null;
        long bit = bits == null ? 8 * end.leafByte() : bits.absoluteBit();
        long width = bits == null ? 8 * sizeInRegister(end.leaf()) : bits.widthBits();
        int word = (int) (bit / (8 * WORD));
        int from = (int) (bit % (8 * WORD));
        if (from + width > 8 * WORD || word >= in.registers().size()) {
            throw notFetchable("longer than a register");
        }
        long valueBytes = Math.min(WORD, rootBytes - (long) WORD * word);
        int shift = arch.byteOrder() == ByteOrder.LITTLE_ENDIAN ? from : (int) (8 * valueBytes - from - width);
        boolean wholeBytes = width == 8 || width == 16 || width == 32 || width == 64;
        boolean plain = shift == 0 && wholeBytes;
        FetchLeaf leaf = plain
                ? new FetchLeaf.Int((int) width / 8, end.signed())
                : new FetchLeaf.Bits(WORD, shift, (int) width, end.signed());
        PathLeaf described = end.leaf();
        if (described instanceof Scalar scalar) {
            described = plain
                    ? new Scalar(scalar.kind(), (int) width / 8, scalar.sign(), null)
                    : new Scalar(scalar.kind(), WORD, scalar.sign(), new BitField(bit, (int) width, shift));
        }
        FetchBase base = new FetchBase.Register(in.registers().get(word));
        return new Result(new FetchArgument.Fetch(base, List.of(), leaf), described);
    }

    private long sizeInRegister(PathLeaf leaf) {
        if (leaf instanceof Scalar scalar) {
            return scalar.sizeBytes();
        }
        long bytes = leaf instanceof PathLeaf.Composite composite
                ? composite.sizeBytes()
                : leaf instanceof PathLeaf.Array array ? array.sizeBytes() : 0;
        if (bytes == 0 || bytes > WORD || Long.bitCount(bytes) != 1) {
            throw notFetchable("in registers, not in memory: select a member of it");
        }
        return bytes;
    }

    private FetchLeaf fetchLeaf(PathLeaf leaf, boolean signed) {
        if (leaf instanceof Scalar scalar) {
            BitField bits = scalar.bits();
            if (bits != null) {
                return new FetchLeaf.Bits(scalar.sizeBytes(), bits.shift(), bits.widthBits(), signed);
            }
            return scalar.sizeBytes() <= WORD
                    ? new FetchLeaf.Int(scalar.sizeBytes(), signed)
                    : new FetchLeaf.Memory(scalar.sizeBytes());
        } else if (leaf instanceof PathLeaf.Text text) {
            TextType asked = path.textType();
            int most = asked == null ? TextType.DEFAULT_BYTES : asked.maxBytes();
            // Declared length 0 or 1 means: as long as it is.
            return new FetchLeaf.Text(text.declaredBytes() > 1 ? (int) Math.min(most, text.declaredBytes()) : most);
        } else if (leaf instanceof PathLeaf.Array array) {
            return new FetchLeaf.Memory(Math.toIntExact(array.sizeBytes()));
        }
        return new FetchLeaf.Memory(Math.toIntExact(((PathLeaf.Composite) leaf).sizeBytes()));
    }

    private ProbeResolutionException notFetchable(String what) {
        return failures.of(
                Reason.NOT_FETCHABLE, path.root(), path.column(), "'" + path + "' cannot be fetched: it is " + what);
    }
}
