// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.TextType;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchAlgebra;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.PathLeaf.BitField;
import dev.probeproof.loader.probe.PathLeaf.Scalar;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Makes a fetch, or a value to go on from, of where a walk ended and where its root lies. */
final class PathFetch {
    private static final int WORD = 8;

    private final Arch arch;
    private final PathFailures failures;
    private final PathExpression path;

    PathFetch(TargetKernel kernel, PathFailures failures, PathExpression path) {
        this.arch = kernel.arch();
        this.failures = failures;
        this.path = path;
    }

    /** The fetch, and the leaf: what lies inside a register is described by its bits. */
    record Result(FetchArgument.Fetch fetch, PathLeaf leaf) {}

    Result fetch(PathEnd end) {
        if (end.hops().isEmpty()) {
            return rootValue(end);
        }
        FetchValues.Chain chain = FetchValues.chain(pointer(end.root(), end.pointerByte()));
        List<Deref> derefs = new ArrayList<>(chain.derefs());
        for (ResolvedPath.Hop hop : end.hops()) {
            derefs.add(new Deref(hop.offset(), hop.space()));
        }
        return new Result(
                new FetchArgument.Fetch(chain.base(), derefs, fetchLeaf(end.leaf(), end.signed())), end.leaf());
    }

    FetchBase stackPointer() {
        return new FetchBase.Register(arch.stackPointer());
    }

    /** Where in its slot of the stack a value lies: a short one at the slot's end on big-endian machines. */
    long endOfSlot(long sizeBytes) {
        return arch.byteOrder() == ByteOrder.BIG_ENDIAN && sizeBytes < WORD ? WORD - sizeBytes : 0;
    }

    /** The pointer that the first hop follows, {@code byteOffset} into the root. */
    private FetchValue pointer(PathRootPlace root, long byteOffset) {
        if (root instanceof PathRootPlace.AtAddress variable) {
            return FetchValues.of(variable.address());
        } else if (root instanceof PathRootPlace.Computed computed) {
            return computed.value();
        } else if (root instanceof PathRootPlace.Located located) {
            try {
                return new LocatedFetch(located, arch.byteOrder()).pointer(byteOffset);
            } catch (RootValue.MissingException missing) {
                throw notFetchableHere(missing);
            }
        }
        ArgumentPlace place = ((PathRootPlace.Passed) root).place();
        if (byteOffset % WORD != 0) {
            throw notFetchable("a pointer across two registers");
        }
        return FetchValues.pointer(arch, place, byteOffset);
    }

    /** The address of a byte behind the last hop. */
    FetchValue address(PathRootPlace root, long pointerByte, List<ResolvedPath.Hop> hops, long byteOffset) {
        FetchValue value = pointer(root, pointerByte);
        for (ResolvedPath.Hop hop : hops) {
            value = new FetchValue.Memory(FetchAlgebra.add(value, hop.offset()), WORD, hop.space());
        }
        return FetchAlgebra.add(value, byteOffset);
    }

    /** The number at the end of a walk, in 64 bits. */
    FetchValue value(PathEnd end, Function<String, ProbeResolutionException> failure) {
        FetchArgument.Fetch fetch = fetch(end).fetch();
        FetchValue value = FetchValues.of(fetch.base());
        int last = fetch.derefs().size() - 1;
        for (int i = 0; i < last; i++) {
            Deref deref = fetch.derefs().get(i);
            value = new FetchValue.Memory(FetchAlgebra.add(value, deref.offset()), WORD, deref.space());
        }
        if (fetch.leaf() instanceof FetchLeaf.Int number) {
            return cut(read(value, fetch, number.sizeBytes()), 0, 8 * number.sizeBytes(), number.signed());
        } else if (fetch.leaf() instanceof FetchLeaf.Bits bits) {
            return cut(read(value, fetch, bits.containerBytes()), bits.shift(), bits.widthBits(), bits.signed());
        }
        throw failure.apply("longer than 8 bytes");
    }

    private static FetchValue read(FetchValue value, FetchArgument.Fetch fetch, int bytes) {
        if (fetch.derefs().isEmpty()) {
            return value;
        }
        Deref last = fetch.derefs().get(fetch.derefs().size() - 1);
        return new FetchValue.Memory(FetchAlgebra.add(value, last.offset()), bytes, last.space());
    }

    private static FetchValue cut(FetchValue value, int shift, int bits, boolean signed) {
        FetchValue shifted = shift == 0
                ? value
                : new FetchValue.Binary(FetchValue.BinaryOperator.SHIFT_RIGHT, value, new FetchValue.Constant(shift));
        boolean zeros = !signed && value instanceof FetchValue.Memory memory && 8 * memory.sizeBytes() == bits + shift;
        return zeros || bits == 64 ? shifted : new FetchValue.Extend(shifted, bits, signed);
    }

    private Result rootValue(PathEnd end) {
        if (end.root() instanceof PathRootPlace.Computed computed) {
            FetchValues.Chain chain = FetchValues.chain(computed.value());
            boolean whole = end.leaf() instanceof Scalar scalar && scalar.sizeBytes() == WORD && scalar.bits() == null;
            return whole && !chain.derefs().isEmpty()
                    ? new Result(
                            new FetchArgument.Fetch(chain.base(), chain.derefs(), fetchLeaf(end.leaf(), end.signed())),
                            end.leaf())
                    : inWords(List.of(FetchValues.base(computed.value())), WORD, end);
        }
        if (end.root() instanceof PathRootPlace.Located located) {
            try {
                FetchLeaf leaf = fetchLeaf(end.leaf(), end.signed());
                return new Result(new LocatedFetch(located, arch.byteOrder()).value(end, leaf), end.leaf());
            } catch (RootValue.MissingException missing) {
                throw notFetchableHere(missing);
            }
        }
        PathRootPlace.Passed passed = (PathRootPlace.Passed) end.root();
        if (passed.place() instanceof ArgumentPlace.OnStack stack) {
            long offset = stack.offsetBytes() + endOfSlot(passed.sizeBytes()) + end.leafByte();
            return new Result(
                    new FetchArgument.Fetch(
                            stackPointer(),
                            List.of(new Deref(offset, textSpace(end.leaf()))),
                            fetchLeaf(end.leaf(), end.signed())),
                    end.leaf());
        }
        List<FetchBase> words = ((ArgumentPlace.InRegisters) passed.place())
                .registers().stream().<FetchBase>map(FetchBase.Register::new).toList();
        return inWords(words, passed.sizeBytes(), end);
    }

    private static AddressSpaceKind textSpace(PathLeaf leaf) {
        return leaf instanceof PathLeaf.Text text ? text.space() : AddressSpaceKind.KERNEL;
    }

    /** Cut out of one of several words of 8 bytes, which together hold {@code rootBytes}. */
    private Result inWords(List<FetchBase> words, long rootBytes, PathEnd end) {
        BitField bits = end.leaf() instanceof Scalar scalar ? scalar.bits() : null;
        long bit = bits == null ? 8 * end.leafByte() : bits.absoluteBit();
        long width = bits == null ? 8 * sizeInWord(end.leaf()) : bits.widthBits();
        int word = (int) (bit / (8 * WORD));
        int from = (int) (bit % (8 * WORD));
        if (from + width > 8 * WORD || word >= words.size()) {
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
        return new Result(new FetchArgument.Fetch(words.get(word), List.of(), leaf), described);
    }

    private long sizeInWord(PathLeaf leaf) {
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

    private ProbeResolutionException notFetchableHere(RootValue.MissingException missing) {
        return failures.of(
                Reason.NOT_FETCHABLE,
                path.root(),
                path.column(),
                "'" + path + "' cannot be fetched here because " + missing.getMessage());
    }

    private ProbeResolutionException notFetchable(String what) {
        return failures.of(
                Reason.NOT_FETCHABLE, path.root(), path.column(), "'" + path + "' cannot be fetched: it is " + what);
    }
}
