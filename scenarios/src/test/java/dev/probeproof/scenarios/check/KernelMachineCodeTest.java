// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.emulator.machine.MachineCode;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.dwarf.AddressRange;
import dev.probeproof.loader.dwarf.DebugFunction;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.dwarf.FunctionInstance;
import dev.probeproof.loader.dwarf.LineRow;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.probe.DebugTarget;
import dev.probeproof.loader.probe.DebugTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The machine code of a whole kernel, if there is one with debug information ({@code PROBEPROOF_DEBUG_KERNEL}) and Unicorn:
 * parameters of well-known functions, at places spread over each of them.
 */
@Tag("debug-kernel")
class KernelMachineCodeTest {
    private static final int PLACES = 6;

    private static final List<String> FUNCTIONS = List.of(
            "vfs_read(file->f_path.dentry, count)",
            "vfs_write(file->f_inode->i_ino, count)",
            "vfs_open(path->dentry->d_inode, file)",
            "vfs_fsync_range(file->f_mapping, start)",
            "vfs_unlink(dentry->d_name.len, dir)",
            "vfs_rename(rd->flags)",
            "vfs_getattr(path->mnt, request_mask)",
            "vfs_statx(flags, dfd)",
            "do_sys_openat2(how->flags, dfd)",
            "do_filp_open(pathname->name, dfd)",
            "path_openat(nd->inode, flags)",
            "filp_close(filp->f_count.counter, id)",
            "ksys_read(fd, count)",
            "ksys_write(fd, count)",
            "iterate_dir(file->f_pos, ctx)",
            "generic_file_read_iter(iocb->ki_pos, iter)",
            "tcp_connect(sk->__sk_common.skc_prot)",
            "tcp_v4_connect(sk->sk_socket, addr_len)",
            "tcp_sendmsg(sk, size)",
            "tcp_recvmsg(sk->sk_socket, len)",
            "tcp_close(sk->sk_socket, timeout)",
            "tcp_set_state(sk, state)",
            "tcp_retransmit_skb(sk->sk_socket, segs)",
            "udp_sendmsg(sk->sk_socket, len)",
            "inet_csk_accept(sk->sk_socket, flags)",
            "ip_rcv(skb->head, dev)",
            "ip_output(skb->dev, sk)",
            "__dev_queue_xmit(skb->dev, sb_dev)",
            "netif_receive_skb(skb->dev)",
            "kfree_skb_reason(skb->head, reason)",
            "wake_up_new_task(p->mm)",
            "do_exit(code)",
            "kernel_clone(args->fn)",
            "begin_new_exec(bprm->filename)",
            "exit_mm_release(tsk->mm, mm)",
            "set_user_nice(p->mm, nice)",
            "try_to_wake_up(p->mm, wake_flags)",
            "handle_mm_fault(vma->vm_mm, address)",
            "do_mmap(file->f_inode, len)",
            "__vm_munmap(start, len)",
            "mmput(mm->mmap_base)",
            "out_of_memory(oc->zonelist)",
            "submit_bio(bio->bi_bdev)",
            "blk_mq_start_request(rq->q)",
            "blk_mq_end_request(rq->q, error)",
            "security_file_open(file->f_cred)",
            "cap_capable(cred->user_ns, cap)",
            "bpf_prog_load(attr)",
            "do_send_sig_info(sig, p->mm)",
            "ptrace_attach(task->mm, request)",
            "do_unlinkat(name->name, dfd)",
            "chmod_common(path->dentry, mode)",
            "notify_change(dentry->d_inode, attr)",
            "inode_permission(inode->i_sb, mask)",
            "d_lookup(parent->d_inode, name)",
            "sock_sendmsg(sock->sk, msg)",
            "proc_pid_status(m->file, task)",
            "fget(fd)",
            "mark_page_accessed(page->mapping)",
            "find_vma(mm->mmap_base, addr)");

    private static List<String> definitions(DebugInfo info, String chain) {
        String name = chain.substring(0, chain.indexOf('('));
        String arguments = chain.substring(chain.indexOf('('));
        List<String> definitions = new ArrayList<>();
        for (DebugFunction function : info.functions(name)) {
            for (FunctionInstance instance : function.instances()) {
                List<Long> lines = info.unitOf(instance.entryPc()).orElseThrow().lines().orElseThrow().rows().stream()
                        .filter(row ->
                                row.isStatement() && !row.endSequence() && isIn(instance.ranges(), row.address()))
                        .map(LineRow::address)
                        .distinct()
                        .filter(address -> info.scopesAt(address)
                                .filter(scopes -> scopes.innermostFunction().equals(scopes.function()))
                                .isPresent())
                        .toList();
                Set<Long> chosen = new HashSet<>();
                for (int i = 0; i < PLACES; i++) {
                    chosen.add(lines.get(i * (lines.size() - 1) / Math.max(1, PLACES - 1)));
                }
                chosen.stream()
                        .sorted()
                        .forEach(address -> definitions.add("0x" + Long.toHexString(address) + arguments));
                return definitions;
            }
        }
        return definitions;
    }

    private static boolean isIn(List<AddressRange> ranges, long address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    @Test
    void parametersOfWellKnownFunctionsAreWhereDebugInformationSaysWhileTheCodeRuns() throws IOException {
        String file = System.getenv("PROBEPROOF_DEBUG_KERNEL");
        assumeTrue(file != null, "no kernel with debug information: set PROBEPROOF_DEBUG_KERNEL");
        Optional<String> missing = MachineCode.availability(Archs.X86_64);
        assumeTrue(missing.isEmpty(), missing.orElse(""));
        ElfFile elf = ElfReader.read(Bytes.map(Path.of(file)));
        TargetKernel kernel = new TargetKernel(
                "debug",
                "6.1",
                Archs.X86_64,
                BtfReader.read(elf.section(".BTF").orElseThrow().bytes()),
                KernelSymbols.NONE);
        DebugInfo info = DebugInfo.open(elf);
        DebugTargets target = DebugTargets.always(DebugTarget.ofKernel(kernel, info));
        byte[] code = Files.readAllBytes(Path.of("../examples/openat.bpf.o"));
        BpfObject object = ObjectReader.read(Bytes.wrap(code, "openat.bpf.o"), "openat.bpf.o");
        Map<CheckReport.Verdict, Integer> verdicts = new EnumMap<>(CheckReport.Verdict.class);
        Set<String> reached = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        int unlocated = 0;
        for (String chain : FUNCTIONS) {
            List<Preflight.ProgramProbe> probes = definitions(info, chain).stream()
                    .map(definition -> new Preflight.ProgramProbe("", definition))
                    .toList();
            if (probes.isEmpty()) {
                continue; // Another release than the one that the list was made for.
            }
            CheckReport report = new Preflight(new Preflight.Options(
                            probes, Optional.of(PrologueLayout.REGISTERS), Optional.empty(), target, Optional.of(elf)))
                    .check(object, List.of(kernel), step -> {});
            unlocated += report.problems().size();
            for (CheckReport.Trial trial : report.trials()) {
                verdicts.merge(trial.verdict(), 1, Integer::sum);
                if (trial.runs() > 0) {
                    reached.add(chain);
                }
                if (trial.verdict() == CheckReport.Verdict.DISAGREES) {
                    wrong.add(trial.point() + " " + trial.argument() + ": " + trial.words());
                }
                log(chain + " " + trial.point() + " " + trial.argument() + " " + trial.verdict() + " " + trial.words());
            }
            report.problems()
                    .forEach(problem -> log(chain + " PROBLEM "
                            + problem.reason().lines().findFirst().orElse("")));
        }
        log(verdicts + ", functions reached: " + reached.size() + ", not located: " + unlocated);

        assertThat(wrong).isEmpty();
        assertThat(reached).hasSizeGreaterThanOrEqualTo(50);
        assertThat(verdicts.get(CheckReport.Verdict.AGREES)).isGreaterThanOrEqualTo(200);
    }

    private static void log(String line) {
        System.out.println(line);
    }
}
