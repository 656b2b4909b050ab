// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.definition.perf.MapTerm;
import dev.probeproof.loader.definition.perf.PerfDialect;
import dev.probeproof.loader.definition.perf.PerfProbe;
import dev.probeproof.loader.definition.perf.PerfSection;
import dev.probeproof.loader.definition.tracefs.TracefsCommand;
import dev.probeproof.loader.definition.tracefs.TracefsFile;
import dev.probeproof.loader.definition.tracefs.TracefsProfile;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MutatedDefinitionsTest {
    private static final int MUTATIONS = 4_000;
    private static final String LETTERS = "%$@+-\\()[]:=/.,;_0189uxsbafp\"*# \t\n\u00e4\ud83d\ude00";

    private static final List<String> SEEDS = List.of(
            "exec=/lib/x.so;inlines=no;ev=foo@file.c:12 s->p[2].name:string@user $vars +8(%di):x32",
            "g:ev=foo+0x10%return $retval",
            "map:a.value[1,3...0x5]=10,map:b.event[all]=cycles",
            "vfs_read(file->f_path.dentry->d_name.name:string, m=pos[0] == +0(%dx):u64)",
            "r12:g/e ext4:sync+0 a=+0(+u8($stack3)):ustring[4] b=\\\"te xt\":string c=@jiffies-4:b3@4/16 $arg*",
            "p:e /bin/a:0x40%return(0x10) a=@+0x20:u8 b=$comm %ax:symbol",
            "e:x sched.sched_switch a=(task_struct)$p->mm.x:s32 if prev_pid > 0");

    @Test
    void whateverIsWrittenTheErrorIsTypedAndLiesInTheText() {
        Random random = new Random(20261123);
        for (int i = 0; i < MUTATIONS; i++) {
            String text = mutated(SEEDS.get(random.nextInt(SEEDS.size())), random);
            for (Consumer<String> parser : parsers()) {
                try {
                    parser.accept(text);
                } catch (ProbeSyntaxException refused) {
                    assertThat(refused.column()).as(text).isBetween(1, text.length() + 1);
                    assertThat(refused.problem()).as(text).isNotBlank();
                }
            }
        }
    }

    @Test
    void aVeryLongTextIsReadOrRefusedWithoutDeepRecursion() {
        String nested = "+0(".repeat(20_000);
        String steps = "a" + "->b".repeat(20_000);
        for (Consumer<String> parser : parsers()) {
            for (String text : List.of("p:e f " + nested, "p:e f " + steps, "e=f " + nested, "e=f " + steps)) {
                try {
                    parser.accept(text);
                } catch (ProbeSyntaxException refused) {
                    assertThat(refused.column()).isBetween(1, text.length() + 1);
                }
            }
        }
    }

    private static List<Consumer<String>> parsers() {
        TracefsProfile profile = TracefsProfile.of("6.18", Archs.X86_64);
        return List.of(
                text -> PerfProbe.parse(text, PerfDialect.EXACT),
                text -> PerfProbe.parse(text, PerfDialect.IMPROVED),
                text -> PerfSection.parse(text, PerfDialect.EXACT),
                text -> PerfSection.parse(text, PerfDialect.IMPROVED),
                MapTerm::parse,
                ProbeDefinition::parse,
                text -> command(text, TracefsFile.KPROBE_EVENTS, profile),
                text -> command(text, TracefsFile.UPROBE_EVENTS, profile),
                text -> command(text, TracefsFile.DYNAMIC_EVENTS, profile));
    }

    private static void command(String text, TracefsFile file, TracefsProfile profile) {
        if (TracefsCommand.parse(text, file) instanceof TracefsCommand.Define define) {
            String printed = define.probe().print();
            assertThat(TracefsCommand.parse(printed, file).toString()).as(text).isEqualTo(printed);
            profile.require(define.probe());
        }
    }

    private static String mutated(String seed, Random random) {
        StringBuilder text = new StringBuilder(seed);
        for (int n = random.nextInt(4); n >= 0; n--) {
            int at = random.nextInt(text.length() + 1);
            int letter = random.nextInt(LETTERS.length());
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, LETTERS.charAt(letter));
                case 1 -> text.setLength(at);
                case 2 -> text.insert(at, seed, 0, random.nextInt(seed.length()));
                default -> {
                    if (at < text.length()) {
                        text.setCharAt(at, LETTERS.charAt(letter));
                    }
                }
            }
        }
        return text.toString();
    }
}
