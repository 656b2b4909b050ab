// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.instance.ProloguePreprocessor;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.scenarios.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The check must find every way to fetch the wrong thing: a check that cannot fail proves nothing. */
class PointCheckTest {
    private static TargetKernel kernel;

    @BeforeAll
    static void readKernel() {
        kernel = Kernels.byName("6.12-amd64");
    }

    private static List<CheckReport.Finding> check(String definition, PrologueLayout layout, FetchArgument instead) {
        ProbeDefinition parsed = ProbeDefinition.parse(definition);
        ProbePoint right = ProbePointResolver.resolve(parsed, kernel).get(0);
        ProbePoint point = new ProbePoint(
                right.definition(),
                right.attachPoint(),
                List.of(instead == null ? right.arguments().get(0) : instead));
        ProgramInstance instance = new ProloguePreprocessor(layout)
                .prepare(Bodies.returnsZero(), List.of(point), kernel)
                .get(0);
        Meanings meanings = Meanings.of(parsed, right, kernel);
        try (InstanceRunner runner = InstanceRunner.load(List.of(), instance, kernel)) {
            return new PointCheck(
                            instance,
                            point,
                            meanings.inOrder(),
                            new SyntheticSymbols(kernel.symbols(), kernel.arch()),
                            new Diagnosis(kernel, Optional.empty()),
                            runner)
                    .check(kernel.arch())
                    .findings();
        }
    }

    private static FetchArgument fetch(String definition) {
        return ProbePointResolver.resolve(ProbeDefinition.parse(definition), kernel)
                .get(0)
                .arguments()
                .get(0);
    }

    private static FetchArgument changed(FetchArgument argument, FetchBase base, List<Deref> derefs, FetchLeaf leaf) {
        return new FetchArgument(argument.name(), argument.expression(), new FetchArgument.Fetch(base, derefs, leaf));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vfs_read(file->f_path.dentry->d_name.name:string)",
                "vfs_read(file->f_mode)",
                "wake_up_new_task(p->sched_reset_on_fork)",
                "wake_up_new_task(p->comm:string)",
                "wake_up_new_task(p->prio)"
            })
    void findsEveryHopThatReadsElsewhere(String definition) {
        FetchArgument right = fetch(definition);
        List<Deref> derefs = right.fetch().derefs();
        for (int hop = 0; hop < derefs.size(); hop++) {
            for (long distance : new long[] {-8, -1, 1, 4, 8, 64}) {
                List<Deref> wrong = new ArrayList<>(derefs);
                wrong.set(
                        hop,
                        new Deref(
                                derefs.get(hop).offset() + distance,
                                derefs.get(hop).space()));
                FetchArgument mutant = changed(
                        right, right.fetch().base(), wrong, right.fetch().leaf());

                assertThat(check(definition, PrologueLayout.STRUCT, mutant))
                        .as("hop %d off by %d", hop + 1, distance)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void namesTheHopAndWhatLiesAtTheWrongOffset() {
        FetchArgument right = fetch("vfs_read(file->f_path.dentry->d_name.name:string)");
        List<Deref> wrong = new ArrayList<>(right.fetch().derefs());
        wrong.set(1, new Deref(wrong.get(1).offset() - 8, AddressSpaceKind.KERNEL));
        FetchArgument mutant =
                changed(right, right.fetch().base(), wrong, right.fetch().leaf());

        CheckReport.Finding finding = check(
                        "vfs_read(file->f_path.dentry->d_name.name:string)", PrologueLayout.STRUCT, mutant)
                .get(0);

        assertThat(finding.hop()).isEqualTo(2);
        assertThat(finding.cause())
                .isEqualTo("hop 2 reads struct dentry at offset 32, but 'd_name.name' lies at offset 40 in kernel"
                        + " 6.12-amd64; at offset 32 lies d_name.hash");
        assertThat(finding.evidence()).anyMatch(line -> line.startsWith("bytes expected: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"si", "ax", "bx", "sp"})
    void findsEveryWrongRegister(String register) {
        FetchArgument right = fetch("vfs_read(count)");
        FetchArgument mutant = changed(
                right,
                new FetchBase.Register(kernel.arch().register(register).orElseThrow()),
                right.fetch().derefs(),
                right.fetch().leaf());

        for (PrologueLayout layout : List.of(PrologueLayout.STRUCT, PrologueLayout.PERF)) {
            assertThat(check("vfs_read(count)", layout, mutant))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.cause())
                            .contains("wrong register")
                            .contains("%" + register)
                            .contains("%dx"));
        }
    }

    @Test
    void findsAWrongWidthAndAWrongSign() {
        FetchArgument right = fetch("vfs_read(file->f_pos)");
        for (FetchLeaf leaf :
                List.of(new FetchLeaf.Int(4, true), new FetchLeaf.Int(2, true), new FetchLeaf.Int(1, false))) {
            FetchArgument mutant =
                    changed(right, right.fetch().base(), right.fetch().derefs(), leaf);

            assertThat(check("vfs_read(file->f_pos)", PrologueLayout.STRUCT, mutant))
                    .isNotEmpty();
        }
        FetchArgument prio = fetch("wake_up_new_task(p->prio)");
        FetchArgument unsigned = changed(prio, prio.fetch().base(), prio.fetch().derefs(), new FetchLeaf.Int(4, false));

        assertThat(check("wake_up_new_task(p->prio)", PrologueLayout.STRUCT, unsigned))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.cause()).isEqualTo("the fetch ends with u32, the expression is s32"));
    }

    @Test
    void findsAWrongBitFieldOfOneBit() {
        String definition = "wake_up_new_task(p->sched_reset_on_fork)";
        FetchArgument right = fetch(definition);
        FetchLeaf.Bits bits = (FetchLeaf.Bits) right.fetch().leaf();
        for (int shift = 0; shift < bits.containerBytes() * 8; shift++) {
            if (shift != bits.shift()) {
                FetchArgument mutant = changed(
                        right,
                        right.fetch().base(),
                        right.fetch().derefs(),
                        new FetchLeaf.Bits(bits.containerBytes(), shift, 1, false));

                assertThat(check(definition, PrologueLayout.STRUCT, mutant))
                        .as("bit %d", shift)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void findsUserMemoryReadAsKernelMemory() {
        assertThat(check("do_sys_openat2(filename:string)", PrologueLayout.STRUCT, null))
                .singleElement()
                .satisfies(finding -> assertThat(finding.cause())
                        .contains("marked kernel memory, but it is user memory")
                        .contains("'filename'"));
        assertThat(check("do_sys_openat2(filename:ustring)", PrologueLayout.STRUCT, null))
                .isEmpty();
    }

    @Test
    void findsKernelMemoryReadAsUserMemory() {
        String definition = "vfs_read(file->f_pos)";
        FetchArgument right = fetch(definition);
        FetchArgument mutant = changed(
                right,
                right.fetch().base(),
                List.of(new Deref(right.fetch().derefs().get(0).offset(), AddressSpaceKind.USER)),
                right.fetch().leaf());

        assertThat(check(definition, PrologueLayout.STRUCT, mutant))
                .singleElement()
                .satisfies(
                        finding -> assertThat(finding.cause()).contains("marked user memory, but it is kernel memory"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vfs_read(file->f_path.dentry->d_name.name:string)",
                "vfs_read(file->f_path.dentry->d_parent->d_name.name:string(16))",
                "vfs_read(file->f_inode->i_sb->s_id:string)",
                "vfs_read(file->f_inode->i_mode)",
                "vfs_read(file->f_op->read_iter)",
                "vfs_read(file->f_pos)",
                "vfs_read(file->f_path)",
                "vfs_read(count)",
                "vfs_read($retval)",
                "wake_up_new_task(p->comm:string)",
                "wake_up_new_task(p->policy)",
                "wake_up_new_task(p->in_execve)",
                "wake_up_new_task(p->cpus_ptr->bits[1])",
                "wake_up_new_task(p->real_parent->group_leader->pid)",
                "do_sys_openat2(dfd)",
                "do_sys_openat2(filename:ustring(128))"
            })
    void findsNothingWhereNothingIsWrong(String definition) {
        assertThat(check(definition, PrologueLayout.STRUCT, null)).isEmpty();
    }
}
