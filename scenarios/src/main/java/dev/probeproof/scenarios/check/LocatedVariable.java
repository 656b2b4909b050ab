// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.dwarf.VariableLocation;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import java.util.ArrayList;
import java.util.List;

/**
 * A variable that debug information places. What it says is taken as given; how the place is read is not.
 *
 * @param sizeBytes of its type
 */
record LocatedVariable(String name, VariableLocation location, int typeId, int sizeBytes) {
    private static final String MEMORY = "memory";

    PathStart start() {
        if (location instanceof VariableLocation.Memory memory) {
            Way way = way(memory.address());
            return new PathStart(
                    typeId,
                    null,
                    way.start(),
                    way.accesses(),
                    supports(way.start()),
                    8 * way.offset(),
                    MEMORY,
                    name,
                    -1,
                    "");
        }
        MeaningRoot root = new MeaningRoot.Located(location, sizeBytes);
        Start all = new Start.Located(location, sizeBytes, 0, Long.SIZE);
        return new PathStart(typeId, root, all, List.of(), supports(all), 0, "", "", -1, "");
    }

    /** An address as pointers that are followed, and bytes from the last of them. */
    private record Way(Start start, List<Meaning.Access> accesses, long offset) {
        Way plus(long bytes) {
            return new Way(start, accesses, offset + bytes);
        }

        Meaning.Support reading(int sizeBytes, AddressSpaceKind space) {
            List<Meaning.Access> all = new ArrayList<>(accesses);
            all.add(access(offset, sizeBytes, space));
            return new Meaning.Support(start, all);
        }
    }

    private static Meaning.Access access(long offset, int sizeBytes, AddressSpaceKind space) {
        return new Meaning.Access(MEMORY, "", 0, 0, offset, sizeBytes, space, "");
    }

    private static Way way(FetchValue address) {
        if (address instanceof FetchValue.Register register) {
            return new Way(new Start.Held(register.register()), List.of(), 0);
        } else if (address instanceof FetchValue.Constant constant) {
            return new Way(new Start.Known(constant.value()), List.of(), 0);
        } else if (address instanceof FetchValue.Symbol symbol) {
            return new Way(new Start.Variable(symbol.name()), List.of(), symbol.offset());
        } else if (address instanceof FetchValue.PerCpu variable) {
            return new Way(new Start.PerCpu(variable.name(), 0), List.of(), variable.offset());
        } else if (address instanceof FetchValue.Memory memory && memory.sizeBytes() == 8) {
            Way pointer = way(memory.address());
            return new Way(pointer.start(), pointer.reading(8, memory.space()).accesses(), 0);
        } else if (address instanceof FetchValue.Binary sum && sum.operator() == BinaryOperator.ADD) {
            if (sum.right() instanceof FetchValue.Constant constant) {
                return way(sum.left()).plus(constant.value());
            } else if (sum.left() instanceof FetchValue.Constant constant) {
                return way(sum.right()).plus(constant.value());
            }
        }
        return new Way(Start.Located.of(address), List.of(), 0);
    }

    private static List<Meaning.Support> supports(Start start) {
        List<Meaning.Support> found = new ArrayList<>();
        if (start instanceof Start.Located located) {
            collect(located.location(), located.sizeBytes(), found);
        }
        return found;
    }

    private static void collect(VariableLocation location, long sizeBytes, List<Meaning.Support> found) {
        if (location instanceof VariableLocation.Value value) {
            collect(value.value(), found);
        } else if (location instanceof VariableLocation.Memory memory) {
            Way way = way(memory.address());
            found.addAll(supports(way.start()));
            found.add(way.reading((int) sizeBytes, AddressSpaceKind.KERNEL));
        } else if (location instanceof VariableLocation.Pieces pieces) {
            pieces.pieces()
                    .forEach(
                            piece -> collect(piece.location(), (piece.sizeBits() + piece.offsetBits() + 7) / 8, found));
        }
    }

    private static void collect(FetchValue value, List<Meaning.Support> found) {
        if (value instanceof FetchValue.Memory memory) {
            Way way = way(memory.address());
            found.addAll(supports(way.start()));
            found.add(way.reading(memory.sizeBytes(), memory.space()));
        } else if (value instanceof FetchValue.Extend extend) {
            collect(extend.value(), found);
        } else if (value instanceof FetchValue.Unary unary) {
            collect(unary.value(), found);
        } else if (value instanceof FetchValue.Binary binary) {
            collect(binary.left(), found);
            collect(binary.right(), found);
        }
    }
}
