// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfMinimizer;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfSelection;
import dev.probeproof.loader.btf.BtfWriter;
import dev.probeproof.loader.btf.MinimizedBtfException;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.core.CoreKind;
import dev.probeproof.loader.core.CoreOutcome;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.extern.ExternReference;
import dev.probeproof.loader.footprint.KernelFootprint;
import dev.probeproof.loader.footprint.ObjectFootprint;
import dev.probeproof.loader.footprint.ProbeFootprint;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.TargetKernels;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.probe.ArgumentOutcome;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.loader.probe.ProbeResolutionException;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.relocate.Relocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Types cut down to what an object or a definition needs give the same answers to it as the whole ones. */
class MinimizedKernelsTest {
    private static final List<Path> FOLDERS = List.of(
            Path.of("../examples"),
            Path.of("../loader/src/test/resources/objects"),
            Path.of("../loader/src/test/resources/crosscheck"));

    private static final List<String> DEFINITIONS = List.of(
            "vfs_read(file->f_path.dentry->d_name.name:string, count)",
            "vfs_read($retval)",
            "vfs_read(file->f_poss)",
            "vfs_reed(count)",
            "vfs_read(files)",
            "tcp_sendmsg(sk->__sk_common.skc_ipv6only, sk->__sk_common.skc_daddr, size)",
            "do_sys_openat2(filename:ustring, how->flags)",
            "wake_up_new_task(p->comm:string, p->real_parent->pid, p->se.vruntime)",
            "netif_receive_skb(skb->dev->name:string, skb->len, skb->protocol)",
            "ip_rcv(skb->head[1], dev->ifindex)",
            "vfs_open(path->dentry->d_inode->i_sb->s_type->name:string, file->f_flags)",
            "security_file_open(file->f_op->read)",
            "filp_close(filp->f_mode == +4(%di):u32)",
            "do_exit(code)",
            "kmem_cache_free(s->name:string)",
            "blk_mq_start_request(rq->q->disk->disk_name:string, rq->__sector)");

    private record Cut(TargetKernel whole, TargetKernel small) {
        static Cut of(TargetKernel kernel, Consumer<BtfSelection> choice) {
            BtfSelection selection = new BtfSelection(kernel.btf());
            KernelFootprint.choose(selection);
            choice.accept(selection);
            Btf small = BtfMinimizer.minimize(selection);
            return new Cut(kernel, TargetKernels.of(kernel.name(), kernel.release(), small));
        }
    }

    static List<ShippedKernel> shipped() {
        return Kernels.shipped();
    }

    private static List<BpfObject> objects() {
        List<BpfObject> objects = new ArrayList<>();
        for (Path folder : FOLDERS) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".o"))
                        .sorted()
                        .toList()) {
                    try {
                        objects.add(ObjectReader.read(
                                Bytes.wrap(Files.readAllBytes(file), file.toString()), file.toString()));
                    } catch (ProbeproofException refused) {
                        continue; // Some of them are there to be refused.
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return objects;
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.12-arm64", "7.2-amd64"})
    void relocateObjectsAsTheWholeDoes(String name) {
        TargetKernel kernel = Kernels.byName(name);
        List<BpfObject> objects = objects();
        assertThat(objects).hasSizeGreaterThan(40);
        for (BpfObject object : objects) {
            Cut cut = Cut.of(kernel, selection -> ObjectFootprint.choose(object, selection));

            assertThat(described(Relocator.relocate(object, cut.small())))
                    .as("%s on %s", object.fileName(), name)
                    .isEqualTo(described(Relocator.relocate(object, cut.whole())));
        }
    }

    /** Everything that came of it but numbers of types, which are others. */
    private static List<String> described(RelocatedObject object) {
        List<String> lines = new ArrayList<>();
        for (RelocatedProgram program : object.programs()) {
            Set<Integer> numbers = new HashSet<>();
            for (CoreOutcome outcome : program.core()) {
                boolean number = outcome.kind() == CoreKind.TYPE_ID_TARGET;
                lines.add(program.name() + " core " + outcome.slot() + " " + outcome.kind() + " "
                        + (number ? outcome.value().isPresent() : outcome.value()) + " " + outcome.isPoisoned());
                if (number) {
                    numbers.add(outcome.slot());
                    numbers.add(outcome.slot() + 1);
                }
            }
            for (ExternReference reference : program.externs()) {
                lines.add(program.name() + " extern " + reference.slot() + " " + reference.missing() + " "
                        + (reference.btfId() != 0));
                numbers.add(reference.slot());
            }
            lines.add(program.name() + " attach " + (program.attach().btfId() != 0));
            lines.add(program.name() + " " + codeWithout(numbers, program));
        }
        object.refused().forEach(refusal -> lines.add(refusal.program() + " refused"));
        return lines;
    }

    private static List<Instruction> codeWithout(Set<Integer> numbers, RelocatedProgram program) {
        List<Instruction> code = new ArrayList<>(program.instructions().asList());
        numbers.stream()
                .filter(slot -> slot < code.size())
                .forEach(slot -> code.set(slot, code.get(slot).withImm(0)));
        return code;
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void resolveDefinitionsAsTheWholeDoes(ShippedKernel shipped) {
        TargetKernel kernel = Kernels.byName(shipped.name());
        for (String text : DEFINITIONS) {
            ProbeDefinition definition = ProbeDefinition.parse(text);
            Cut cut = Cut.of(kernel, selection -> ProbeFootprint.choose(definition, selection));

            assertThat(resolved(definition, cut.small()))
                    .as("%s on %s", text, shipped.name())
                    .isEqualTo(resolved(definition, cut.whole()));
        }
    }

    private static List<String> resolved(ProbeDefinition definition, TargetKernel kernel) {
        try {
            return ProbePointResolver.examine(definition, kernel).arguments().stream()
                    .map(MinimizedKernelsTest::outcome)
                    .toList();
        } catch (ProbeResolutionException absent) {
            return List.of(absent.reason() + " " + absent.name());
        }
    }

    private static String outcome(ArgumentOutcome outcome) {
        if (outcome instanceof ArgumentOutcome.Resolved resolved) {
            return resolved.toString();
        }
        ProbeResolutionException failure = ((ArgumentOutcome.Unresolved) outcome).failure();
        return failure.reason() + " " + failure.name();
    }

    @Test
    void sayThatTheyWereCutDown() {
        TargetKernel kernel = Kernels.byName("6.1-amd64");
        ProbeDefinition chosen = ProbeDefinition.parse("vfs_read(file->f_pos)");
        Cut cut = Cut.of(kernel, selection -> ProbeFootprint.choose(chosen, selection));

        for (String text : List.of("vfs_write(file->f_pos)", "vfs_read(file->f_flags)")) {
            ProbeDefinition other = ProbeDefinition.parse(text);
            assertThat(ProbePointResolver.resolve(other, cut.whole())).isNotEmpty();
            assertThatThrownBy(() -> ProbePointResolver.resolve(other, cut.small()))
                    .isInstanceOf(MinimizedBtfException.class)
                    .hasMessageContaining("cut down");
        }
        assertThat(cut.small().btf().raw().size()).isLessThan(4096);
    }

    @Test
    void keepTheirByteOrder() {
        Btf little = Kernels.byName("6.1-amd64").btf();
        Btf big = BtfReader.read(Bytes.wrap(BtfWriter.write(little, ByteOrder.BIG_ENDIAN), "turned"));
        BtfSelection selection = new BtfSelection(big);
        KernelFootprint.choose(selection);

        Btf small = BtfMinimizer.minimize(selection);

        assertThat(small.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(small.sizeOf(small.find(BtfKind.STRUCT, "pt_regs").orElseThrow()))
                .isEqualTo(little.sizeOf(little.find(BtfKind.STRUCT, "pt_regs").orElseThrow()));
    }
}
