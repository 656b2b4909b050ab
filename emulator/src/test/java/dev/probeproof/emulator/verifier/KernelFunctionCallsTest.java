// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.uapi.ProgramType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls of kernel functions; the answers are those of Linux 6.18 to the same programs. */
class KernelFunctionCallsTest {
    private static final String NEW = """
            r1 = r10
            r1 += -8
            r2 = 0
            r3 = 10
            kfunc bpf_iter_num_new
            """;
    private static final String NEXT = """
            r1 = r10
            r1 += -8
            kfunc bpf_iter_num_next
            """;
    private static final String DESTROY = """
            r1 = r10
            r1 += -8
            kfunc bpf_iter_num_destroy
            """;
    private static final String END = "r0 = 0\nexit\n";

    private static final Btf TYPES = types();

    @Test
    void followsALoopOverAnIteratorUntilItsStatesRepeat() {
        String loop =
                NEW + "loop:\n" + NEXT + "if r0 == 0 goto done\nr1 = *(u32 *)(r0 +0)\ngoto loop\ndone:\n" + DESTROY;

        Verdict verdict = verify("6.18", "*(u64 *)(r10 -8) = 0\n" + loop + END);

        assertThat(verdict.isAccepted()).as(verdict.log()).isTrue();
        assertThat(verdict.statistics().processed()).isEqualTo(21);
        assertThat(verdict.log()).contains("fp-8=iter_num(ref_id=1,state=active,depth=0) refs=1");
    }

    @Test
    void forgetsASumThatAnIteratorLoopBuildsUp() {
        String loop = NEW.replace("10\nkfunc", "1000\nkfunc") + "loop:\n" + NEXT
                + "if r0 == 0 goto done\nr1 = *(u32 *)(r0 +0)\nr6 += r1\ngoto loop\ndone:\n" + DESTROY;

        Verdict verdict = verify("6.18", "r6 = 0\n" + loop + "r0 = r6\nexit\n");

        assertThat(verdict.isAccepted()).as(verdict.log()).isTrue();
        assertThat(verdict.statistics().processed()).isEqualTo(48);
    }

    @Test
    void refusesAnIteratorThatIsNotDestroyed() {
        assertThat(refusal("6.18", NEW + END))
                .isEqualTo("BPF_EXIT instruction in main prog would lead to reference leak");
    }

    @Test
    void refusesASecondIteratorInTheSamePlace() {
        assertThat(refusal("6.18", NEW + NEW + END)).isEqualTo("expected uninitialized iter_num as arg #0");
    }

    @Test
    void refusesAnIteratorThatIsNotThere() {
        assertThat(refusal("6.18", NEXT + END)).isEqualTo("expected an initialized iter_num as arg #0");
        assertThat(refusal("6.12", NEXT + END)).isEqualTo("expected an initialized iter_num as arg #0");
        assertThat(refusal("7.2", NEXT + END)).isEqualTo("expected an initialized iter_num as R1");
    }

    @Test
    void refusesAStoreToAnElement() {
        assertThat(refusal("6.18", NEW + NEXT + "if r0 == 0 goto x\n*(u32 *)(r0 +0) = 7\nx:\n" + DESTROY + END))
                .isEqualTo("R0 cannot write into rdonly_mem");
    }

    @ParameterizedTest
    @CsvSource({
        "bpf_rcu_read_unlock, unmatched rcu read unlock (kernel function bpf_rcu_read_unlock)",
        "bpf_rcu_read_lock, BPF_EXIT instruction in main prog cannot be used inside bpf_rcu_read_lock-ed region",
        "bpf_preempt_enable, unmatched attempt to enable preemption (kernel function bpf_preempt_enable)",
        "bpf_preempt_disable, BPF_EXIT instruction in main prog cannot be used inside bpf_preempt_disable-ed region",
    })
    void refusesASectionThatIsLeftOrEnteredAlone(String function, String refusal) {
        assertThat(refusal("6.18", "kfunc " + function + "\n" + END)).isEqualTo(refusal);
    }

    @Test
    void acceptsNestedSectionsWithoutPreemption() {
        String disable = "kfunc bpf_preempt_disable\n";
        String enable = "kfunc bpf_preempt_enable\n";

        assertThat(verify("6.18", disable + disable + enable + enable + END).isAccepted())
                .isTrue();
    }

    @Test
    void refusesAFunctionThatIsNotForProgramsOfTheType() {
        assertThat(refusal("6.18", "r1 = 0\nkfunc bpf_task_from_pid\n" + END))
                .isEqualTo("calling kernel function bpf_task_from_pid is not allowed");
    }

    @Test
    void refusesAnIdThatIsNoFunction() {
        assertThat(refusal("6.18", "kfunc #1\n" + END)).isEqualTo("kernel btf_id 1 is not a function");
    }

    private static String refusal(String release, String text) {
        Verdict verdict = verify(release, text);
        assertThat(verdict.isAccepted()).as(verdict.log()).isFalse();
        List<String> lines = verdict.log()
                .lines()
                .filter(line -> !line.startsWith("processed "))
                .toList();
        return lines.get(lines.size() - 1);
    }

    private static Verdict verify(String release, String text) {
        TargetKernel target = new TargetKernel("test", release, Archs.X86_64, TYPES, KernelSymbols.NONE);
        ProgramImage image =
                new ProgramImage("test", ProgramType.KPROBE, 0, "GPL", assemble(text), List.of(), 0, null, 0, 0);
        return Verifier.verify(new VerifierRequest(image, List.of(), target, KernelProfile.of(release), 2, 1));
    }

    /** Calls of kernel functions are assembled as calls of helpers by number, and their source register set after. */
    private static Instructions assemble(String text) {
        Matcher call = Pattern.compile("kfunc #?(\\w+)").matcher(text);
        String assembly = call.replaceAll(found -> "call " + (100_000 + id(found.group(1))));
        List<Instruction> all = new ArrayList<>();
        Instructions assembled = Assembler.assemble(assembly);
        for (int i = 0; i < assembled.size(); i++) {
            Instruction each = assembled.get(i);
            boolean kernelFunction = each.isCall() && each.imm() > 100_000;
            all.add(kernelFunction ? each.withSrc(2).withImm(each.imm() - 100_000) : each);
        }
        return Instructions.of(all);
    }

    private static int id(String function) {
        return function.matches("\\d+")
                ? Integer.parseInt(function)
                : TYPES.find(BtfKind.FUNC, function).orElseThrow();
    }

    // ---- types of a kernel that has just these functions
    // ---------------------------------------------------------------

    private static Btf types() {
        Blob blob = new Blob();
        int number = blob.type("int", 1 << 24, 4, 1 << 24 | 32);
        int wide = blob.type("long long unsigned int", 1 << 24, 8, 64);
        int iterator = blob.type("bpf_iter_num", 4 << 24 | 1, 8, blob.text("__opaque"), wide, 0);
        int toIterator = blob.type("", 2 << 24, iterator);
        int toNumber = blob.type("", 2 << 24, number);
        int it = blob.text("it");
        int begin = blob.type(
                "", 13 << 24 | 3, number, it, toIterator, blob.text("start"), number, blob.text("end"), number);
        int next = blob.type("", 13 << 24 | 1, toNumber, it, toIterator);
        int destroy = blob.type("", 13 << 24 | 1, 0, it, toIterator);
        int plain = blob.type("", 13 << 24, 0);
        int lookup = blob.type("", 13 << 24 | 1, toNumber, blob.text("pid"), number);
        blob.type("bpf_iter_num_new", 12 << 24, begin);
        blob.type("bpf_iter_num_next", 12 << 24, next);
        blob.type("bpf_iter_num_destroy", 12 << 24, destroy);
        blob.type("bpf_rcu_read_lock", 12 << 24, plain);
        blob.type("bpf_rcu_read_unlock", 12 << 24, plain);
        blob.type("bpf_preempt_disable", 12 << 24, plain);
        blob.type("bpf_preempt_enable", 12 << 24, plain);
        blob.type("bpf_task_from_pid", 12 << 24, lookup);
        return BtfReader.read(Bytes.wrap(blob.bytes(), "types"));
    }

    /** BTF in its binary form. */
    private static final class Blob {
        private final ByteArrayOutputStream types = new ByteArrayOutputStream();
        private final ByteArrayOutputStream texts = new ByteArrayOutputStream();
        private int lastId;

        Blob() {
            texts.write(0);
        }

        int text(String text) {
            int offset = texts.size();
            texts.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            texts.write(0);
            return offset;
        }

        int type(String name, int... words) {
            ByteBuffer record = ByteBuffer.allocate(4 + 4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
            record.putInt(name.isEmpty() ? 0 : text(name));
            for (int word : words) {
                record.putInt(word);
            }
            types.writeBytes(record.array());
            return ++lastId;
        }

        byte[] bytes() {
            return ByteBuffer.allocate(24 + types.size() + texts.size())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort((short) 0xeb9f)
                    .put((byte) 1)
                    .put((byte) 0)
                    .putInt(24)
                    .putInt(0)
                    .putInt(types.size())
                    .putInt(types.size())
                    .putInt(texts.size())
                    .put(types.toByteArray())
                    .put(texts.toByteArray())
                    .array();
        }
    }
}
