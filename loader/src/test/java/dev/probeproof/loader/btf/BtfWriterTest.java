// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BtfWriterTest {
    private static Btf read(byte[] blob) {
        return BtfReader.read(Bytes.wrap(blob, "written"));
    }

    private static void assertEqualTypes(Btf actual, Btf expected) {
        assertThat(actual.endId()).isEqualTo(expected.endId());
        for (int id = expected.firstId(); id < expected.endId(); id++) {
            assertThat(actual.type(id)).as("type %d", id).isEqualTo(expected.type(id));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.probeproof.loader.btf.BtfTest#orders")
    void keepsEveryTypeInEitherByteOrder(ByteOrder order) {
        Btf original = BtfTest.everyKind(ByteOrder.LITTLE_ENDIAN);

        Btf written = read(BtfWriter.write(original, order));

        assertThat(written.order()).isEqualTo(order);
        assertEqualTypes(written, original);
    }

    @Test
    void writesEveryTextOnce() {
        BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        int integer = editor.add(new BtfType.Int("same", 4, true, false, false, 0, 32));
        // What a careless writer leaves: one text twice, and one that nobody uses.
        Btf once = editor.toBtf();
        byte[] careless = ByteBuffer.allocate(once.raw().size() + 12)
                .put(once.raw().toArray())
                .put("same\0unused\0".getBytes(StandardCharsets.US_ASCII))
                .array();
        ByteBuffer.wrap(careless)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(20, once.stringSection().size() + 12);

        Btf written = read(BtfWriter.write(read(careless)));

        assertThat(written.stringSection().toArray()).isEqualTo("\0same\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(written.type(integer)).isEqualTo(once.type(integer));
    }

    @Test
    void keepsTheAttributeBitOfTags() {
        BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        int integer = editor.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
        BtfType typeTag = new BtfType.Alias(BtfKind.TYPE_TAG, "address_space(1)", integer, true);
        int tag = editor.add(typeTag);
        int variable = editor.add(new BtfType.Var("v", tag, 1));
        BtfType declTag = new BtfType.DeclTag("section(\"x\")", variable, -1, true);
        int declared = editor.add(declTag);

        Btf written = read(BtfWriter.write(editor.toBtf(), ByteOrder.BIG_ENDIAN));

        assertThat(written.type(tag)).isEqualTo(typeTag);
        assertThat(written.type(declared)).isEqualTo(declTag);
    }

    @Nested
    class Split {
        private final BtfEditor below = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        private final int integer = below.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
        private final Btf base = below.toBtf();
        private final Btf module = module();

        /** Ids go on from 2, strings from the end of the base's {@code \0int\0}. */
        private Btf module() {
            ByteBuffer blob = ByteBuffer.allocate(24 + 12 + 5).order(ByteOrder.LITTLE_ENDIAN);
            blob.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
            blob.putInt(0).putInt(12).putInt(12).putInt(5);
            blob.putInt(5).putInt(BtfKind.TYPEDEF.number() << 24).putInt(integer);
            blob.put(new byte[] {'m', 'i', 'n', 'e', 0});
            return BtfReader.readSplit(Bytes.wrap(blob.array(), "module"), base);
        }

        @Test
        void isWrittenOverTheSameBase() {
            Btf written = BtfReader.readSplit(Bytes.wrap(BtfWriter.write(module), "written"), base);

            assertEqualTypes(written, module);
            assertThat(written.stringSection().toArray()).isEqualTo("mine\0".getBytes(StandardCharsets.US_ASCII));
        }

        @Test
        void canBeAppendedToWithoutRepeatingTheBase() {
            BtfEditor editor = BtfEditor.of(module);
            int pointer = editor.add(new BtfType.Ptr(2));
            int other = editor.add(new BtfType.Alias(BtfKind.TYPEDEF, "other", pointer));

            Btf extended = editor.toBtf();

            assertThat(pointer).isEqualTo(3);
            assertThat(extended.type(2)).isEqualTo(module.type(2));
            assertThat(extended.name(other)).isEqualTo("other");
            assertThat(extended.firstId()).isEqualTo(2);
            assertThat(extended.find(BtfKind.INT, "int")).contains(integer);
        }

        @Test
        void doesNotLetTheBaseBeEdited() {
            BtfEditor editor = BtfEditor.of(module);

            assertThatThrownBy(() -> editor.replace(integer, new BtfType.Ptr(0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there is no type 1; ids go from 2 to 2");
        }

        @Test
        void mayHaveNoTextsOfItsOwn() {
            ByteBuffer blob = ByteBuffer.allocate(24 + 12).order(ByteOrder.LITTLE_ENDIAN);
            blob.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
            blob.putInt(0).putInt(12).putInt(12).putInt(0);
            blob.putInt(1).putInt(BtfKind.TYPEDEF.number() << 24).putInt(integer);

            Btf silent = BtfReader.readSplit(Bytes.wrap(blob.array(), "module"), base);

            assertThat(silent.name(2)).isEqualTo("int");
            assertThat(BtfReader.readSplit(Bytes.wrap(BtfWriter.write(silent), "written"), base)
                            .type(2))
                    .isEqualTo(silent.type(2));
        }
    }

    /** The newest form: a header of 32 bytes and a section that tells the size of every kind. */
    @Nested
    class LayoutSection {
        private static final int UNKNOWN_KIND = 25;
        private static final int KINDS = 26;

        /** An int, a record of a kind from the future with two parts of 4 bytes, a typedef of the int. */
        private byte[] blob(ByteOrder order) {
            int types = 16 + (12 + 8 + 2 * 4) + 12;
            byte[] strings = "\0int\0later\0t\0".getBytes(StandardCharsets.US_ASCII);
            ByteBuffer blob =
                    ByteBuffer.allocate(32 + types + 4 * KINDS + strings.length).order(order);
            blob.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(32);
            blob.putInt(0).putInt(types);
            blob.putInt(types + 4 * KINDS).putInt(strings.length);
            blob.putInt(types).putInt(4 * KINDS);
            blob.putInt(1).putInt(BtfKind.INT.number() << 24).putInt(4).putInt(1 << 24 | 32);
            blob.putInt(5).putInt(UNKNOWN_KIND << 24 | 2).putInt(99);
            blob.putInt(1).putInt(2).putInt(3).putInt(4);
            blob.putInt(11).putInt(BtfKind.TYPEDEF.number() << 24).putInt(1);
            int layout = blob.position();
            blob.put(layout + 4 * UNKNOWN_KIND, (byte) 8).put(layout + 4 * UNKNOWN_KIND + 1, (byte) 4);
            blob.position(layout + 4 * KINDS);
            return blob.put(strings).array();
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.btf.BtfTest#orders")
        void letsKindsOfTheFutureBeSteppedOver(ByteOrder order) {
            Btf btf = read(blob(order));

            assertThat(btf.type(2)).isEqualTo(new BtfType.Unknown(UNKNOWN_KIND, "later"));
            assertThat(btf.kind(2)).isEqualTo(BtfKind.VOID);
            assertThat(btf.type(3)).isEqualTo(new BtfType.Alias(BtfKind.TYPEDEF, "t", 1));
        }

        @Test
        void isWrittenWithWhatItDescribes() {
            Btf btf = read(blob(ByteOrder.LITTLE_ENDIAN));

            Btf written = read(BtfWriter.write(btf));

            assertEqualTypes(written, btf);
            assertThat(written.layout().section()).isEqualTo(btf.layout().section());
            assertThat(BtfEditor.of(btf).toBtf().raw()).isEqualTo(btf.raw());
        }

        @Test
        void isDroppedForKernelsThatRefuseIt() {
            Btf old = BtfSanitizer.sanitize(read(withoutUnknown()), BtfFeature.of(7, 0));

            assertThat(old.raw().u32(4)).isEqualTo(24);
            assertThat(BtfSanitizer.sanitize(read(withoutUnknown()), BtfFeature.of(7, 1))
                            .raw()
                            .u32(4))
                    .isEqualTo(32);
        }

        private byte[] withoutUnknown() {
            byte[] blob = blob(ByteOrder.LITTLE_ENDIAN);
            // The record of the future becomes an empty struct's and a union's: the same 28 bytes.
            ByteBuffer bytes = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(32 + 16 + 4, BtfKind.ENUM.number() << 24 | 2).putInt(32 + 16 + 8, 4);
            return blob;
        }

        @Test
        void cannotTurnWhatIsNotUnderstoodRound() {
            Btf btf = read(blob(ByteOrder.LITTLE_ENDIAN));

            assertThatThrownBy(() -> BtfWriter.write(btf, ByteOrder.BIG_ENDIAN))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("type 2 is of kind 25");
        }

        @Test
        void mustKnowTheKind() {
            byte[] blob = blob(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN).putInt(28, 4 * 20);

            assertThatThrownBy(() -> read(blob))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("unknown type kind 25");
        }

        @ParameterizedTest
        @ValueSource(ints = {28, 36, 40})
        void mayBeMissingFromAHeaderWhoseRestIsZero(int headerBytes) {
            Btf original = BtfTest.everyKind(ByteOrder.LITTLE_ENDIAN);
            byte[] old = original.raw().toArray();
            byte[] longer = new byte[old.length + headerBytes - 24];
            System.arraycopy(old, 0, longer, 0, 24);
            System.arraycopy(old, 24, longer, headerBytes, old.length - 24);
            longer[4] = (byte) headerBytes;

            assertEqualTypes(read(longer), original);

            longer[headerBytes - 1] = 1;
            assertThatThrownBy(() -> read(longer))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("says something that is not understood");
        }
    }

    @Test
    void refusesTextsWithANul() {
        assertThatThrownBy(() -> BtfEditor.empty(ByteOrder.LITTLE_ENDIAN)
                        .add(new BtfType.Composite("a\0b", false, 0, List.of())))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
