// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Fetches that nobody gave a meaning to, taken at their word: they can be run and made to fault, not proved. */
final class BareMeaning {
    private BareMeaning() {}

    /** @throws NotJudgedException if not even that is possible */
    static Meaning of(FetchArgument argument, ByteOrder order) {
        FetchArgument.Fetch fetch = argument.fetch();
        Start start = start(fetch.base());
        long offset = fetch.base() instanceof FetchBase.Symbol symbol ? symbol.offset() : 0;
        if (start instanceof Start.Variable && fetch.derefs().isEmpty()) {
            return new Meaning(start, List.of(), new Meaning.Address(offset), List.of(), List.of(), false);
        }
        List<Meaning.Access> accesses = new ArrayList<>();
        for (int i = 0; i < fetch.derefs().size(); i++) {
            Deref deref = fetch.derefs().get(i);
            int size = i == fetch.derefs().size() - 1 ? leafBytes(fetch.leaf()) : 8;
            long at = deref.offset() + (i == 0 ? offset : 0);
            accesses.add(new Meaning.Access("memory", "", 0, 0, at, size, deref.space(), ""));
        }
        return new Meaning(start, accesses, end(fetch.leaf(), order), List.of(), List.of(), false);
    }

    /** What a text names without a place: there is nothing to be wrong about. */
    static boolean isItsOwnMeaning(FetchArgument.Fetch fetch) {
        return fetch.base() instanceof FetchBase.Comm
                || fetch.base() instanceof FetchBase.Immediate && fetch.derefs().isEmpty();
    }

    private static Start start(FetchBase base) {
        if (base instanceof FetchBase.Register register) {
            return new Start.Held(register.register());
        } else if (base instanceof FetchBase.Immediate immediate) {
            return new Start.Known(immediate.value());
        } else if (base instanceof FetchBase.Symbol symbol) {
            return new Start.Variable(symbol.name());
        } else if (base instanceof FetchBase.Comm) {
            return new Start.TaskName();
        }
        throw new NotJudgedException("it is computed, and nothing says what it should be");
    }

    private static Meaning.End end(FetchLeaf leaf, ByteOrder order) {
        if (leaf instanceof FetchLeaf.Int value) {
            return new Meaning.Whole(value.sizeBytes(), value.signed());
        } else if (leaf instanceof FetchLeaf.Bits run) {
            int first = order == ByteOrder.LITTLE_ENDIAN
                    ? run.shift()
                    : run.containerBytes() * 8 - run.shift() - run.widthBits();
            return new Meaning.BitRun(first, run.widthBits(), run.signed());
        } else if (leaf instanceof FetchLeaf.Text text) {
            return new Meaning.Text(text.maxBytes());
        } else if (leaf instanceof FetchLeaf.Memory memory) {
            return new Meaning.Raw(memory.sizeBytes());
        }
        throw new NotJudgedException("several texts in a row are not emulated yet");
    }

    private static int leafBytes(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Int value) {
            return value.sizeBytes();
        } else if (leaf instanceof FetchLeaf.Bits bits) {
            return bits.containerBytes();
        }
        return leaf instanceof FetchLeaf.Memory memory ? memory.sizeBytes() : 0;
    }
}
