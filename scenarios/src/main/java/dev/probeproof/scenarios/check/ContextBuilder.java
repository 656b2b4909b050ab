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
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<Register, Node> roots = new LinkedHashMap<>();

    ContextBuilder(Arch arch, List<Meaning> meanings) {
        this.arch = arch;
        for (Meaning meaning : meanings) {
            addPath(meaning);
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

    /** The context of a round. */
    SyntheticContext build(int round) {
        placeAll(round);
        ByteBuffer registers = ByteBuffer.allocate(arch.ptRegsBytes()).order(arch.byteOrder());
        for (Register register : arch.registers()) {
            Node root = roots.get(register);
            int offset = register.ptRegsOffset();
            registers.putLong(offset, root == null ? Noise.word(round, offset) : root.address);
        }
        SyntheticContext context = new SyntheticContext(PtRegs.of(arch, registers.array()));
        for (Node node : nodes.values()) {
            context.add(new SyntheticContext.Block(
                    node.address + node.lowest, contents(node, round), node.name, node.typeId));
        }
        for (Node node : nodes.values()) {
            for (Link link : node.links) {
                context.writePointer(node.address + link.offset(), link.target().address);
            }
        }
        return context;
    }

    private void addPath(Meaning meaning) {
        StringBuilder key = new StringBuilder(meaning.start().name());
        @Nullable Node previous = null;
        long previousOffset = 0;
        for (int i = 0; i < meaning.accesses().size(); i++) {
            Meaning.Access access = meaning.accesses().get(i);
            Node node = nodes.computeIfAbsent(key.toString(), unused -> new Node(access.space()));
            describe(node, access);
            if (previous == null) {
                roots.putIfAbsent(meaning.start(), node);
            } else {
                Link link = new Link(previousOffset, node);
                if (!previous.links.contains(link)) {
                    previous.links.add(link);
                }
            }
            if (i == meaning.accesses().size() - 1 && meaning.end() instanceof Meaning.Text text) {
                node.texts.add(textPlace(access, text));
            }
            key.append('>').append(access.offset());
            previous = node;
            previousOffset = access.offset();
        }
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
