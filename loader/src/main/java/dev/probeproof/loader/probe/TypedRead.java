// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.FetchType;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the end of a path as a type of the kernel's trace events says, {@code file->f_mode:u8}, and not as its C type does:
 * from the same address on, or out of the same register.
 */
final class TypedRead {
    private TypedRead() {}

    /** @param failure makes the refusal from what is wrong */
    static FetchArgument.Fetch of(
            FetchArgument.Fetch fetch, FetchType type, Function<String, ProbeResolutionException> failure) {
        if (type instanceof FetchType.Int asked && isNumber(fetch.leaf())) {
            return with(fetch, number(fetch, asked));
        } else if (type instanceof FetchType.Bits bits) {
            requireOneValue(fetch, failure);
            return with(
                    fetch, new FetchLeaf.Bits(bits.containerBits() / 8, bits.shift(), bits.widthBits(), bits.signed()));
        } else if (type instanceof FetchType.Array array) {
            return array(fetch, array, failure);
        } else if (type instanceof FetchType.PathName || type instanceof FetchType.SymbolText) {
            throw failure.apply("only the kernel's trace events make text of it");
        } else if (type instanceof FetchType.Unknown unknown) {
            throw failure.apply("no kernel knows the type '" + unknown.name() + "'");
        }
        requireOneValue(fetch, failure);
        int bits = type instanceof FetchType.Int asked ? asked.bits() : type instanceof FetchType.Char ? 8 : 64;
        if (bits == 0) {
            throw failure.apply("it is no number: say how many bits, as in u64");
        }
        boolean signed = type instanceof FetchType.Int asked && asked.radix() == FetchType.Radix.SIGNED;
        return with(fetch, new FetchLeaf.Int(bits / 8, signed));
    }

    private static boolean isNumber(FetchLeaf leaf) {
        return leaf instanceof FetchLeaf.Int || leaf instanceof FetchLeaf.Bits;
    }

    /** A bit-field stays one, of whatever type it is to be shown: its neighbours are not part of it. */
    private static FetchLeaf number(FetchArgument.Fetch fetch, FetchType.Int asked) {
        boolean signed = asked.radix() == FetchType.Radix.SIGNED;
        if (fetch.leaf() instanceof FetchLeaf.Bits bits) {
            int width = asked.bits() == 0 ? bits.widthBits() : Math.min(bits.widthBits(), asked.bits());
            return new FetchLeaf.Bits(bits.containerBytes(), bits.shift(), width, signed);
        }
        int bytes = asked.bits() == 0 ? ((FetchLeaf.Int) fetch.leaf()).sizeBytes() : asked.bits() / 8;
        return new FetchLeaf.Int(bytes, signed);
    }

    private static void requireOneValue(FetchArgument.Fetch fetch, Function<String, ProbeResolutionException> failure) {
        if (fetch.base() instanceof FetchBase.Pieces) {
            throw failure.apply("it lies in several places: select a member of it");
        }
    }

    private static FetchArgument.Fetch array(
            FetchArgument.Fetch fetch, FetchType.Array array, Function<String, ProbeResolutionException> failure) {
        if (fetch.derefs().isEmpty()) {
            throw failure.apply("it lies in a register, not in memory; what a pointer leads to is selected with [0]");
        } else if (array.count() < 1) {
            throw failure.apply("an array of no elements has nothing to read");
        }
        FetchType element = array.element();
        if (element instanceof FetchType.Text text) {
            List<Deref> derefs = fetch.derefs();
            boolean user = derefs.get(derefs.size() - 1).space() == AddressSpaceKind.USER;
            return with(
                    fetch,
                    new FetchLeaf.Texts(array.count(), text.maxBytes(), user ? AddressSpaceKind.USER : text.space()));
        } else if (element instanceof FetchType.Int value && value.bits() > 0) {
            return with(fetch, new FetchLeaf.Memory(value.bits() / 8 * array.count()));
        } else if (element instanceof FetchType.Char) {
            return with(fetch, new FetchLeaf.Memory(array.count()));
        } else if (element instanceof FetchType.Symbol) {
            return with(fetch, new FetchLeaf.Memory(8 * array.count()));
        }
        throw failure.apply("there are no arrays of " + element);
    }

    private static FetchArgument.Fetch with(FetchArgument.Fetch fetch, FetchLeaf leaf) {
        return new FetchArgument.Fetch(fetch.base(), fetch.derefs(), leaf);
    }
}
