// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Builds registers and memory in which every expression of a probe point can be followed to its end. Objects that two
 * expressions share are one object. What is not on any path is filled with bytes that follow from the address and the
 * round, so two places agree in all rounds only by a chance of 2⁻²⁴ or less.
 */
final class ContextBuilder {
    /** Behind every object, so that the compatible layout's 8-byte reads of narrow members stay inside. */
    private static final int SLACK_BYTES = 64;

    /** Objects of unknown size, such as what a {@code void *} points to. */
    private static final int UNKNOWN_OBJECT_BYTES = 64;

    /** Members that lie further apart than this are not built: the largest object of a kernel is far smaller. */
    private static final long MAX_OBJECT_BYTES = 4L << 20;

    private static final long SPACING = 4 * MAX_OBJECT_BYTES;

    private final Arch arch;
    private final SyntheticSymbols symbols;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<Start, Node> roots = new LinkedHashMap<>();

    /** @throws UnsupportedFeatureException for objects that are too large to be built */
    ContextBuilder(Arch arch, SyntheticSymbols symbols, List<Meaning> meanings) {
        this.arch = arch;
        this.symbols = symbols;
        for (Meaning meaning : meanings) {
            meaning.supports().forEach(support -> addPath(support.start(), support.accesses(), null));
            addPath(meaning.start(), meaning.accesses(), meaning.end());
            if (meaning.start() instanceof Start.PerCpu copy) {
                addPerCpuOffset(copy);
            }
        }
        for (Node node : nodes.values()) {
            for (TextPlace text : node.texts) {
                node.highest = Math.max(node.highest, text.offset() + text.room() + 1);
            }
        }
    }

    /** An object that some pointer on some path points to. */
    private static final class Node {
        final AddressSpaceKind space;
        String key = "";
        String name = "";
        int typeId;
        long lowest;
        long highest;
        long address;
        final List<TextPlace> texts = new ArrayList<>();
        final List<Link> links = new ArrayList<>();

        Node(AddressSpaceKind space) {
            this.space = space;
        }
    }

    /** {@code inPlace}: an array member, whose text may end without a NUL when the array does. */
    private record TextPlace(long offset, int room, boolean inPlace) {}

    private record Link(long offset, Node target) {}

    /**
     * The context of this round.
     *
     * @throws NotJudgedException if registers and memory cannot be made such that a pointer leads where it should
     */
    SyntheticContext build(int round) {
        placeAll(round);
        ByteBuffer registers = ByteBuffer.allocate(arch.ptRegsBytes()).order(arch.byteOrder());
        for (Register register : arch.registers()) {
            Node root = roots.get(new Start.Held(register));
            int offset = register.ptRegsOffset();
            registers.putLong(offset, root == null ? Noise.word(round, offset) : root.address);
        }
        SyntheticContext context = new SyntheticContext(PtRegs.of(arch, registers.array()), symbols);
        for (Node node : nodes.values()) {
            context.add(new SyntheticContext.Block(
                    node.address + node.lowest, contents(node, round), node.name, node.typeId));
        }
        for (Node node : nodes.values()) {
            for (Link link : node.links) {
                context.writePointer(node.address + link.offset(), link.target().address);
            }
        }
        writePerCpuOffsets(context);
        solve(context);
        return context;
    }

    /** Pointers that are computed: what they are computed from is made such that they lead to their objects. */
    private void solve(SyntheticContext context) {
        StartValue values = new StartValue(context);
        StartSolver solver = new StartSolver(context);
        roots.forEach((start, node) -> {
            if (start instanceof Start.Located && !solver.set(start, node.address)) {
                throw new NotJudgedException("the pointer is computed in a way that cannot be made to lead anywhere");
            }
        });
        roots.forEach((start, node) -> {
            if (values.of(start).orElse(0) != node.address) {
                throw new NotJudgedException("it shares registers with another argument, which needs them to differ");
            }
        });
    }

    private void addPerCpuOffset(Start.PerCpu copy) {
        long element = 8L * copy.cpu();
        addPath(
                new Start.Variable(SyntheticSymbols.PER_CPU_OFFSETS),
                List.of(new Meaning.Access(
                        SyntheticSymbols.PER_CPU_OFFSETS, "", 0, 0, element, 8, AddressSpaceKind.KERNEL, "")),
                null);
    }

    private void writePerCpuOffsets(SyntheticContext context) {
        for (Start start : roots.keySet()) {
            if (start instanceof Start.PerCpu copy) {
                long offsets = context.symbol(SyntheticSymbols.PER_CPU_OFFSETS).orElseThrow();
                context.writePointer(offsets + 8L * copy.cpu(), SyntheticSymbols.perCpuOffset(copy.cpu()));
            }
        }
    }

    private void addPath(Start start, List<Meaning.Access> accesses, Meaning.@Nullable End end) {
        StringBuilder key = new StringBuilder(start.toString());
        @Nullable Node previous = null;
        long previousOffset = 0;
        for (int i = 0; i < accesses.size(); i++) {
            Meaning.Access access = accesses.get(i);
            Node node = previous == null
                    ? roots.computeIfAbsent(start, unused -> added(key + "#" + roots.size(), access))
                    : nodes.computeIfAbsent(key.toString(), unused -> new Node(access.space()));
            if (previous == null) {
                key.setLength(0);
                key.append(node.key);
            }
            describe(node, access);
            if (previous != null) {
                Link link = new Link(previousOffset, node);
                if (!previous.links.contains(link)) {
                    previous.links.add(link);
                }
            }
            if (i == accesses.size() - 1 && end instanceof Meaning.Text text) {
                node.texts.add(textPlace(access, text));
            }
            key.append('>').append(access.offset());
            previous = node;
            previousOffset = access.offset();
        }
    }

    private Node added(String key, Meaning.Access access) {
        Node node = new Node(access.space());
        node.key = key;
        nodes.put(key, node);
        return node;
    }

    /** Text behind a pointer may be longer than what is fetched; text in place ends with its array. */
    private static TextPlace textPlace(Meaning.Access access, Meaning.Text text) {
        boolean inPlace = access.sizeBytes() > 0;
        return new TextPlace(access.offset(), inPlace ? access.sizeBytes() : text.maxBytes() + 8, inPlace);
    }

    private static void describe(Node node, Meaning.Access access) {
        if (node.name.isEmpty()) {
            node.name = access.object();
            node.typeId = access.typeId();
        }
        // A container that covers a bit-field may start up to 7 bytes before the field does.
        node.lowest = Math.min(node.lowest, access.offset() < 0 ? access.offset() - 8 : 0);
        long size = Math.max(access.objectBytes(), access.offset() + Math.max(access.sizeBytes(), 8));
        node.highest = Math.max(node.highest, size == 0 ? UNKNOWN_OBJECT_BYTES : size);
        boolean far = Math.abs(access.offset()) > MAX_OBJECT_BYTES || access.sizeBytes() > MAX_OBJECT_BYTES;
        if (far || node.highest - node.lowest > MAX_OBJECT_BYTES) {
            throw new UnsupportedFeatureException(
                    "check of " + access.place() + " at offset " + access.offset(),
                    "objects of more than " + (MAX_OBJECT_BYTES >> 20) + " MiB are not built");
        }
    }

    private void placeAll(int round) {
        int index = 0;
        for (Node node : nodes.values()) {
            long base = node.space == AddressSpaceKind.USER
                    ? SyntheticAddresses.user(arch)
                    : SyntheticAddresses.kernel(arch);
            long within = (Noise.word(round, 0x1000_0000L + index) & 0x3fff) * 64;
            node.address = base + (index + 1) * SPACING + within;
            index++;
        }
        roots.forEach((start, node) -> fixed(start).ifPresent(address -> node.address = address));
    }

    /** Where an object must lie, if that is not up to the check. */
    private OptionalLong fixed(Start start) {
        if (start instanceof Start.Known known) {
            return OptionalLong.of(known.value());
        } else if (start instanceof Start.Variable variable) {
            return symbols.address(variable.name());
        } else if (start instanceof Start.PerCpu copy) {
            OptionalLong address = symbols.address(copy.name());
            return address.isEmpty()
                    ? address
                    : OptionalLong.of(address.getAsLong() + SyntheticSymbols.perCpuOffset(copy.cpu()));
        }
        return OptionalLong.empty();
    }

    private static byte[] contents(Node node, int round) {
        long start = node.address + node.lowest;
        byte[] bytes = Noise.bytes(round, start, Math.toIntExact(node.highest - node.lowest + SLACK_BYTES));
        for (TextPlace text : node.texts) {
            writeText(bytes, Math.toIntExact(text.offset() - node.lowest), text, start, round);
        }
        return bytes;
    }

    /** Lengths differ by round: some text, all that fits, more than fits, none. */
    private static void writeText(byte[] bytes, int at, TextPlace text, long seed, int round) {
        int room = text.room();
        int length = switch (round % 4) {
            case 0 -> room / 2;
            case 1 -> Math.max(0, room - 1);
            case 2 -> room;
            default -> 0;
        };
        for (int i = 0; i < length; i++) {
            bytes[at + i] = (byte) ('a' + (Noise.at(round, seed + 7L * i + at) & 0xff) % 26);
        }
        if (length < room || !text.inPlace()) {
            bytes[at + length] = 0;
        }
    }
}
