// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KernelObjectsTest {
    private final List<EmulatedKernel> kernels = new ArrayList<>();

    static Stream<Arch> bothByteOrders() {
        return Stream.of(Archs.X86_64, Archs.S390X);
    }

    private KernelObjects objects(Arch arch) {
        EmulatedKernel kernel = SmallKernel.on(arch);
        kernels.add(kernel);
        return kernel.objects();
    }

    private final KernelObjects objects = objects(Archs.X86_64);

    @AfterEach
    void close() {
        kernels.forEach(EmulatedKernel::close);
    }

    @ParameterizedTest
    @MethodSource("bothByteOrders")
    void objectsLeadToEachOther(Arch arch) {
        KernelObjects objects = objects(arch);

        KernelObject dentry = objects.object("struct dentry")
                .set("d_name.name", objects.text("passwd"))
                .set("d_name.len", 6)
                .set("d_iname", "passwd");
        KernelObject file = objects.object("struct file")
                .set("f_path.dentry", dentry)
                .set("f_slots[2]", dentry)
                .set("f_flags", -2);

        assertThat(file.text("f_path.dentry->d_name.name")).isEqualTo("passwd");
        assertThat(file.text("f_path.dentry->d_iname")).isEqualTo("passwd");
        assertThat(file.number("f_slots[2]->d_name.len")).isEqualTo(6);
        assertThat(file.number("f_flags")).isEqualTo(-2);
        assertThat(file.member("f_path.dentry").address()).isEqualTo(dentry.address());
        assertThat(ByteBuffer.wrap(file.bytes("f_path.dentry"))
                        .order(arch.byteOrder())
                        .getLong())
                .isEqualTo(dentry.address());
    }

    @ParameterizedTest
    @MethodSource("bothByteOrders")
    void bitFieldsLieWhereTheCompilerPutsThem(Arch arch) {
        KernelObject file = objects(arch).object("struct file").clear("");

        file.set("f_low", 5).set("f_signed", -3);

        assertThat(file.number("f_low")).isEqualTo(5);
        assertThat(file.number("f_signed")).isEqualTo(-3);
        // The first member has the lowest bits of a little-endian word, the highest of a big-endian one.
        byte[] whole = file.bytes("");
        int word = ByteBuffer.wrap(whole).order(arch.byteOrder()).getInt(20);
        assertThat(word)
                .isEqualTo(
                        arch == Archs.X86_64
                                ? 5 | (-3 & 0x7f) << 3
                                : 5 << Integer.SIZE - 3 | (-3 & 0x7f) << Integer.SIZE - 10);
    }

    @Test
    void whatNobodySetHoldsPoison() {
        assertThat(objects.object("struct file").number("f_count")).isEqualTo(0x6b6b_6b6b_6b6b_6b6bL);
    }

    @Test
    void aPointerThatNobodySetIsKnownByWhereItLeads() {
        KernelObject file = objects.object("struct file");
        KernelObject other = objects.object("struct file");

        long leads = file.number("f_slots[1]");

        assertThat(objects.unset(leads)).contains("f_slots[1] of struct file #1");
        assertThat(objects.unset(leads + 512)).contains("f_slots[1] of struct file #1");
        assertThat(objects.unset(other.number("f_path.dentry"))).contains("f_path.dentry of struct file #2");
        assertThat(objects.unset(file.address())).isEmpty();
        assertThatThrownBy(() -> file.text("f_path.dentry->d_name.name"))
                .isInstanceOf(KernelObjectException.class)
                .hasMessageContaining("nobody set f_path.dentry of struct file #1");
    }

    @ParameterizedTest
    @CsvSource({"f_state, BUSY, 4", "f_state, IDLE, 3", "f_count, BUSY, 4"})
    void enumeratorsGoByName(String member, String name, long value) {
        assertThat(objects.object("struct file").set(member, name).number(member))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "f_flag           | no member 'flag'",
                "f_path.dentri    | no member 'dentri' in struct path; nearest: dentry",
                "f_path->dentry   | 'f_path' is struct path, no pointer",
                "f_path.dentry.d_name | its members are behind '->'",
                "f_slots[3]       | 'f_slots' has 3 elements, counted from 0",
                "f_slots[         | expected a number of at most nine digits and ']' at column 9",
                "f_slots[-1]      | expected a number of at most nine digits and ']' at column 9",
                "f_path.          | expected a member's name at column 8",
                "f_flags[0]       | is int, no array",
                "f_path+1         | expected '.', '->' or '['",
            })
    void aPathThatLeadsNowhereSaysWhatIsWrongWithIt(String path, String message) {
        String expected = message.equals("no member 'flag'") ? "no member 'f_flag'" : message;
        assertThatThrownBy(() -> objects.object("struct file").number(path))
                .isInstanceOf(KernelObjectException.class)
                .hasMessageContaining("of struct file #1 in kernel small-x86_64")
                .hasMessageContaining(expected);
    }

    @Test
    void valuesThatDoNotFitAreRefused() {
        KernelObject file = objects.object("struct file");
        KernelObject item = objects.object("struct item");

        assertThat(file.set("f_low", 7).number("f_low")).isEqualTo(7);
        assertThatThrownBy(() -> file.set("f_low", 8)).hasMessageContaining("8 does not fit into the 3 bits");
        assertThatThrownBy(() -> file.set("f_open", 256)).hasMessageContaining("does not fit into the 8 bits");
        assertThatThrownBy(() -> file.set("f_path", 1)).hasMessageContaining("is struct path, no number");
        assertThatThrownBy(() -> file.set("f_path.dentry", item))
                .hasMessageContaining("is struct dentry *, which does not lead to struct item #2");
        assertThatThrownBy(() -> file.set("f_state", "BUZY")).hasMessageContaining("no enumerator");
        assertThatThrownBy(() -> objects.object("struct dentry").set("d_iname", "much too long"))
                .hasMessageContaining("has room for 8 bytes, not for the 13");
        assertThatThrownBy(() -> file.member("f_low")).hasMessageContaining("is a bit-field and has no address");
        assertThat(file.set("f_path.mnt", item).number("f_path.mnt")).isEqualTo(item.address());
    }

    @Test
    void anUnknownTypeNamesTheNearest() {
        assertThatThrownBy(() -> objects.object("struct dentri"))
                .hasMessage("no type 'struct dentri' in kernel small-x86_64; nearest: dentry");
        assertThatThrownBy(() -> objects.object("dentry")).hasMessageEndingWith("did you mean 'struct dentry'?");
    }

    @Test
    void aFlexibleArrayHasTheElementsThatWereAskedFor() {
        KernelObject table = objects.object("struct table", 3).set("entries[2]", 7);

        assertThat(table.number("entries[2]")).isEqualTo(7);
        assertThatThrownBy(() -> table.number("entries[3]")).hasMessageContaining("past the end of struct table #1");
        assertThatThrownBy(() -> objects.object("struct file", 1)).hasMessageContaining("has no flexible array");
    }

    @ParameterizedTest
    @MethodSource("bothByteOrders")
    void listsRunInBothDirections(Arch arch) {
        KernelObjects objects = objects(arch);
        KernelObject head = objects.object("struct list_head");
        List<KernelObject> items = items(objects, 3);

        objects.list(head, "list", items);

        assertThat(follow(head, "next", "next", 3)).containsExactlyElementsOf(addresses(items, "list"));
        assertThat(follow(head, "prev", "prev", 3))
                .containsExactly(
                        items.get(2).member("list").address(),
                        items.get(1).member("list").address(),
                        items.get(0).member("list").address());
        objects.list(head, "list", List.of());
        assertThat(head.number("next")).isEqualTo(head.address());
        assertThat(head.number("prev")).isEqualTo(head.address());
    }

    @Test
    void listsOfBucketsEndInANullPointer() {
        KernelObject head = objects.object("struct hlist_head");
        List<KernelObject> items = items(objects, 2);

        objects.hashList(head, "hash", items);

        assertThat(follow(head, "first", "next", 3)).containsExactlyElementsOf(addresses(items, "hash"));
        assertThat(items.get(0).number("hash.pprev")).isEqualTo(head.address());
        assertThat(items.get(1).number("hash.pprev"))
                .isEqualTo(items.get(0).member("hash").address());
        objects.hashList(head, "hash", List.of());
        assertThat(head.number("first")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "6", "7", "8", "100"})
    void treesKeepTheRulesOfRedAndBlack(int count) {
        KernelObject root = objects.object("struct rb_root_cached");
        List<KernelObject> items = items(objects, count);

        objects.tree(root, "tree", items);

        List<Long> inOrder = new ArrayList<>();
        Node.at(objects, root.number("rb_root.rb_node"), 0, false, inOrder);
        assertThat(inOrder).containsExactlyElementsOf(addresses(items, "tree"));
        assertThat(root.number("rb_leftmost"))
                .isEqualTo(count == 0 ? 0 : items.get(0).member("tree").address());
    }

    private static final class Node {
        /** Checks what lies below and returns how many black nodes every way down passes. */
        static int at(KernelObjects objects, long address, long parent, boolean underRed, List<Long> inOrder) {
            if (address == 0) {
                return 0;
            }
            KernelObject node = objects.at("struct rb_node", address);
            long parentAndColour = node.number("__rb_parent_color");
            boolean black = (parentAndColour & 1) == 1;
            assertThat(parentAndColour & ~3L).isEqualTo(parent);
            assertThat(black || !underRed && parent != 0).isTrue();
            int left = at(objects, node.number("rb_left"), address, !black, inOrder);
            inOrder.add(address);
            int right = at(objects, node.number("rb_right"), address, !black, inOrder);
            assertThat(left).isEqualTo(right);
            return left + (black ? 1 : 0);
        }
    }

    @Test
    void theSameCallsGiveTheSameAddresses() {
        KernelObjects again = objects(Archs.X86_64);

        assertThat(again.object("struct file").number("f_path.dentry"))
                .isEqualTo(objects.object("struct file").number("f_path.dentry"));
        assertThat(again.text("a").address()).isEqualTo(objects.text("a").address());
    }

    @Test
    void anArrayHasAllElementsUnset() {
        KernelObject all = objects.array("struct dentry", 3);

        assertThat(IntStream.range(0, 3)
                        .mapToObj(i -> objects.at("struct dentry", all.address() + 40L * i)
                                .number("d_name.name"))
                        .distinct())
                .hasSize(3)
                .allSatisfy(leads -> assertThat(objects.unset(leads)).isPresent());
    }

    private static List<KernelObject> items(KernelObjects objects, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> objects.object("struct item").set("key", i))
                .toList();
    }

    private static List<Long> addresses(List<KernelObject> items, String member) {
        return items.stream().map(item -> item.member(member).address()).toList();
    }

    /** Addresses that a chain of pointers leads to, without the head it began at and the null it ends in. */
    private static List<Long> follow(KernelObject head, String first, String next, int most) {
        List<Long> found = new ArrayList<>();
        KernelObject at = head;
        long address = head.number(first);
        while (address != 0 && address != head.address() && found.size() < most) {
            found.add(address);
            at = at.member(found.size() == 1 ? first : next);
            address = at.number(next);
        }
        return found;
    }

    @Test
    void anObjectIsMadeWhereAPointerLeadsTo() {
        KernelObject file = objects.object("struct file");
        assertThat(file.isSet("f_path.dentry")).isFalse();

        KernelObject dentry = file.fresh("f_path.dentry").set("d_name.len", 3);

        assertThat(file.isSet("f_path.dentry")).isTrue();
        assertThat(file.number("f_path.dentry->d_name.len")).isEqualTo(3);
        assertThat(dentry.type()).isEqualTo("struct dentry");
        assertThatThrownBy(() -> file.fresh("f_flags"))
                .isInstanceOf(KernelObjectException.class)
                .hasMessageContaining("no pointer to a type that is known");
    }

    @Test
    void whatLiesAtAnAddressHasAName() {
        KernelObject file = objects.object("struct file");
        KernelObject text = objects.text("passwd");

        assertThat(objects.member(file.member("f_path").address()))
                .hasValueSatisfying(
                        name -> assertThat(name).startsWith("f_path.").endsWith(" of " + file));
        assertThat(objects.member(text.address())).isEmpty();
        assertThat(objects.member(0)).isEmpty();
    }
}
