// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.definition.perf.MapTerm;
import dev.probeproof.loader.definition.perf.PerfDialect;
import dev.probeproof.loader.definition.perf.PerfProbe;
import dev.probeproof.loader.definition.perf.PerfSection;
import dev.probeproof.loader.definition.tracefs.TracefsCommand;
import dev.probeproof.loader.definition.tracefs.TracefsFile;
import dev.probeproof.loader.definition.tracefs.TracefsProfile;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Probe definitions in all three languages: ours, perf's and the kernel's. */
class DefinitionFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "exec=/lib/x.so;inlines=no;ev=foo@file.c:12 s->p[2].name:string@user $vars +8(%di):x32",
                        "map:a.value[1,3...0x5]=10,map:b.event[all]=cycles",
                        "vfs_read(file->f_path.dentry->d_name.name:string, m=pos[0] == +0(%dx):u64)",
                        "r12:g/e ext4:sync+0 a=+0(+u8($stack3)):ustring[4] b=\\\"text\":string c=@x-4:b3@4/16 $arg*",
                        "p:e /bin/a:0x40%return(0x10) a=@+0x20:u8 b=$comm %ax:symbol",
                        "e:x sched.sched_switch a=(task_struct)p->mm.x:s32 if prev_pid > 0")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void definition(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (PerfDialect dialect : PerfDialect.values()) {
            typed(text, () -> PerfProbe.parse(text, dialect));
            typed(text, () -> PerfSection.parse(text, dialect));
        }
        typed(text, () -> MapTerm.parse(text));
        typed(text, () -> ProbeDefinition.parse(text));
        for (TracefsFile file : TracefsFile.values()) {
            typed(text, () -> command(text, file));
        }
    }

    private static void command(String text, TracefsFile file) {
        if (TracefsCommand.parse(text, file) instanceof TracefsCommand.Define define) {
            String printed = define.probe().print();
            if (!TracefsCommand.parse(printed, file).toString().equals(printed)) {
                throw new AssertionError("printed " + printed + " for " + text);
            }
            TracefsProfile.of("6.18", Archs.X86_64).require(define.probe());
        }
    }

    private static void typed(String text, Runnable parser) {
        try {
            parser.run();
        } catch (ProbeSyntaxException refused) {
            if (refused.column() < 1 || refused.column() > text.length() + 1) {
                throw new AssertionError("column " + refused.column() + " of " + text, refused);
            }
        }
    }
}
