// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A whole kernel with debug information, if there is one: {@code PROBEPROOF_DEBUG_KERNEL}, or what distributions install below
 * {@code /usr/lib/debug} (Debian: the package {@code linux-image-RELEASE-dbg}). Its types are described twice, by DWARF and by
 * BTF, and where both can answer, they must say the same.
 */
@Tag("debug-kernel")
class DebugKernelTest {
    private static final List<String> CHAINS = List.of(
            "vfs_read(file->f_path.dentry->d_name.name:string)",
            "vfs_write(file->f_inode->i_ino)",
            "vfs_open(path->dentry->d_inode->i_mode)",
            "vfs_fsync_range(file->f_mapping->nrpages)",
            "vfs_unlink(dentry->d_name.len)",
            "vfs_rename(rd->flags)",
            "vfs_getattr(path->mnt->mnt_flags)",
            "vfs_statx(flags)",
            "do_sys_openat2(how->flags)",
            "do_filp_open(pathname->name:string)",
            "path_openat(nd->inode->i_ino)",
            "filp_close(filp->f_count.counter)",
            "ksys_read(fd)",
            "ksys_write(count)",
            "iterate_dir(file->f_pos)",
            "generic_file_read_iter(iocb->ki_pos)",
            "tcp_connect(sk->__sk_common.skc_dport)",
            "tcp_v4_connect(sk->__sk_common.skc_family)",
            "tcp_sendmsg(size)",
            "tcp_recvmsg(sk->sk_rcvbuf)",
            "tcp_close(sk->sk_socket->state)",
            "tcp_set_state(state)",
            "tcp_retransmit_skb(sk->__sk_common.skc_num)",
            "udp_sendmsg(sk->sk_sndbuf)",
            "inet_csk_accept(sk->__sk_common.skc_state)",
            "ip_rcv(skb->len)",
            "ip_output(skb->dev->ifindex)",
            "__dev_queue_xmit(skb->protocol)",
            "netif_receive_skb(skb->dev->name:string)",
            "kfree_skb_reason(skb->data_len)",
            "wake_up_new_task(p->pid)",
            "do_exit(code)",
            "kernel_clone(args->flags)",
            "begin_new_exec(bprm->filename:string)",
            "exit_mm_release(tsk->comm:string)",
            "set_user_nice(p->static_prio)",
            "try_to_wake_up(p->tgid)",
            "handle_mm_fault(vma->vm_start)",
            "do_mmap(file->f_flags)",
            "__vm_munmap(len)",
            "mmput(mm->mm_users.counter)",
            "out_of_memory(oc->totalpages)",
            "submit_bio(bio->bi_iter.bi_sector)",
            "blk_mq_start_request(rq->__data_len)",
            "blk_mq_end_request(rq->cmd_flags)",
            "security_file_open(file->f_cred->uid.val)",
            "cap_capable(cred->euid.val)",
            "bpf_prog_load(attr->prog_type)",
            "do_send_sig_info(sig)",
            "ptrace_attach(task->exit_code)",
            "do_unlinkat(name->name:string)",
            "chmod_common(mode)");

    private static DebugTarget target;
    private static TargetKernel kernel;

    @BeforeAll
    static void open() throws IOException {
        Path file = find();
        assumeTrue(
                file != null,
                "no kernel with debug information: set PROBEPROOF_DEBUG_KERNEL, or install one below /usr/lib/debug");
        ElfFile elf = ElfReader.read(Bytes.map(file));
        kernel = new TargetKernel(
                "debug",
                "6.1",
                Archs.X86_64,
                BtfReader.read(elf.section(".BTF").orElseThrow().bytes()),
                KernelSymbols.NONE);
        target = DebugTarget.ofKernel(kernel, DebugInfo.open(elf));
    }

    private static Path find() throws IOException {
        String given = System.getenv("PROBEPROOF_DEBUG_KERNEL");
        if (given != null) {
            return Path.of(given);
        }
        Path usual = Path.of("/usr/lib/debug/boot");
        if (!Files.isDirectory(usual)) {
            return null;
        }
        try (Stream<Path> files = Files.list(usual)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-amd64"))
                    .findFirst()
                    .orElse(null);
        }
    }

    @Test
    void chainsAtTheEntryOfWellKnownFunctionsAreWhatTheTypesOfTheKernelSay() {
        List<String> differences = new ArrayList<>();
        int agreed = 0;
        for (String chain : CHAINS) {
            ProbeDefinition definition = ProbeDefinition.parse(chain);
            List<FetchArgument.Fetch> byTypes;
            try {
                byTypes = ProbePointResolver.resolve(definition, kernel).get(0).typeKey();
            } catch (ProbeResolutionException absent) {
                // Another release than the one that the list was made for.
                continue;
            }
            List<ResolvedSite> sites = ProbePointResolver.examineAll(definition, target);
            ResolvedSite entry = sites.stream()
                    .filter(site -> site.attachPoint() instanceof AttachPoint.Kprobe at && at.offsetBytes() == 0)
                    .findFirst()
                    .orElseThrow();
            FetchArgument.Fetch byDebugInformation =
                    entry.arguments().get(0).orThrow().argument().fetch();
            if (byTypes.equals(List.of(byDebugInformation))) {
                agreed++;
            } else {
                differences.add(chain + ": " + byTypes + " and " + byDebugInformation);
            }
        }
        assertThat(differences).isEmpty();
        assertThat(agreed).isGreaterThanOrEqualTo(45);
    }

    @Test
    void aFunctionThatIsInlinedEverywhereHasManyPlacesAndSeveralWaysToFetch() {
        List<ResolvedSite> sites =
                ProbePointResolver.examineAll(ProbeDefinition.parse("get_page(page->flags)"), target);

        Set<Object> ways = new HashSet<>();
        for (ResolvedSite site : sites) {
            if (site.arguments().get(0) instanceof ArgumentOutcome.Resolved resolved) {
                ways.add(resolved.argument().fetch());
            }
        }
        assertThat(sites).hasSizeGreaterThan(20);
        assertThat(ways).hasSizeGreaterThan(5);
    }
}
