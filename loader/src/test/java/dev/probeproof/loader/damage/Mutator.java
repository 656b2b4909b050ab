// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damages files in ways that readers are known to stumble over: not only flipped bits, but wrong numbers where a reader
 * looks for a number, ranges that moved, and parts of another file. A mutant depends on the seed and its index alone.
 */
public final class Mutator {
    private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;
    private static final int MOST_EDITS = 4;
    private static final int LONGEST_RANGE = 256;
    private static final long[] BOUNDARIES = {
        0,
        1,
        2,
        3,
        7,
        8,
        0x7f,
        0x80,
        0xff,
        0x100,
        0x7fff,
        0x8000,
        0xffff,
        0x1_0000,
        0x00ff_ffff,
        0x7fff_ffff,
        0x8000_0000L,
        0xffff_fff8L,
        0xffff_ffffL,
        0x1_0000_0000L,
        0x7fff_ffff_ffff_ffffL,
        0x8000_0000_0000_0000L,
        -8,
        -1
    };

    private final long seed;
    private final List<Specimen> specimens;

    /** @param specimens sound files, objects or types, in an order that never changes */
    Mutator(long seed, List<Specimen> specimens) {
        this.seed = seed;
        this.specimens = List.copyOf(specimens);
    }

    /** The mutant of that index: the same one, whatever was asked before. */
    Mutant mutant(int index) {
        return new Edits(new SplittableRandom(seed + index * GOLDEN_RATIO)).mutant();
    }

    /** The edits that make one mutant. */
    private final class Edits {
        private final SplittableRandom random;
        private final Specimen specimen;
        private final StringBuilder history;
        private byte[] bytes;

        Edits(SplittableRandom random) {
            this.random = random;
            this.specimen = specimens.get(random.nextInt(specimens.size()));
            this.history = new StringBuilder(specimen.name());
            this.bytes = specimen.bytes().clone();
        }

        Mutant mutant() {
            // A single wrong number is found most often and understood best.
            int edits = random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(MOST_EDITS);
            for (int i = 0; i < edits && bytes.length > Long.BYTES; i++) {
                edit();
            }
            return new Mutant(history.toString(), bytes);
        }

        /** Half of all edits are to fields; nothing that moves bytes comes before an edit that knows where they are. */
        private void edit() {
            boolean moved = bytes.length != specimen.bytes().length;
            switch (random.nextInt(moved ? 8 : 16)) {
                case 0 -> flipBit();
                case 1, 2 -> putBoundary();
                case 3 -> swapRanges();
                case 4 -> duplicateRange();
                case 5 -> cutRange();
                case 6 -> overwriteRange();
                case 7 -> splice();
                case 8 -> reverseField();
                default -> putField();
            }
        }

        private void flipBit() {
            int bit = random.nextInt(8 * bytes.length);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            say("bit " + bit + " flipped");
        }

        private void putBoundary() {
            int width = 1 << random.nextInt(4);
            int at = random.nextInt(bytes.length / width) * width;
            put(at, width, BOUNDARIES[random.nextInt(BOUNDARIES.length)], "");
        }

        private void putField() {
            Field field = anyField();
            put(field.offset(), field.width(), valueFor(field), field.name() + " ");
        }

        /** Every name is as likely as every other, or the many words of instructions would be all that is ever hit. */
        private Field anyField() {
            if (random.nextInt(2) == 0) {
                return specimen.fields().get(random.nextInt(specimen.fields().size()));
            }
            List<Field> named = specimen.byName()
                    .get(specimen.fields()
                            .get(random.nextInt(specimen.fields().size()))
                            .name());
            return named.get(random.nextInt(named.size()));
        }

        private long valueFor(Field field) {
            long old = get(field);
            List<Field> namesakes = specimen.byName().get(field.name());
            return switch (random.nextInt(8)) {
                case 0 -> old + 1;
                case 1 -> old - 1;
                case 2 -> old ^ 1L << random.nextInt(8 * field.width());
                case 3 -> random.nextInt(64);
                case 4 -> bytes.length - random.nextInt(2) * random.nextInt(64);
                case 5, 6 -> get(namesakes.get(random.nextInt(namesakes.size())));
                default -> BOUNDARIES[random.nextInt(BOUNDARIES.length)];
            };
        }

        private void reverseField() {
            Field field = anyField();
            byte[] before = Arrays.copyOfRange(bytes, field.offset(), field.offset() + field.width());
            for (int i = 0; i < before.length; i++) {
                bytes[field.offset() + i] = before[before.length - 1 - i];
            }
            say(field.name() + " at " + field.offset() + " in the other byte order");
        }

        private void swapRanges() {
            int length = rangeLength();
            int one = rangeStart(length);
            int other = rangeStart(length);
            byte[] kept = Arrays.copyOfRange(bytes, one, one + length);
            System.arraycopy(bytes, other, bytes, one, length);
            System.arraycopy(kept, 0, bytes, other, length);
            say(length + " bytes at " + one + " and " + other + " swapped");
        }

        private void duplicateRange() {
            int length = rangeLength();
            int at = rangeStart(length);
            byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
            System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
            bytes = longer;
            say(length + " bytes at " + at + " twice");
        }

        private void cutRange() {
            boolean tail = random.nextInt(2) == 0;
            int at = tail ? random.nextInt(bytes.length) : rangeStart(LONGEST_RANGE);
            int length = tail ? bytes.length - at : Math.min(rangeLength(), bytes.length - at);
            byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
            System.arraycopy(bytes, at + length, shorter, at, bytes.length - at - length);
            bytes = shorter;
            say(length + " bytes at " + at + " cut");
        }

        private void overwriteRange() {
            int length = rangeLength();
            int from = rangeStart(length);
            int to = rangeStart(length);
            System.arraycopy(bytes, from, bytes, to, length);
            say(length + " bytes at " + from + " copied to " + to);
        }

        /** A range, or all that follows, from another file. */
        private void splice() {
            Specimen other = specimens.get(random.nextInt(specimens.size()));
            int most = Math.min(bytes.length, other.bytes().length);
            int at = random.nextInt(most / Long.BYTES) * Long.BYTES;
            if (random.nextInt(2) == 0) {
                byte[] joined = Arrays.copyOf(bytes, other.bytes().length);
                System.arraycopy(other.bytes(), at, joined, at, joined.length - at);
                bytes = joined;
                say("from " + at + " on as " + other.name());
            } else {
                int length = Math.min(rangeLength(), most - at);
                System.arraycopy(other.bytes(), at, bytes, at, length);
                say(length + " bytes at " + at + " from " + other.name());
            }
        }

        private int rangeLength() {
            int length = 1 + random.nextInt(LONGEST_RANGE);
            return Math.min(random.nextInt(2) == 0 ? length : (length + 7) / 8 * 8, bytes.length / 2);
        }

        private int rangeStart(int length) {
            int start = random.nextInt(Math.max(1, bytes.length - length));
            return random.nextInt(2) == 0 ? start : start / 8 * 8;
        }

        private long get(Field field) {
            ByteBuffer view = ByteBuffer.wrap(bytes).order(specimen.order());
            return switch (field.width()) {
                case 1 -> view.get(field.offset());
                case 2 -> view.getShort(field.offset());
                case 4 -> view.getInt(field.offset());
                default -> view.getLong(field.offset());
            };
        }

        private void put(int at, int width, long value, String name) {
            ByteBuffer view = ByteBuffer.wrap(bytes).order(specimen.order());
            switch (width) {
                case 1 -> view.put(at, (byte) value);
                case 2 -> view.putShort(at, (short) value);
                case 4 -> view.putInt(at, (int) value);
                default -> view.putLong(at, value);
            }
            say(name + "at " + at + " = 0x" + Long.toHexString(value) + " (" + width + " bytes)");
        }

        private void say(String done) {
            history.append("; ").append(done);
        }
    }
}
